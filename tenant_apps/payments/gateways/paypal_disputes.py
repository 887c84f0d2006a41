"""PayPal's disputes in our words. Source of the fields: https://developer.paypal.com/docs/api/customer-disputes/v1/."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pizzeria.money import quantum
from tenant_apps.payments.gateways import SeenDispute

Found = Mapping[str, Any]
_STATES = {
    "OPEN": "needs_response",
    "WAITING_FOR_SELLER_RESPONSE": "needs_response",
    "WAITING_FOR_BUYER_RESPONSE": "under_review",
    "UNDER_REVIEW": "under_review",
}
_FOR_THE_BUYER = ("RESOLVED_BUYER_FAVOUR", "ACCEPTED")
_REASONS = {
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": "product_not_received",
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": "product_unacceptable",
    "UNAUTHORISED": "fraudulent",
    "CREDIT_NOT_PROCESSED": "credit_not_processed",
    "DUPLICATE_TRANSACTION": "duplicate",
    "INCORRECT_AMOUNT": "incorrect_amount",
    "PAYMENT_BY_OTHER_MEANS": "paid_otherwise",
}
_FEES = ("DISPUTE_FEE", "CHARGEBACK_FEE", "REVERSED_TRANSACTION_FEE")


def seen(disputes: Iterable[Found]) -> tuple[SeenDispute, ...]:
    return tuple(_seen(one) for one in disputes)


def fees(disputes: Iterable[Found]) -> int:
    """Return what PayPal took for the disputes themselves, less what it gave back of its own fee, in minor units."""
    return sum(_gone(one, _FEES) for one in disputes)


def _seen(dispute: Found) -> SeenDispute:
    total = _gone(dispute)
    withdrawn = total - _gone(dispute, _FEES)
    is_closed = dispute["status"] == "RESOLVED"
    outcome = (dispute.get("dispute_outcome") or {}).get("outcome_code", "")
    ended = "lost" if withdrawn > 0 or outcome in _FOR_THE_BUYER else "won"
    due = dispute.get("seller_response_due_date")
    return SeenDispute(
        reference=dispute["dispute_id"],
        amount=_minor(dispute["dispute_amount"]),
        withdrawn=withdrawn,
        state=ended if is_closed else _STATES.get(dispute["status"], dispute["status"].lower()),
        is_closed=is_closed,
        reason=_REASONS.get(dispute.get("reason", ""), "general"),
        due_at=datetime.fromisoformat(due) if due else None,
    )


def _gone(dispute: Found, reasons: tuple[str, ...] = ()) -> int:
    """Return what left the merchant's balance, less what came back to it; for these reasons, or for any."""
    mine = (one for one in dispute.get("fund_movements") or [] if one["party"] == "SELLER")
    return sum(
        _minor(one["amount"]) * (1 if one["type"] == "DEBIT" else -1)
        for one in mine
        if not reasons or one.get("reason") in reasons
    )


def _minor(amount: Found) -> int:
    return int(Decimal(amount["value"]) / quantum(amount["currency_code"]))
