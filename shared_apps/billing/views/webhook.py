"""Where Stripe tells us that something has happened. We believe the signature, and then ask for ourselves.

An event's own picture of an object is never used: it may be old, or come twice, or come
after a newer one. It only says about which customer to ask.
"""

import json
import logging
from typing import Any

import stripe
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shared_apps.billing import asking
from shared_apps.billing.models import ProviderEvent, Subscription
from shared_apps.billing.seen import Event
from shared_apps.billing.stripe_client import Away, Refused

log = logging.getLogger(__name__)
TOLERANCE = 300  # seconds between the signature's clock and ours
LARGEST = 2 * 1024 * 1024
_ABOUT = ("customer.", "invoice.", "payment_method.", "setup_intent.")


@csrf_exempt
@require_POST
def stripe_events(request: HttpRequest) -> HttpResponse:
    """200: had its effect, now or before, or is of no interest; 400: not signed for us; 503: say it again later."""
    if len(request.body) > LARGEST:
        return HttpResponse(status=413)
    try:
        signature = request.headers.get("Stripe-Signature", "")
        stripe.WebhookSignature.verify_header(request.body, signature, settings.STRIPE_WEBHOOK_SECRET, TOLERANCE)
        event = json.loads(request.body)
        kind, about = str(event["type"]), event["data"]["object"]
    except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    if bool(event.get("livemode")) != settings.STRIPE_LIVE:
        log.warning("event %s is of the other mode", event.get("id"))
        return HttpResponse(status=400)
    row = _whose(kind, about)
    if row is None or ProviderEvent.objects.filter(id=event["id"]).exists():
        return HttpResponse(status=200)
    try:
        asking.read(row.pk, row.customer, event=Event(event["id"], kind), at=request.at)
    except (Away, Refused) as error:
        log.warning("event %s comes again: %s", event["id"], error)
        return HttpResponse(status=503)
    return HttpResponse(status=200)


def _whose(kind: str, about: Any) -> Subscription | None:
    """Return the subscription of the customer this is about, None for what is not ours to know."""
    if not kind.startswith(_ABOUT):
        return None
    customer = about.get("id") if about.get("object") == "customer" else about.get("customer")
    return Subscription.objects.filter(customer=customer).first() if isinstance(customer, str) and customer else None
