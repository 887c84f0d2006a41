"""Disputes: the bank takes the money back, the shop answers with evidence, the bank decides."""

from . import balance
from .charges import merge
from .errors import StripeError
from .listing import matching, page
from .routing import Books, Request, Routes
from .store import Thing

routes = Routes()

DAYS_TO_ANSWER = 20 * 24 * 60 * 60
_OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")
_EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
    "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
    "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip


def open_dispute(books: Books, charge: Thing, amount: int | None = None, reason: str = "fraudulent") -> Thing:
    """The owner of the card complains: the money goes, with Stripe's price for it."""
    if not charge["captured"] or charge["disputed"]:
        raise StripeError(f"Charge {charge['id']} cannot be disputed.")
    amount = charge["amount_captured"] if amount is None else amount
    dispute = books.new(
        "dispute", "du", amount=amount, balance_transactions=[], charge=charge["id"], currency=charge["currency"],
        enhanced_eligibility_types=[], evidence=dict.fromkeys(_EVIDENCE),
        evidence_details={"due_by": books.now + DAYS_TO_ANSWER, "has_evidence": False, "past_due": False,
                          "submission_count": 0},
        is_charge_refundable=False, metadata={}, payment_intent=charge["payment_intent"],
        payment_method_details={"type": "card", "card": {"brand": charge["payment_method_details"]["card"]["brand"],
                                                         "case_type": "chargeback", "network_reason_code": "10.4"}},
        reason=reason, status="needs_response",
    )  # fmt: skip
    charge |= {"disputed": True, "dispute": dispute["id"], "_dispute_open": True}
    books.touch(charge)
    books.emit("charge.dispute.created", dispute)
    _post(books, dispute, -amount, balance.DISPUTE_FEE, "dispute")
    books.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _post(books: Books, dispute: Thing, amount: int, fee: int, category: str) -> None:
    lines = [balance.fee_line("stripe_fee", fee, dispute["currency"]) | {"description": "Dispute fee"}] if fee else []
    posted = balance.post(
        books, "adjustment", amount, dispute["currency"], dispute["id"], fees=lines, reporting_category=category,
        description=f"Chargeback {'withdrawal' if amount < 0 else 'reversal'} for {dispute['charge']}",
    )  # fmt: skip
    dispute["balance_transactions"].append(dict(posted))


def decide(books: Books, dispute: Thing, *, won: bool) -> Thing:
    """What the bank says in the end: lost, or won and the money comes back (the price of the dispute does not)."""
    _check_open(dispute)
    dispute["status"] = "won" if won else "lost"
    charge = books.get("charge", dispute["charge"])
    charge["_dispute_open"] = False
    if won:
        _post(books, dispute, dispute["amount"], 0, "dispute_reversal")
        books.emit("charge.dispute.funds_reinstated", dispute)
    books.emit("charge.dispute.closed", dispute)
    return dispute


def _check_open(dispute: Thing) -> None:
    if dispute["status"] not in _OPEN:
        raise StripeError(f"This dispute is already closed: {dispute['status']}.")


@routes.get("/v1/disputes")
def list_disputes(request: Request, books: Books) -> Thing:
    return page(matching(books, "dispute", request.params, "charge", "payment_intent"), request.params, request.path)


@routes.get("/v1/disputes/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get("dispute", id)


@routes.post("/v1/disputes/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    """Keeps evidence; `submit` sends it. As Stripe's tests do, "winning_evidence" and "losing_evidence" decide at once."""
    dispute, params = books.get("dispute", id), request.params
    if dispute["status"] not in ("needs_response", "warning_needs_response"):
        raise StripeError("This dispute can no longer be answered.")
    if evidence := params.get("evidence"):
        dispute["evidence"] |= {key: value or None for key, value in evidence.items()}
        dispute["evidence_details"]["has_evidence"] = any(dispute["evidence"].values())
    merge(dispute, params)
    if params.get("submit", bool(evidence)):
        dispute["evidence_details"]["submission_count"] += 1
        dispute["status"] = "under_review"
    books.emit("charge.dispute.updated", dispute)
    text = dispute["evidence"]["uncategorized_text"]
    if dispute["status"] == "under_review" and text in ("winning_evidence", "losing_evidence"):
        decide(books, dispute, won=text == "winning_evidence")
    return dispute


@routes.post("/v1/disputes/{id}/close")
def close(request: Request, books: Books, id: str) -> Thing:
    """The shop gives in."""
    return decide(books, books.get("dispute", id), won=False)
