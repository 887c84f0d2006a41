"""Charges: one attempt at a card each. Authorised, captured, released, refunded, disputed."""

from . import balance, cards, fees
from .listing import matching, page
from .routing import Books, Request, Routes
from .store import Thing

routes = Routes()

HOLD = 7 * 24 * 60 * 60  # an authorisation lasts a week


def attempt(books: Books, intent: Thing, method: Thing, *, three_d_secure: bool, captured: bool) -> Thing:
    """A charge for what the intent asks; failed where the card is one that declines."""
    card = cards.behind(method)
    error = cards.decline_error(card) if card.decline else None
    charge = _new(books, intent, method, three_d_secure)
    if error:
        outcome = {
            "network_status": "declined_by_network",
            "reason": error.details["decline_code"],
            "risk_level": "normal",
            "seller_message": "The bank did not return any further details with this decline.",
            "type": "issuer_declined",
        }
        charge |= {
            "status": "failed",
            "paid": False,
            "failure_code": error.details["code"],
            "failure_message": error.details["message"],
            "outcome": outcome,
        }
        books.emit("charge.failed", charge)
        return charge
    if captured:
        _settle(books, charge, intent["amount"], intent["application_fee_amount"])
    books.emit("charge.succeeded", charge)
    return charge


def _new(books: Books, intent: Thing, method: Thing, three_d_secure: bool) -> Thing:
    return books.new(
        "charge", "ch", amount=intent["amount"], amount_captured=0, amount_refunded=0,
        application="ca_standin" if books.account else None, application_fee=None,
        application_fee_amount=intent["application_fee_amount"], balance_transaction=None,
        billing_details=method["billing_details"], calculated_statement_descriptor="STAND-IN", captured=False,
        currency=intent["currency"], customer=intent["customer"], description=intent["description"], destination=None,
        dispute=None, disputed=False, failure_balance_transaction=None, failure_code=None, failure_message=None,
        fraud_details={}, metadata=dict(intent["metadata"]), on_behalf_of=None,
        outcome={"network_status": "approved_by_network", "reason": None, "risk_level": "normal", "risk_score": 8,
                 "seller_message": "Payment complete.", "type": "authorized"},
        paid=True, payment_intent=intent["id"], payment_method=method["id"],
        payment_method_details=_details(books, method, three_d_secure), receipt_email=intent["receipt_email"],
        receipt_number=None, receipt_url=None, refunded=False, review=None, shipping=intent["shipping"], source=None,
        source_transfer=None, statement_descriptor=None, statement_descriptor_suffix=None, status="succeeded",
        transfer_data=None, transfer_group=intent["transfer_group"],
    )  # fmt: skip


def _details(books: Books, method: Thing, three_d_secure: bool) -> Thing:
    card = method["card"]
    kept = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    secure = {"authentication_flow": "challenge", "result": "authenticated", "version": "2.2.0"}
    more = {
        "authorization_code": "123456",
        "capture_before": books.now + HOLD,
        "network": card["brand"],
        "three_d_secure": secure if three_d_secure else None,
    }
    return {"type": "card", "card": {key: card[key] for key in kept} | more}


def capture(books: Books, charge: Thing, amount: int, fee: int | None) -> None:
    """Takes `amount` of an authorised charge; the bank lets the rest go, which stands there as a refund."""
    _settle(books, charge, amount, fee)
    if amount < charge["amount"]:
        release(books, charge, charge["amount"] - amount)
    books.emit("charge.captured", charge)


def _settle(books: Books, charge: Thing, amount: int, fee: int | None) -> None:
    currency = charge["currency"]
    fee = min(fee or 0, amount)  # never more than what was captured
    charge |= {"captured": True, "amount_captured": amount, "application_fee_amount": fee or None}
    lines = [balance.fee_line("stripe_fee", balance.stripe_fee(amount), currency)]
    if fee:
        charge["application_fee"] = fees.take(books, charge, fee)["id"]
        lines.insert(0, balance.fee_line("application_fee", fee, currency))
    charge["balance_transaction"] = balance.post(books, "charge", amount, currency, charge["id"], fees=lines)["id"]
    books.touch(charge)


def release(books: Books, charge: Thing, amount: int) -> None:
    """What was held and never taken. Stripe shows it as a refund that moved no money (no balance transaction)."""
    books.new(
        "refund", "re", amount=amount, balance_transaction=None, charge=charge["id"], currency=charge["currency"],
        destination_details=None, metadata={}, payment_intent=charge["payment_intent"], reason=None, receipt_number=None,
        source_transfer_reversal=None, status="succeeded", transfer_reversal=None, _released=True,
    )  # fmt: skip
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    books.touch(charge)


@routes.get("/v1/charges")
def list_charges(request: Request, books: Books) -> Thing:
    return page(matching(books, "charge", request.params, "customer", "payment_intent"), request.params, request.path)


@routes.get("/v1/charges/{id}")
def retrieve_charge(request: Request, books: Books, id: str) -> Thing:
    return books.get("charge", id)


@routes.post("/v1/charges/{id}")
def update_charge(request: Request, books: Books, id: str) -> Thing:
    charge = books.get("charge", id)
    merge(charge, request.params, "description", "receipt_email", "shipping", "customer")
    books.emit("charge.updated", charge)
    return charge


def merge(thing: Thing, params: Thing, *fields: str) -> Thing:
    """Writes these fields and the metadata into the thing; returns what they were before."""
    before = {}
    for field in fields:
        if field in params and thing.get(field) != params[field]:
            before[field] = thing.get(field)
            thing[field] = params[field] if params[field] != "" else None
    if "metadata" in params:
        before["metadata"] = dict(thing.get("metadata") or {})
        merged = {} if params["metadata"] == "" else before["metadata"] | params["metadata"]
        thing["metadata"] = {key: value for key, value in merged.items() if value != ""}
    return before
