"""Orders v2: what a buyer is asked to approve, and the one authorization or capture that follows."""

import re
from datetime import timedelta

from standins.paypal import amounts, payments, schema
from standins.paypal.calls import Answer, Call
from standins.paypal.errors import Refused
from standins.paypal.store import Checkout, Document, Store, read

BRIEF = ("id", "status", "payment_source", "links")
_MERCHANT = re.compile(r"^[2-9A-HJ-NP-Z]{13}$")
APPROVE_WITHIN = timedelta(hours=3)
_WAITING = ("CREATED", "PAYER_ACTION_REQUIRED")


def create(call: Call) -> Answer:
    schema.check(call.body, "OrderRequest")
    body, store = call.body, call.store
    if len(body["purchase_units"]) != 1:
        raise Refused("MULTIPLE_PURCHASE_UNITS_NOT_SUPPORTED", field="/purchase_units")
    wallet = (body.get("payment_source") or {}).get("paypal")
    if wallet is not None and not call.request_id:
        raise Refused("PAYPAL_REQUEST_ID_REQUIRED")
    unit = _unit(store, body["purchase_units"][0])
    order: Document = {
        "id": store.new_id(),
        "intent": body["intent"],
        "status": "CREATED" if wallet is None else "PAYER_ACTION_REQUIRED",
        "purchase_units": [unit],
        "create_time": store.stamp(),
    }
    if wallet is not None:
        order["payment_source"] = {"paypal": {}}
    order["links"] = _links(call, order)
    context = (wallet or {}).get("experience_context") or body.get("application_context") or {}
    store.orders[order["id"]] = order
    store.checkouts[order["id"]] = Checkout(
        return_url=context.get("return_url", ""),
        cancel_url=context.get("cancel_url", ""),
        fees=(body["purchase_units"][0].get("payment_instruction") or {}).get("platform_fees", []),
    )
    return Answer(201, order, BRIEF)


def _unit(store: Store, asked: Document) -> Document:
    path = "/purchase_units/0"
    value, currency = amounts.read(asked["amount"], f"{path}/amount")
    amounts.check_sums(asked, path)
    payee = dict(asked.get("payee") or {})
    if merchant := payee.get("merchant_id"):
        if not _MERCHANT.match(merchant):
            raise Refused("PAYEE_ACCOUNT_INVALID", field=f"{path}/payee/merchant_id")
        if merchant in store.restricted:
            raise Refused("PAYEE_ACCOUNT_RESTRICTED", field=f"{path}/payee/merchant_id")
    fees = (asked.get("payment_instruction") or {}).get("platform_fees", [])
    payments.check_fees(fees, value, currency, payee)
    kept = ("custom_id", "invoice_id", "description", "soft_descriptor", "items", "shipping", "payment_instruction")
    return {
        "reference_id": asked.get("reference_id", "default"),
        "amount": asked["amount"],
        "payee": payee,
        **{name: asked[name] for name in kept if name in asked},
    }


def _links(call: Call, order: Document) -> list[dict[str, str]]:
    path = f"/v2/checkout/orders/{order['id']}"
    approve = "payer-action" if "payment_source" in order else "approve"
    action = order["intent"].lower()
    return [
        call.link(path, "self"),
        call.link(f"/checkoutnow?token={order['id']}", approve),
        call.link(f"{path}/{action}", action, "POST"),
    ]


def show(call: Call, order_id: str) -> Answer:
    """As it stands; the buyer's page is named for as long as the buyer has something to do there."""
    order = find(call.store, order_id)
    is_over = order["status"] not in _WAITING
    links = [one for one in order["links"] if not (is_over and one["rel"] in ("payer-action", "approve"))]
    return Answer(200, order | {"links": links})


def find(store: Store, order_id: str) -> Document:
    """Return the order. One that nobody approved in three hours is gone, as with PayPal."""
    order = store.find(store.orders, order_id)
    if order["status"] in _WAITING and store.now() - read(order["create_time"]) > APPROVE_WITHIN:
        raise Refused("INVALID_RESOURCE_ID")
    return order


def approve(store: Store, order_id: str, *, funding: str = "good") -> Document:
    """The buyer agrees on PayPal's page; ``funding`` says what the wallet will do: good, declined or pending."""
    order = find(store, order_id)
    if order["status"] not in {*_WAITING, "APPROVED"}:
        raise Refused("ORDER_ALREADY_CAPTURED")
    store.checkouts[order_id].funding = funding
    payer = {
        "email_address": "giulia@example.com",
        "payer_id": "BUYER23456789",
        "name": {"given_name": "Giulia", "surname": "Rossi"},
        "address": {"country_code": "IT"},
    }
    order |= {"status": "APPROVED", "payer": payer, "update_time": store.stamp()}
    order["payment_source"] = {
        "paypal": {
            "email_address": payer["email_address"],
            "account_id": payer["payer_id"],
            "account_status": "VERIFIED",
            "name": payer["name"],
        }
    }
    store.tell(
        "CHECKOUT.ORDER.APPROVED",
        order,
        resource_type="checkout-order",
        summary="An order has been approved by buyer",
    )
    return order


def authorize(call: Call, order_id: str) -> Answer:
    schema.check(call.body or {}, "OrderAuthorizeRequest")
    order = _ready(call, order_id, "AUTHORIZE")
    authorization = payments.new_authorization(call, order)
    return _completed(call.store, order, "authorizations", authorization)


def capture(call: Call, order_id: str) -> Answer:
    schema.check(call.body or {}, "OrderCaptureRequest")
    order = _ready(call, order_id, "CAPTURE")
    unit = order["purchase_units"][0]
    checkout = call.store.checkouts[order_id]
    taking = payments.Taking(
        amounts.number(unit["amount"]),
        fees=checkout.fees,
        invoice_id=unit.get("invoice_id"),
        pending=checkout.funding == "pending",
    )
    taken = payments.new_capture(call, order, taking)
    return _completed(call.store, order, "captures", taken)


def _ready(call: Call, order_id: str, intent: str) -> Document:
    order = find(call.store, order_id)
    call.check_acts_for(order["purchase_units"][0]["payee"])
    if order["intent"] != intent:
        raise Refused("ACTION_DOES_NOT_MATCH_INTENT")
    if order["status"] == "COMPLETED":
        raise Refused(f"ORDER_ALREADY_{'AUTHORIZED' if intent == 'AUTHORIZE' else 'CAPTURED'}")
    if order["status"] != "APPROVED":
        raise Refused("ORDER_NOT_APPROVED", link=call.link(f"/checkoutnow?token={order_id}", "approve"))
    if call.store.checkouts[order_id].funding == "declined":
        order["status"] = "PAYER_ACTION_REQUIRED"  # the buyer may come back and choose another card
        raise Refused("INSTRUMENT_DECLINED", link=call.link(f"/checkoutnow?token={order_id}", "redirect"))
    return order


def _completed(store: Store, order: Document, kind: str, payment: Document) -> Answer:
    order |= {"status": "COMPLETED", "update_time": store.stamp()}
    order["purchase_units"][0].setdefault("payments", {})[kind] = [payment]
    return Answer(201, order, (*BRIEF, "purchase_units", "payer"))
