"""Refunds: money that goes back to the buyer because the merchant says so."""

from decimal import Decimal

from standins.paypal import amounts, schema
from standins.paypal.calls import Answer, Call
from standins.paypal.errors import Refused
from standins.paypal.payments import BRIEF, REFUND_WITHIN, merchant_of
from standins.paypal.store import PLATFORM, Document, Entry, Store, read


def refund_capture(call: Call, capture_id: str) -> Answer:
    """Give back all that is left of a capture, or a part. PayPal keeps its fee; the platform's comes back when asked."""
    body, store = call.body or {}, call.store
    schema.check(body, "RefundRequest")
    call.check_acts_for(store.find(store.captures, capture_id)["payee"])
    return Answer(201, give_back(call, capture_id, body), BRIEF)


def give_back(call: Call, capture_id: str, body: Document) -> Document:
    """The refund itself, whoever asked for it."""
    store = call.store
    capture = store.find(store.captures, capture_id)
    amount = _amount(store, capture, body.get("amount"))
    returned = (body.get("payment_instruction") or {}).get("platform_fees", [])
    platform = sum((amounts.number(fee["amount"]) for fee in returned), Decimal(0))
    _check_platform_fee(store, capture, amount, platform)
    currency = capture["amount"]["currency_code"]
    so_far = refunded(store, capture_id) + amount
    refund: Document = {
        "id": store.new_id(),
        "status": "COMPLETED",
        "amount": amounts.write(amount, currency),
        **{name: body[name] for name in ("invoice_id", "custom_id", "note_to_payer") if name in body},
        "seller_payable_breakdown": {
            "gross_amount": amounts.write(amount, currency),
            "paypal_fee": amounts.write(Decimal(0), currency),
            "platform_fees": returned,
            "net_amount": amounts.write(amount - platform, currency),
            "total_refunded_amount": amounts.write(so_far, currency),
        },
        "payer": capture["payee"],
        "create_time": store.stamp(),
        "update_time": store.stamp(),
    }
    refund["links"] = [
        call.link(f"/v2/payments/refunds/{refund['id']}", "self"),
        call.link(f"/v2/payments/captures/{capture_id}", "up"),
    ]
    _keep(store, capture, refund, platform, so_far)
    return refund


def _keep(store: Store, capture: Document, refund: Document, platform: Decimal, so_far: Decimal) -> None:
    currency, amount = capture["amount"]["currency_code"], amounts.number(refund["amount"])
    store.refunds[refund["id"]] = refund
    store.book(Entry(merchant_of(capture), "refund", refund["id"], -amount, -platform, currency, store.now()))
    if platform:
        store.book(Entry(PLATFORM, "platform_fee_refund", refund["id"], -platform, Decimal(0), currency, store.now()))
    whole = so_far == amounts.number(capture["amount"])
    capture |= {"status": "REFUNDED" if whole else "PARTIALLY_REFUNDED", "update_time": store.stamp()}
    order = store.orders[capture["supplementary_data"]["related_ids"]["order_id"]]
    order["purchase_units"][0]["payments"].setdefault("refunds", []).append(refund)
    store.tell(
        "PAYMENT.CAPTURE.REFUNDED",
        refund,
        resource_type="refund",
        summary=f"A {currency} {refund['amount']['value']} capture payment was refunded",
    )


def _amount(store: Store, capture: Document, asked: Document | None) -> Decimal:
    if capture["status"] == "REFUNDED":
        raise Refused("CAPTURE_FULLY_REFUNDED")
    if capture["status"] not in {"COMPLETED", "PARTIALLY_REFUNDED"}:
        raise Refused("CAPTURE_NOT_COMPLETED")
    if store.now() - read(capture["create_time"]) > REFUND_WITHIN:
        raise Refused("REFUND_TIME_LIMIT_EXCEEDED")
    left = amounts.number(capture["amount"]) - refunded(store, capture["id"])
    if asked is None:
        return left
    value, currency = amounts.read(asked, "/amount")
    if currency != capture["amount"]["currency_code"]:
        raise Refused("CURRENCY_MISMATCH", field="/amount/currency_code")
    if value > left:
        raise Refused("REFUND_AMOUNT_EXCEEDED", field="/amount/value")
    return value


def _check_platform_fee(store: Store, capture: Document, amount: Decimal, asked: Decimal) -> None:
    taken = sum(
        (amounts.number(fee["amount"]) for fee in capture["seller_receivable_breakdown"]["platform_fees"]), Decimal(0)
    )
    back = sum(
        (
            amounts.number(fee["amount"])
            for refund in _refunds(store, capture["id"])
            for fee in refund["seller_payable_breakdown"]["platform_fees"]
        ),
        Decimal(0),
    )
    if asked > min(taken - back, amount):
        raise Refused("PLATFORM_FEE_EXCEEDED", field="/payment_instruction/platform_fees")


def refunded(store: Store, capture_id: str) -> Decimal:
    return sum((amounts.number(refund["amount"]) for refund in _refunds(store, capture_id)), Decimal(0))


def _refunds(store: Store, capture_id: str) -> list[Document]:
    capture = store.captures[capture_id]
    order = store.orders[capture["supplementary_data"]["related_ids"]["order_id"]]
    mine = f"/v2/payments/captures/{capture_id}"
    listed = order["purchase_units"][0]["payments"].get("refunds", [])
    return [refund for refund in listed if refund["links"][1]["href"].endswith(mine)]


def show_refund(call: Call, refund_id: str) -> Answer:
    return Answer(200, call.store.find(call.store.refunds, refund_id))
