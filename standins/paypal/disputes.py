"""Disputes: a buyer complains, PayPal takes the money back from the merchant, and decides whose it is.

The fields are those of https://developer.paypal.com/docs/api/customer-disputes/v1/; PayPal's SDK has none of these calls.
"""

from datetime import timedelta
from decimal import Decimal
from html import escape

from standins.paypal import amounts
from standins.paypal.calls import Answer, Call
from standins.paypal.errors import Refused
from standins.paypal.pages import page
from standins.paypal.payments import merchant_of
from standins.paypal.store import Document, Entry, Store, written

FEE = Decimal("14.00")
TO_ANSWER = timedelta(days=10)
WAITS = "WAITING_FOR_SELLER_RESPONSE"
_LISTED = ("dispute_id", "create_time", "update_time", "reason", "status", "dispute_amount", "dispute_life_cycle_stage")


# -- what happens on PayPal's side ----------------------------------------------------------------
def open_dispute(
    store: Store, capture_id: str, *, amount: str = "", reason: str = "MERCHANDISE_OR_SERVICE_NOT_RECEIVED"
) -> Document:
    """The buyer complains to PayPal, which takes the amount back (all of the capture when none is said), and its fee."""
    with store.lock:
        capture = store.find(store.captures, capture_id)
        currency = capture["amount"]["currency_code"]
        value = Decimal(amount) if amount else amounts.number(capture["amount"])
        dispute: Document = {
            "dispute_id": f"PP-R-{store.new_id(3)}-{store.new_id(9)}",
            "create_time": store.stamp(),
            "update_time": store.stamp(),
            "disputed_transactions": [
                {
                    "seller_transaction_id": capture_id,
                    "create_time": capture["create_time"],
                    "transaction_status": capture["status"],
                    "gross_amount": capture["amount"],
                    "invoice_number": capture.get("invoice_id", ""),
                    "custom": capture.get("custom_id", ""),
                    "seller": {"merchant_id": merchant_of(capture)},
                }
            ],
            "reason": reason,
            "status": WAITS,
            "dispute_amount": amounts.write(value, currency),
            "dispute_life_cycle_stage": "CHARGEBACK",
            "dispute_channel": "INTERNAL",
            "seller_response_due_date": written(store.now() + TO_ANSWER),
            "fund_movements": [],
            "evidences": [],
        }
        store.disputes[dispute["dispute_id"]] = dispute
        _move(store, dispute, value, fee=FEE)
        _announce(store, dispute, "CREATED")
        return dispute


def resolve_dispute(store: Store, dispute_id: str, *, won: bool) -> Document:
    """PayPal decides: the seller gets the money back, or the buyer does. The fee stays."""
    with store.lock:
        dispute = store.find(store.disputes, dispute_id)
        if dispute["status"] == "RESOLVED":
            raise Refused("ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE", status=422)
        outcome = "RESOLVED_SELLER_FAVOUR" if won else "RESOLVED_BUYER_FAVOUR"
        dispute |= {"status": "RESOLVED", "update_time": store.stamp(), "dispute_outcome": {"outcome_code": outcome}}
        if won:
            _move(store, dispute, -amounts.number(dispute["dispute_amount"]))
        _announce(store, dispute, "RESOLVED")
        return dispute


def answer(store: Store, dispute_id: str, evidences: list[Document]) -> Document:
    """The merchant says what happened, once."""
    dispute = store.find(store.disputes, dispute_id)
    if dispute["status"] != WAITS:
        raise Refused("ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE", status=422)
    dispute["evidences"] += evidences
    dispute |= {"status": "UNDER_REVIEW", "update_time": store.stamp()}
    _announce(store, dispute, "UPDATED")
    return dispute


