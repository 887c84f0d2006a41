"""Paying online. Whoever has the order's unguessable address may pay it: a guest opens the mail on another phone.

Who comes back from a bank is looked up, never believed.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pizzeria import order_flow
from shared_apps.accounts.access import leave_for
from tenant_apps.ordering import access
from tenant_apps.ordering.actions.life import TO_PAY
from tenant_apps.ordering.models import Order
from tenant_apps.payments import asking, errors, queries
from tenant_apps.payments.gateways import Refused, Unsure
from tenant_apps.payments.merchant import Merchant, ready
from tenant_apps.payments.models import Call, Method, Payment
from toolbox import throttle
from toolbox.refusals import Refusal

BRIEFLY, MOST_LOOKS, A_MINUTE = 1.5, 12, 60


@csp_update(settings.STRIPE_ORIGINS)
@never_cache
@require_safe
def page(request: HttpRequest, id: UUID) -> HttpResponse:
    """What is to be paid, with the card fields; nothing to be paid leads to the order.

    The card fields are a payment begun at the bank: only for who reads the page, and not again and again.
    """
    order = access.seen_order(request, id).order
    standing = queries.standing(order)
    if not standing.due(Method.CARD):
        return redirect("ordering:track", id)
    ways = ready()
    context, status = _context(order, standing, ways), 200
    wished = request.GET.get("by") or order.tender
    if Method.CARD in ways and not request.support and request.method == "GET":
        try:
            _count_page(order)
            context |= _card(request, order, ways[Method.CARD])
        except errors.NothingDue:  # it came through at this moment
            return redirect("ordering:track", id)
        except throttle.TooOften as often:
            context["problem"] = _("This page was loaded very often. Wait a minute, then load it again to pay by card.")
            status = often.status
        except Refusal as refusal:
            context["problem"], status = str(refusal), 424
    context["wished"] = wished if wished in ways else next(iter(ways), "")
    return render(request, "payments/pay.html", context, status=status)


@never_cache
@require_safe
def standing(request: HttpRequest, id: UUID) -> HttpResponse:
    """How an order is paid, for its own page: a fragment."""
    seen = access.seen_order(request, id)
    context = {"order": seen.order, "standing": queries.standing(seen.order), "is_mine": seen.is_mine}
    if seen.is_mine:
        context |= {
            "refunds": queries.refunds_of(seen.order),
            "due": queries.money(context["standing"].due(Method.CARD), seen.order.currency),
            "can_pay": seen.order.is_open and bool(ready()),
        }
    return render(request, "payments/standing.html", context)


@require_POST
def with_paypal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Begin at PayPal and go there."""
    order = access.seen_order(request, id).order
    try:
        _payment, begun = asking.begin(
            order, Method.PAYPAL, user=access.user_of(request), by=access.customer(request), at=request.at
        )
    except errors.NothingDue:
        return redirect("ordering:track", id)
    if not begun.address:  # said yes to already, and not held yet: nothing is left to do there
        return redirect("payments:back", id)
    return leave_for(request, begun.address)


@never_cache
@require_safe
def back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Back from the bank, or from PayPal: look how the payment stands, and show the order or what went wrong.

    While somebody else is asking for it the page says so and comes again, instead of holding a worker.
    """
    order = access.seen_order(request, id).order
    problem = ""
    begun = order.payments.exclude(reference=None).filter(state=Payment.State.STARTED)
    if begun and _may_look(order):
        for payment in begun:
            problem = _looked_at(payment, request) or problem
        asked = Call.objects.open().filter(payment__in=begun.all()).exclude(verb=Call.Verb.VOID)
        if not problem and asked.exists():
            return render(request, "payments/wait.html", {"order": order})
    order.refresh_from_db()
    if order.state != order_flow.UNPAID and not queries.standing(order).due(Method.CARD):
        return redirect("ordering:track", id)
    if order.state in order_flow.LOST:
        messages.warning(request, _("This order was given up before the payment came. Nothing is charged."))
        return redirect("ordering:track", id)
    if "cancelled" in request.GET:
        problem = _("You left PayPal without paying. Nothing was charged.")
    messages.warning(request, problem or _("The payment is not through yet. You can try again; you pay only once."))
    return redirect("payments:pay", id)


def _count_page(order: Order) -> None:
    """Count one more payment begun, or gone on with, by loading the page. Raises TooOften; without Redis all may pay."""
    with suppress(throttle.Uncounted):
        throttle.count("payment-page", str(order.id), most=MOST_LOOKS, seconds=A_MINUTE)


def _may_look(order: Order) -> bool:
    """Whether a provider is asked once more: who calls the page again and again is told what is written here."""
    try:
        throttle.count("payment-back", str(order.id), most=MOST_LOOKS, seconds=A_MINUTE)
    except throttle.TooOften:
        return False
    return True


def _looked_at(payment: Payment, request: HttpRequest) -> str:
    """Look at a payment and make what follows from it; return what the bank had against it."""
    try:
        asking.settle(payment, at=request.at)
        payment = asking.wait_for(asking.ask_open(payment, at=request.at), seconds=BRIEFLY)
    except (Unsure, Refused):
        return str(errors.ProviderAway.message)
    return payment.problem if payment.state == Payment.State.STARTED else ""


def _card(request: HttpRequest, order: Order, where: Merchant) -> dict[str, Any]:
    user, by = access.user_of(request), access.customer(request)
    payment, begun = asking.begin(order, Method.CARD, user=user, where=where, by=by, at=request.at)
    back = request.build_absolute_uri(reverse("payments:back", args=[order.id]))
    return {"payment": payment, "begun": begun, "back": back}


def _context(order: Order, standing: queries.Standing, ways: dict[Method, Merchant]) -> dict[str, Any]:
    return {
        "order": order,
        "due": queries.money(standing.due(Method.CARD), order.currency),
        "standing": standing,
        "methods": ways,
        "is_unpaid": order.state == order_flow.UNPAID,
        "until": order.placed_at + TO_PAY,
        "stripe_key": settings.STRIPE_PUBLISHABLE_KEY,
        "stripe_js": settings.STRIPE_JS_URL,
    }
