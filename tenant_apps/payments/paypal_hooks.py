"""What PayPal tells us: signed by certificate, so PayPal is asked whether it said so; then the order is fetched again."""

import json
import logging
from typing import Any

import requests
from apimatic_core.exceptions.auth_validation_exception import AuthValidationException
from django.http import HttpRequest
from paypalserversdk.exceptions.api_exception import ApiException

import tenants
from shared_apps.billing import merchants
from shared_apps.billing.models import MerchantAccount
from tenant_apps.payments import asking
from tenant_apps.payments.actions import Because
from tenant_apps.payments.gateways import Refused, Unsure
from tenant_apps.payments.gateways.paypal import GATEWAY as PAYPAL
from tenant_apps.payments.models import Method, Payment
from toolbox import paypal

log = logging.getLogger(__name__)
DONE, LATER, BAD = 200, 503, 400


def deal_with(request: HttpRequest) -> int:
    """Return the HTTP status to answer with. 200: dealt with, or not ours to deal with; 503: tell us again later."""
    try:
        if not paypal.is_genuine(request.headers, request.body):
            return BAD
    except (ApiException, requests.RequestException, AuthValidationException) as error:
        log.warning("PayPal cannot be asked about a webhook: %s", type(error).__name__)
        return LATER
    event = json.loads(request.body)
    merchant = _merchant_of(event)
    for account in merchants.ever_of(MerchantAccount.Provider.PAYPAL, merchant):
        with tenants.inside(account.pizzeria_id):
            if status := _settle(event, merchant, request):
                return status
    log.warning("PayPal event %s is not for us", event.get("id"))
    return DONE


def _settle(event: dict[str, Any], merchant: str, request: HttpRequest) -> int:
    """Return the status, 0 where it is about no payment of this pizzeria."""
    try:
        ours = Payment.objects.filter(method=Method.PAYPAL, merchant=merchant)
        payment = ours.filter(reference__in=_orders_of(event)).first()
        if payment is None:
            return 0
        because = Because(event=str(event["id"])[:80], kind=str(event.get("event_type", ""))[:80])
        asking.settle(payment, because=because, at=request.at)
        asking.ask_open(payment, at=request.at)
    except Unsure:
        return LATER
    except Refused as refused:
        log.warning("PayPal event %s names what cannot be read: %s", event.get("id"), refused)
    return DONE


def _merchant_of(event: dict[str, Any]) -> str:
    resource = event.get("resource") or {}
    units = resource.get("purchase_units") or [{}]
    payee = resource.get("payee") or units[0].get("payee") or _disputed(event).get("seller") or {}
    if event.get("resource_type") == "refund":
        payee = payee or resource.get("payer") or {}  # whose balance it comes from
    return str(payee.get("merchant_id") or "")


def _orders_of(event: dict[str, Any]) -> list[str]:
    """Return the ids that may be an order of ours: the resource itself, and what it says it belongs to.

    A refund and a dispute name their capture only, so PayPal is asked. Raises Unsure or Refused.
    """
    resource = event.get("resource") or {}
    related = (resource.get("supplementary_data") or {}).get("related_ids") or {}
    found = [str(one) for one in (resource.get("id"), related.get("order_id")) if one]
    if event.get("resource_type") == "refund" and "order_id" not in related:
        above = [str(link["href"]) for link in resource.get("links") or [] if link.get("rel") == "up"]
        found += [PAYPAL.order_of(link.rstrip("/").rpartition("/")[2]) for link in above]
    if capture := _disputed(event).get("seller_transaction_id"):
        found.append(PAYPAL.order_of(str(capture)))
    return found


def _disputed(event: dict[str, Any]) -> dict[str, Any]:
    """Return the payment that a dispute is about, as the event names it."""
    about: list[dict[str, Any]] = (event.get("resource") or {}).get("disputed_transactions") or [{}]
    return about[0]
