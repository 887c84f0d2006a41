"""Payments v2: authorizations, captures and refunds, and what each does to the merchant's balance."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from standins.paypal import amounts, schema
from standins.paypal.calls import Answer, Call
from standins.paypal.errors import Refused
from standins.paypal.store import PLATFORM, Document, Entry, Store, read, written

BRIEF = ("id", "status", "links")
HONOURED, VALID = timedelta(days=3), timedelta(days=29)
REFUND_WITHIN = timedelta(days=180)


# -- authorizations -------------------------------------------------------------------------------
def new_authorization(call: Call, order: Document) -> Document:
    """Hold the money of an approved order."""
    store, unit = call.store, order["purchase_units"][0]
    _check_invoice(store, unit.get("invoice_id"), unit["payee"], order["id"])
    value = amounts.number(unit["amount"])
    return _authorization(call, unit, value, order["id"], store.now() + VALID)


def _authorization(call: Call, unit: Document, value: Decimal, order_id: str, until: Any) -> Document:
    store = call.store
    authorization: Document = {
        "id": store.new_id(),
        "status": "CREATED",
        "amount": amounts.write(value, unit["amount"]["currency_code"]),
        **{name: unit[name] for name in ("custom_id", "invoice_id") if name in unit},
        "seller_protection": {"status": "ELIGIBLE", "dispute_categories": ["UNAUTHORIZED_TRANSACTION"]},
        "expiration_time": written(until),
        "create_time": store.stamp(),
        "update_time": store.stamp(),
        "payee": unit["payee"],
        "supplementary_data": {"related_ids": {"order_id": order_id}},
    }
    path = f"/v2/payments/authorizations/{authorization['id']}"
    authorization["links"] = [
        call.link(path, "self"),
        call.link(f"{path}/capture", "capture", "POST"),
        call.link(f"{path}/void", "void", "POST"),
        call.link(f"/v2/checkout/orders/{order_id}", "up"),
    ]
    store.authorizations[authorization["id"]] = authorization
    store.tell(
        "PAYMENT.AUTHORIZATION.CREATED",
        authorization,
        resource_type="authorization",
        summary=f"A payment authorization is created for {_words(authorization)}",
    )
    return authorization


def show_authorization(call: Call, authorization_id: str) -> Answer:
    return Answer(200, call.store.find(call.store.authorizations, authorization_id))


def capture_authorization(call: Call, authorization_id: str) -> Answer:
    body, store = call.body or {}, call.store
    schema.check(body, "CaptureRequest")
    held = store.find(store.authorizations, authorization_id)
    call.check_acts_for(held["payee"])
    _check_open(store, held)
    left = amounts.number(held["amount"]) - captured(store, authorization_id)
    amount = _part(body.get("amount"), held["amount"]["currency_code"], left)
    if amount > left:
        raise Refused("MAX_CAPTURE_AMOUNT_EXCEEDED", field="/amount/value")
    final = body.get("final_capture", False)
    order = store.orders[held["supplementary_data"]["related_ids"]["order_id"]]
    taking = Taking(
        amount,
        # what the order said of fees ended with its hold
        fees=(body.get("payment_instruction") or {}).get("platform_fees", []),
        invoice_id=body.get("invoice_id", held.get("invoice_id")),
        final=final,
        pending=store.checkouts[order["id"]].funding == "pending",
        hold=authorization_id,
    )
    made = new_capture(call, order, taking)
    held["status"] = "CAPTURED" if final or amount == left else "PARTIALLY_CAPTURED"
    held["update_time"] = store.stamp()
    return Answer(201, made, BRIEF)


def captured(store: Store, authorization_id: str) -> Decimal:
    """Return what was taken of an authorization so far."""
    taken = (
        amounts.number(capture["amount"])
        for capture in store.captures.values()
        if capture["supplementary_data"]["related_ids"].get("authorization_id") == authorization_id
        and capture["status"] not in {"DECLINED", "FAILED"}
    )
    return sum(taken, Decimal(0))


def _check_open(store: Store, held: Document) -> None:
    if held["status"] == "VOIDED":
        raise Refused("AUTHORIZATION_VOIDED")
    if held["status"] == "CAPTURED":
        raise Refused("AUTHORIZATION_ALREADY_CAPTURED")
    if store.now() > read(held["expiration_time"]):
        raise Refused("AUTHORIZATION_EXPIRED")


def void_authorization(call: Call, authorization_id: str) -> Answer:
    store = call.store
    held = store.find(store.authorizations, authorization_id)
    call.check_acts_for(held["payee"])
    if held["status"] == "VOIDED":
        raise Refused("PREVIOUSLY_VOIDED")
    if held["status"] == "CAPTURED":
        raise Refused("PREVIOUSLY_CAPTURED")
    held |= {"status": "VOIDED", "update_time": store.stamp()}
    store.tell(
        "PAYMENT.AUTHORIZATION.VOIDED",
        held,
        resource_type="authorization",
        summary=f"A payment authorization of {_words(held)} was voided",
    )
    return Answer(200, held) if call.wants_all else Answer(204, None)


def reauthorize(call: Call, authorization_id: str) -> Answer:
    """A new hold for the days after the third; the old one ends with it."""
    body, store = call.body or {}, call.store
    schema.check(body, "ReauthorizeRequest")
    held = store.find(store.authorizations, authorization_id)
    call.check_acts_for(held["payee"])
    _check_open(store, held)
    if store.now() - read(held["create_time"]) <= HONOURED:
        raise Refused("REAUTHORIZATION_TOO_SOON")
    limit = amounts.number(held["amount"])
    value = _part(body.get("amount"), held["amount"]["currency_code"], limit)
    if value > limit:
        raise Refused("AUTHORIZATION_AMOUNT_EXCEEDED", field="/amount/value")
    order_id = held["supplementary_data"]["related_ids"]["order_id"]
    unit = store.orders[order_id]["purchase_units"][0]
    fresh = _authorization(call, unit, value, order_id, read(held["expiration_time"]))
    held |= {"status": "VOIDED", "update_time": store.stamp()}
    unit["payments"]["authorizations"].append(fresh)
    return Answer(201, fresh, BRIEF)


# -- captures -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Taking:
    """How much of an order is taken. ``pending``: by an e-cheque that has yet to clear."""

    amount: Decimal
    fees: list[Document]
    invoice_id: str | None
    final: bool = True
    pending: bool = False
    hold: str = ""  # the authorization it is taken from


def new_capture(call: Call, order: Document, taking: Taking) -> Document:
    """Take the money, or begin to."""
    store, unit = call.store, order["purchase_units"][0]
    currency = unit["amount"]["currency_code"]
    check_fees(taking.fees, taking.amount, currency, unit["payee"])
    _check_invoice(store, taking.invoice_id, unit["payee"], order["id"])
    status = "PENDING" if taking.pending else "COMPLETED"
    capture: Document = {
        "id": store.new_id(),
        "status": status,
        **({"status_details": {"reason": "ECHECK"}} if taking.pending else {}),
        "amount": amounts.write(taking.amount, currency),
        "final_capture": taking.final,
        **({"custom_id": unit["custom_id"]} if "custom_id" in unit else {}),
        **({"invoice_id": taking.invoice_id} if taking.invoice_id else {}),
        "seller_protection": {"status": "ELIGIBLE", "dispute_categories": ["UNAUTHORIZED_TRANSACTION"]},
        "seller_receivable_breakdown": _receivable(taking.amount, currency, taking.fees),
        "disbursement_mode": "INSTANT",
        "create_time": store.stamp(),
        "update_time": store.stamp(),
        "payee": unit["payee"],
        "supplementary_data": {
            "related_ids": {"order_id": order["id"]} | ({"authorization_id": taking.hold} if taking.hold else {})
        },
    }
    path = f"/v2/payments/captures/{capture['id']}"
    capture["links"] = [call.link(path, "self"), call.link(f"{path}/refund", "refund", "POST")]
    store.captures[capture["id"]] = capture
    unit.setdefault("payments", {}).setdefault("captures", []).append(capture)
    _announce_capture(store, capture, status)
    if not taking.pending:
        _book_capture(store, capture)
    return capture


def _receivable(amount: Decimal, currency: str, fees: list[Document]) -> Document:
    kept = amounts.receiving_fee(amount, currency)
    platform = _sum(fees)
    return {
        "gross_amount": amounts.write(amount, currency),
        "paypal_fee": amounts.write(kept, currency),
        "platform_fees": fees,
        "net_amount": amounts.write(amount - kept - platform, currency),
    }


def _book_capture(store: Store, capture: Document) -> None:
    parts = capture["seller_receivable_breakdown"]
    currency, merchant = capture["amount"]["currency_code"], merchant_of(capture)
    gross, platform = amounts.number(parts["gross_amount"]), _sum(parts["platform_fees"])
    kept = amounts.number(parts["paypal_fee"]) + platform
    store.book(Entry(merchant, "capture", capture["id"], gross, kept, currency, store.now()))
    if platform:
        store.book(Entry(PLATFORM, "platform_fee", capture["id"], platform, Decimal(0), currency, store.now()))


def settle(store: Store, capture_id: str, *, denied: bool = False) -> Document:
    """A pending capture clears, or is denied."""
    with store.lock:
        capture = store.find(store.captures, capture_id)
        if capture["status"] != "PENDING":
            raise Refused("CAPTURE_NOT_COMPLETED", description="Only a pending capture can be settled.")
        capture.pop("status_details", None)
        capture |= {"status": "DECLINED" if denied else "COMPLETED", "update_time": store.stamp()}
        if not denied:
            _book_capture(store, capture)
        _announce_capture(store, capture, "DENIED" if denied else "COMPLETED")
        return capture


def _announce_capture(store: Store, capture: Document, what: str) -> None:
    summary = f"Payment {what.lower()} for {_words(capture)}"
    store.tell(f"PAYMENT.CAPTURE.{what}", capture, resource_type="capture", summary=summary)


def show_capture(call: Call, capture_id: str) -> Answer:
    return Answer(200, call.store.find(call.store.captures, capture_id))


# -- shared rules ---------------------------------------------------------------------------------
def check_fees(fees: list[Document], amount: Decimal, currency: str, payee: Document) -> None:
    """Refuse platform fees of another currency, or that leave the merchant nothing."""
    for number, fee in enumerate(fees):
        _value, its = amounts.read(fee["amount"], f"/payment_instruction/platform_fees/{number}/amount")
        if its != currency:
            raise Refused("CURRENCY_MISMATCH", field=f"/payment_instruction/platform_fees/{number}")
    if fees and not payee.get("merchant_id"):
        raise Refused("PAYEE_ACCOUNT_INVALID", field="/payee", description="A platform fee needs a payee.")
    if _sum(fees) > amount - amounts.receiving_fee(amount, currency):
        raise Refused("PLATFORM_FEE_EXCEEDED", field="/payment_instruction/platform_fees")


def _sum(fees: list[Document]) -> Decimal:
    return sum((amounts.number(fee["amount"]) for fee in fees), Decimal(0))


def _part(asked: Document | None, currency: str, otherwise: Decimal) -> Decimal:
    if asked is None:
        return otherwise
    value, its = amounts.read(asked, "/amount")
    if its != currency:
        raise Refused("CURRENCY_MISMATCH", field="/amount/currency_code")
    return value


def _check_invoice(store: Store, invoice_id: str | None, payee: Document, order_id: str) -> None:
    """One invoice number is paid once per merchant; parts of the same order share it."""
    for payment in (*store.authorizations.values(), *store.captures.values()):
        if (
            invoice_id
            and payment.get("invoice_id") == invoice_id
            and payment["payee"] == payee
            and payment["status"] not in {"VOIDED", "DECLINED"}
            and payment["supplementary_data"]["related_ids"]["order_id"] != order_id
        ):
            raise Refused("DUPLICATE_INVOICE_ID")


def merchant_of(payment: Document) -> str:
    """Return whose balance a payment moves: its payee's, or the platform's own."""
    return str(payment["payee"].get("merchant_id") or PLATFORM)


def _words(payment: Document) -> str:
    return f"{payment['amount']['currency_code']} {payment['amount']['value']}"
