"""The card: typed into the provider's own fields, so that its number never comes near us (PCI DSS SAQ A); and its bank."""

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import tenants
from shared_apps.accounts.access import staff
from shared_apps.billing import asking, verbs
from shared_apps.billing.errors import ProviderAway, ProviderRefused
from shared_apps.billing.stripe_client import Away, Refused
from shared_apps.billing.views.owner import PERMISSION, asked, begun, way_back
from toolbox.ids import uuid7


@require_safe
@csp_update(settings.STRIPE_ORIGINS)
@staff(PERMISSION)
def form(request: HttpRequest) -> HttpResponse:
    if request.support:  # looks and does not touch, not even at the provider
        return redirect("billing:overview")
    row = begun(request)
    if not row.customer:
        row = asked(request, "open")
    try:
        _id, secret = verbs.new_setup(row.customer, key=str(uuid7()))
    except (Away, Refused) as error:
        raise ProviderAway() from error
    context: dict[str, Any] = {
        "row": row,
        "secret": secret,
        "publishable_key": settings.STRIPE_PUBLISHABLE_KEY,
        "script": settings.STRIPE_JS_URL,
        "back": request.pizzeria.url("/manage/billing/card/done/"),
    }
    return render(request, "billing/card.html", context)


@require_safe
@staff(PERMISSION)
def done(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the browser back to. A GET that changes something: but only to a card of this shop's own
    customer that the bank has just confirmed, whoever follows the address and how often.
    """
    row = begun(request)
    if request.support or not row.customer:
        return redirect("billing:overview")
    try:
        method = verbs.card_of_setup(request.GET.get("setup_intent", "")[:100], customer=row.customer)
    except Away as error:
        raise ProviderAway() from error
    except Refused as error:
        raise ProviderRefused(why=str(error)) from error
    row = asked(request, "card", {"payment_method": method, "back": way_back(request)})
    messages.success(request, _("%(card)s is charged from now on.") % {"card": row.card})
    return redirect("billing:overview" if row.unpaid_since is None else "billing:confirm")


@require_safe
@staff(PERMISSION)
def confirm(request: HttpRequest) -> HttpResponse:
    """Where a payment waits until its owner has been to the bank, and where the bank sends the browser back to.

    What has become of it is read, whoever follows the address and how often; the webhook may have been faster.
    """
    row = begun(request)
    if request.support or not row.customer:
        return redirect("billing:overview")
    try:
        if bank := verbs.bank_page(row.customer):
            return render(request, "billing/confirm.html", {"row": row, "bank": bank})
        with tenants.platform():
            asking.read(row.pk, row.customer, by=request.actor, at=request.at)
    except (Away, Refused) as error:
        raise ProviderAway() from error
    row = begun(request)
    if row.is_subscribed and row.unpaid_since is None:
        messages.success(request, _("The payment is confirmed. Your plan is %(plan)s.") % {"plan": row.terms.name})
    elif row.is_subscribed:
        messages.error(request, _("The bank has not confirmed the payment, so the bill is still open."))
    else:
        messages.error(request, _("The bank has not confirmed the payment, so no plan has begun. Choose it again."))
    return redirect("billing:overview")
