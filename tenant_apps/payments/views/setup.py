"""How the shop is paid: its account with Stripe, its PayPal, and what customers may choose."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shared_apps.accounts.access import leave_for, staff
from shared_apps.billing.errors import AccountTaken
from shared_apps.billing.plans import plan_of
from tenant_apps.payments import connecting
from tenant_apps.payments.forms import AT_THE_SHOP, PayPalForm, TendersForm
from tenant_apps.payments.gateways import Refused, Unsure
from tenant_apps.payments.merchant import account_of, is_configured, plan_code
from tenant_apps.payments.models import ONLINE, Method
from tenant_apps.shop import actions as shops
from tenant_apps.shop import queries as shop_queries


@staff("payments.see")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "payments/setup.html", _context(request))


@require_POST
@staff("payments.edit")
def to_stripe(request: HttpRequest) -> HttpResponse:
    """Open the account if there is none, and go on on Stripe's own page."""
    back, again = (request.build_absolute_uri(reverse(f"payments:{name}")) for name in ("setup-back", "setup"))
    return leave_for(request, connecting.lead_to_stripe(back=back, again=again, by=request.actor, at=request.at))


@staff("payments.edit")
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Back from Stripe: ask how the account stands."""
    try:
        account = connecting.sync_stripe(by=request.actor, at=request.at)
    except (Unsure, Refused):
        messages.warning(request, _("Stripe does not answer right now. This page will know more in a moment."))
        return redirect("payments:setup")
    if account and account.charges_enabled:
        messages.success(request, _("Your customers can pay by card from now on."))
    elif account:
        messages.warning(request, _("Stripe still needs something from you. Go on when you have it."))
    return redirect("payments:setup")


@require_POST
@staff("payments.edit")
def paypal(request: HttpRequest) -> HttpResponse:
    form, status = PayPalForm(request.POST), 422
    if form.is_valid():
        try:
            connecting.set_paypal(form.cleaned_data["merchant_id"], by=request.actor, at=request.at)
        except AccountTaken as taken:
            form.add_error("merchant_id", str(taken))
            status = taken.status
    if form.errors:
        return render(request, "payments/setup.html", _context(request, paypal=form), status=status)
    messages.success(request, _("Saved. Customers see it at once."))
    return redirect("payments:setup")


@require_POST
@staff("payments.edit")
def tenders(request: HttpRequest) -> HttpResponse:
    form = TendersForm(request.POST)
    if form.is_valid():
        online = [one for one in shop_queries.the_shop().tenders if one in ONLINE]
        shops.offer_tenders([*online, *form.cleaned_data["tenders"]], by=request.actor, at=request.at)
        messages.success(request, _("Saved. Customers see it at once."))
    return redirect("payments:setup")


def _context(request: HttpRequest, *, paypal: PayPalForm | None = None) -> dict[str, Any]:
    known = shop_queries.the_shop().tenders
    account = account_of(Method.PAYPAL)
    return {
        "stripe": account_of(Method.CARD),
        "has_stripe": is_configured(Method.CARD),
        "has_paypal": is_configured(Method.PAYPAL),
        "paypal": paypal or PayPalForm(initial={"merchant_id": account.reference if account else ""}),
        "tenders": TendersForm(initial={"tenders": [one for one in AT_THE_SHOP if one in known]}),
        "fee": plan_of(plan_code()).payment_fee_bps / 100,
        "may_edit": request.user.may("payments.edit"),
    }
