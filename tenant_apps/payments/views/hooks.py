"""What providers tell us. They are believed for one thing only: that there is something to look at.

Signature and age first; then the pizzeria by the account; then the object is fetched again from the provider, and the
event's id is written in the same transaction as what follows from it. Told twice, late or out of turn it comes to the same.
"""

import logging
from typing import Any

import stripe
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

import tenants
from shared_apps.billing import merchants
from shared_apps.billing.models import MerchantAccount
from shared_apps.journal.facts import Actor
from tenant_apps.payments import asking, connecting, paypal_hooks
from tenant_apps.payments.actions import Because
from tenant_apps.payments.gateways import Refused, Unsure
from tenant_apps.payments.models import Method, Payment
from tenants.errors import NoSuchPizzeria

log = logging.getLogger(__name__)
BY = Actor.system("stripe")
DONE, LATER, BAD = 200, 503, 400


@csrf_exempt
@require_POST
def stripe_connect(request: HttpRequest) -> HttpResponse:
    """An event of a pizzeria's own account. 200: dealt with, or not ours to deal with; 503: tell us again later."""
    event = _event_of(request)
    if event is None:
        return HttpResponse(status=BAD)
    account = merchants.pizzeria_of(MerchantAccount.Provider.STRIPE, getattr(event, "account", None) or "")
    if account is None or event.livemode != settings.STRIPE_LIVE:
        log.warning("event %s of %s is not for us", event.id, event.type)
        return HttpResponse(status=DONE)
    try:
        with tenants.inside(account.pizzeria_id):
            return HttpResponse(status=_deal_with(event, request))
    except NoSuchPizzeria:
        return HttpResponse(status=DONE)


@csrf_exempt
@require_POST
def paypal(request: HttpRequest) -> HttpResponse:
    """The same for PayPal, which signs by certificate: it is asked whether it said so."""
    return HttpResponse(status=paypal_hooks.deal_with(request))


def _event_of(request: HttpRequest) -> Any:
    """Return the event that Stripe signed lately, None for anything else."""
    signed = request.headers.get("Stripe-Signature", "")
    try:
        event = stripe.Webhook.construct_event(request.body, signed, settings.STRIPE_CONNECT_WEBHOOK_SECRET)
        return event if event.id and event.type and event.data.object and event.livemode in (True, False) else None
    except (ValueError, TypeError, AttributeError, stripe.SignatureVerificationError):  # or signed, and no event
        return None


def _deal_with(event: Any, request: HttpRequest) -> int:
    try:
        if event.type == "account.application.deauthorized":
            connecting.note_cut_off(by=BY, at=request.at)
            return DONE
        if event.type.startswith("account."):
            connecting.sync_stripe(by=BY, at=request.at)
            return DONE
        if event.type.startswith("payout."):
            asking.note_payout(event.data.object.id, account=event.account, at=request.at)
            return DONE
        payment = _payment_of(event.data.object, event.account)
        if payment is not None:
            asking.settle(payment, because=Because(event=event.id, kind=event.type), at=request.at)
            asking.ask_open(payment, at=request.at)
        return DONE
    except Unsure:
        return LATER
    except Refused as refused:
        log.warning("event %s names what cannot be read: %s", event.id, refused)
        return DONE


def _payment_of(thing: Any, account: str) -> Payment | None:
    """Return the payment that the object belongs to, of this account only."""
    ours = Payment.objects.filter(method=Method.CARD, merchant=account)
    reference = thing.id if thing.object == "payment_intent" else getattr(thing, "payment_intent", None)
    if found := ours.filter(reference=reference).first() if reference else None:
        return found
    return None
