"""What a provider says of refunds and disputes, written into their own rows. The payment's row is locked by the caller."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Sum

from pizzeria import ledger
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.payments import facts
from tenant_apps.payments.gateways import SeenDispute, SeenRefund
from tenant_apps.payments.models import Bearer, Dispute, Payment, Refund, RefundPart
from tenant_apps.payments.posting import post

State = RefundPart.State
_STATES = {"settled": State.SETTLED, "failed": State.FAILED, "pending": State.RESERVED}


def note_refunds(payment: Payment, seen: Iterable[SeenRefund], *, by: Actor, at: datetime) -> bool:
    """Bring the parts of refunds to what the provider has; one that was made there gets a refund here.

    Return whether any was not so already.
    """
    is_new = False
    for refund in seen:
        part = _part_of(payment, refund) or _made_outside(payment, refund, by=by, at=at)
        state = _STATES[refund.state]
        if (part.state, part.reference) == (state, refund.reference):
            continue
        is_new = True
        settle_part(part, state=state, reference=refund.reference, problem=refund.problem, by=by, at=at)
    return is_new


def settle_part(
    part: RefundPart, *, state: str, by: Actor, at: datetime, reference: str | None = None, problem: str = ""
) -> None:
    """Write down what became of a part, tell it, and who owes it to the shop."""
    was, part.state = part.state, State(state)
    part.reference, part.problem = reference or part.reference, problem[:300]
    part.settled_at = at if state != State.RESERVED else None
    part.save()
    if state == was:
        return
    fact = {State.SETTLED: facts.RefundSettled, State.FAILED: facts.RefundFailed}.get(State(state))
    if fact:
        journal.record(fact(**told(part.refund, part.amount)), by=by, at=at)
    _post_claim(part, is_borne=state == State.SETTLED, was_borne=was == State.SETTLED, at=at)


def tip_refunded(payment: Payment) -> int:
    """Return how much of what went back was a tip: what was meant so, and what the goods alone cannot explain."""
    live = payment.refund_parts.exclude(state=State.FAILED)
    meant = live.filter(reference__isnull=False).aggregate(sum=Sum("tip"))["sum"] or 0
    tip = min(payment.tip, payment.captured)
    return min(max(meant, payment.refunded - (payment.captured - tip)), tip, payment.refunded)


def note_disputes(payment: Payment, seen: Iterable[SeenDispute], *, by: Actor, at: datetime) -> bool:
    """Bring the disputes to what the provider has; return whether any was not so already."""
    is_new = False
    for one in seen:
        told = {"state": one.state, "due_at": one.due_at, "closed_at": at if one.is_closed else None}
        fixed = {"payment": payment, "amount": one.amount, "reason": one.reason[:60], "opened_at": at}
        row, fresh = Dispute.objects.get_or_create(reference=one.reference, defaults=told | fixed)
        was_open = row.is_open
        is_new = is_new or fresh or row.state != one.state
        if not fresh and row.state != one.state:
            Dispute.objects.filter(id=row.id).update(**told)
        if fresh:
            journal.record(facts.DisputeOpened(**_dispute(row, one)), by=by, at=at)
        if one.is_closed and (was_open or fresh):
            journal.record(facts.DisputeClosed(**_dispute(row, one)), by=by, at=at)
    return is_new


def told(refund: Refund, amount: int) -> dict[str, Any]:
    return {
        "order": str(refund.order_id),
        "refund": str(refund.id),
        "amount": amount,
        "currency": refund.currency,
        "reason": refund.reason,
        "bearer": refund.bearer,
    }


def _dispute(row: Dispute, seen: SeenDispute) -> dict[str, Any]:
    return {
        "order": str(row.payment.order_id),
        "dispute": str(row.id),
        "amount": seen.amount,
        "currency": row.payment.currency,
        "state": seen.state,
    }


def _part_of(payment: Payment, seen: SeenRefund) -> RefundPart | None:
    parts = RefundPart.objects.select_related("refund").filter(payment=payment)
    if found := parts.filter(reference=seen.reference).first():
        return found
    try:
        return parts.filter(id=UUID(seen.part)).first() if seen.part else None
    except ValueError:
        return None


def _made_outside(payment: Payment, seen: SeenRefund, *, by: Actor, at: datetime) -> RefundPart:
    """Somebody gave it back on the provider's own pages: the books know it all the same."""
    refund = Refund.objects.create(
        order_id=payment.order_id,
        amount=seen.amount,
        currency=payment.currency,
        reason=Refund.Reason.OUTSIDE,
        key=f"outside:{seen.reference}",
        by_kind=by.kind,
        at=at,
    )
    return RefundPart.objects.create(refund=refund, payment=payment, amount=seen.amount)


def _post_claim(part: RefundPart, *, is_borne: bool, was_borne: bool, at: datetime) -> None:
    """What somebody else bears they owe the shop from then on."""
    if part.refund.bearer == Bearer.STORE or is_borne == was_borne:
        return
    claim = ledger.CLAIMS[part.refund.bearer]
    ends = (claim, ledger.ORDERS) if is_borne else (ledger.ORDERS, claim)
    cause = f"claim:{part.id}:{'made' if is_borne else 'dropped'}"
    entry = ledger.Posting(*ends, part.amount)
    post([entry], cause=cause, currency=part.refund.currency, payment=part.payment, at=at)