def _move(store: Store, dispute: Document, value: Decimal, *, fee: Decimal = Decimal(0)) -> None:
    """So much leaves the merchant's balance, or comes back."""
    currency = dispute["dispute_amount"]["currency_code"]
    for much, reason in ((value, "DISPUTE_SETTLEMENT"), (fee, "DISPUTE_FEE")):
        if much:
            dispute["fund_movements"].append(
                {
                    "party": "SELLER",
                    "amount": amounts.write(abs(much), currency),
                    "initiated_time": store.stamp(),
                    "type": "DEBIT" if much > 0 else "CREDIT",
                    "reason": reason,
                }
            )
    store.book(Entry(_seller(dispute), "dispute", dispute["dispute_id"], -value, fee, currency, store.now()))


def _seller(dispute: Document) -> str:
    return str(dispute["disputed_transactions"][0]["seller"]["merchant_id"])


def _announce(store: Store, dispute: Document, what: str) -> None:
    store.tell(f"CUSTOMER.DISPUTE.{what}", dispute, resource_type="dispute", summary=f"Dispute {what.lower()}")


# -- the API --------------------------------------------------------------------------------------
def list_disputes(call: Call) -> Answer:
    """The disputes of the merchant in the assertion, the newest first; of one capture when that is asked."""
    wanted = call.query.get("disputed_transaction_id", "")
    call.check_may_see_disputes()
    found = [
        one
        for one in reversed(call.store.disputes.values())
        if _seller(one) == call.merchant and wanted in ("", one["disputed_transactions"][0]["seller_transaction_id"])
    ]
    items = [
        {name: one[name] for name in _LISTED}
        | {"links": [call.link(f"/v1/customer/disputes/{one['dispute_id']}", "self")]}
        for one in found
    ]
    return Answer(200, {"items": items, "links": [call.link("/v1/customer/disputes", "self")]})


def show_dispute(call: Call, dispute_id: str) -> Answer:
    return Answer(200, _of_caller(call, dispute_id))


def provide_evidence(call: Call, dispute_id: str) -> Answer:
    _of_caller(call, dispute_id)
    answer(call.store, dispute_id, (call.body or {}).get("evidences", []))
    return Answer(200, {"links": [call.link(f"/v1/customer/disputes/{dispute_id}", "self")]})


def _of_caller(call: Call, dispute_id: str) -> Document:
    call.check_may_see_disputes()
    dispute = call.store.find(call.store.disputes, dispute_id)
    call.check_acts_for({"merchant_id": _seller(dispute)})
    return dispute


# -- the merchant's page --------------------------------------------------------------------------
def resolution_centre(store: Store, *, said: str = "") -> str:
    """Where a merchant answers, with PayPal's decision as buttons for a demo."""
    cases = "".join(_case(one) for one in reversed(store.disputes.values())) or "<p>No cases.</p>"
    return page(f"<h1>Resolution Centre <small>stand-in: no money moves</small></h1><p>{escape(said)}</p>{cases}")


def press(store: Store, dispute_id: str, deed: str) -> str:
    """Do what a button there says; return what became of it, in words."""
    if deed == "answer":
        answer(store, dispute_id, [{"evidence_type": "OTHER", "notes": "Answered in the Resolution Centre"}])
        return "Your answer is with PayPal."
    if deed not in ("won", "lost"):
        raise Refused("INVALID_PARAMETER_VALUE", field="/deed")
    resolve_dispute(store, dispute_id, won=deed == "won")
    return f"PayPal has decided: {deed}."


def _case(dispute: Document) -> str:
    amount = f"{dispute['dispute_amount']['currency_code']} {dispute['dispute_amount']['value']}"
    deeds = {"answer": "Answer", "won": "PayPal decides for the seller", "lost": "PayPal decides for the buyer"}
    buttons = "".join(
        f'<button name="deed" value="{deed}">{words}</button>'
        for deed, words in deeds.items()
        if dispute["status"] == WAITS or (dispute["status"] == "UNDER_REVIEW" and deed != "answer")
    )
    name = escape(dispute["dispute_id"])
    return (
        f"<p><strong>{escape(amount)}</strong><br>{name}<br><small>{escape(dispute['reason'])} · {dispute['status']}</small></p>"
        f'<form method="post" action="/disputes/"><input type="hidden" name="id" value="{name}">{buttons}</form>'
    )
