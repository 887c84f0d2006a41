"""Writing down what a provider says. The one place that changes an online payment.

What is written is the whole state of a payment as its provider had it, never a step: told twice, late or out of turn it
comes to the same. Locks: the order first, then the payment.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from pizzeria import ledger, order_flow
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.models import Order
from tenant_apps.payments import facts, queries
from tenant_apps.payments.actions import capturing, coins, noting
from tenant_apps.payments.actions.planning import plan_call
from tenant_apps.payments.gateways import Seen
from tenant_apps.payments.models import Call, Payment, ProviderEvent
from tenant_apps.payments.posting import open_day, post

State, Verb = Payment.State, Call.Verb
BY = Actor.system("payments")
_RANK = {State.STARTED: 0, State.AUTHORISED: 1, State.CAPTURED: 2, State.VOIDED: 2}
# The order is being made: what is held for it is the shop's at once.
_TAKEN_ON = tuple(state for state in order_flow.STATES if state not in (*order_flow.NOT_SOLD, order_flow.FIRST))
# A payment that is there needs not be asked for any more, and so on.
_ANSWERED: dict[str, tuple[str, ...]] = {
    State.STARTED: (Verb.CREATE,),
    State.AUTHORISED: (Verb.CREATE, Verb.AUTHORISE),
    State.CAPTURED: (Verb.CREATE, Verb.AUTHORISE, Verb.CAPTURE),
    State.VOIDED: (Verb.CREATE, Verb.AUTHORISE, Verb.VOID),
}
_COPIED = ("captured", "fee", "fee_returned", "provider_fee", "expires_at", "problem")


@dataclass(frozen=True)
class Because:
    """What made us look: a webhook with its id, or a call of ours that is settled by what is seen."""

    event: str = ""
    kind: str = ""
    call: Call | None = None


NO_REASON = Because()


@transaction.atomic
def write_seen(payment: Payment, seen: Seen, *, because: Because = NO_REASON, at: datetime) -> bool:
    """Write down what the provider has, with everything that follows; return False when it must be looked at again.

    ``payment`` is the row as it was before the provider was asked: whoever wrote meanwhile may have seen something newer.
    """
    order = Order.objects.select_for_update().get(id=payment.order_id)
    row = Payment.objects.select_for_update().get(id=payment.id)
    if row.version != payment.version:
        return False
    if because.event and not _is_new(because, row, at=at):
        return True
    if because.call:
        Call.objects.open().filter(id=because.call.id).update(state=Call.State.SETTLED, settled_at=at)
    if differs := difference(row, seen):
        journal.record(facts.PaymentDiffers(**_told(row), what=differs), by=BY, at=at)
        return True
    before, was, known = row.books, row.state, _fingerprint(row)
    noted = noting.note_refunds(row, seen.refunds, by=BY, at=at)
    noted = noting.note_disputes(row, seen.disputes or (), by=BY, at=at) or noted
    _take_over(row, seen, at=at)
    _close_answered(row, at=at)
    if seen.is_approved and row.state == State.STARTED and order.state not in order_flow.LOST:
        plan_call(row, Verb.AUTHORISE, at=at)
    if _fingerprint(row) == known and not noted:
        return True
    row.version += 1
    row.save()
    entries = ledger.postings(row.holder, before, row.books)
    post(entries, cause=f"{row.id}:{row.version}", currency=row.currency, payment=row, at=at)
    if row.state != was:
        _FOLLOWS[State(row.state)](order, row, was, at=at)
    coins.round_paid(queries.standing(order), at=at)
    return True


def _is_new(because: Because, row: Payment, *, at: datetime) -> bool:
    told = {"kind": because.kind, "payment": row, "at": at}
    _, fresh = ProviderEvent.objects.get_or_create(id=because.event, defaults=told)
    return fresh


def _close_answered(row: Payment, *, at: datetime) -> None:
    """What has come about is not asked for any more, whoever did it."""
    answered = Q(verb__in=_ANSWERED[State(row.state)]) | Q(verb=Verb.REFUND, part__reference__isnull=False)
    for call in row.calls.open().filter(answered):
        Call.objects.filter(id=call.id).update(state=Call.State.SETTLED, settled_at=at)


def difference(row: Payment, seen: Seen) -> str:
    """Say what is not as it was agreed, "" when all of it is."""
    wanted = {"reference": row.reference, "currency": row.currency, "amount": row.amount}
    for name, value in wanted.items():
        if getattr(seen, name) != value:
            return f"{name}: {value} here, {getattr(seen, name)} there"
    return ""


def _fingerprint(row: Payment) -> tuple[Any, ...]:
    return (row.state, row.books, row.label, row.problem, row.expires_at)


def _take_over(row: Payment, seen: Seen, *, at: datetime) -> None:
    fee = row.provider_fee
    for name in _COPIED:
        setattr(row, name, getattr(seen, name))
    row.label = seen.label[:60] or row.label
    row.refunded = sum(refund.amount for refund in seen.refunds if refund.state != "failed")
    row.tip_refunded = noting.tip_refunded(row)
    if seen.disputes is not None:
        row.disputed = sum(dispute.withdrawn for dispute in seen.disputes)
    elif row.disputes.exists():  # what they cost is part of the provider's fee: out of sight it is not undone
        row.provider_fee = max(fee, seen.provider_fee)
    if _RANK[State(seen.state)] <= _RANK[State(row.state)]:
        return
    row.state = seen.state
    if row.state == State.AUTHORISED:
        row.authorised_at = at
    elif row.state == State.CAPTURED:
        row.captured_at = at
        row.business_day = open_day(at)
    else:
        row.ended_at = at


def _authorised(order: Order, row: Payment, was: str, *, at: datetime) -> None:
    journal.record(facts.PaymentAuthorised(**_told(row)), by=BY, at=at)
    standing = queries.standing(order)
    if order.state in order_flow.LOST or standing.in_excess >= row.amount:
        # Nobody waits for it, or somebody paid twice: the bank lets go of it, and the customer is told.
        journal.record(facts.PaymentTooLate(**_told(row)), by=BY, at=at)
        plan_call(row, Verb.VOID, at=at)
        return
    # It may have been given up for another way to pay, and is paid after all: it is wanted again.
    row.calls.open().filter(verb=Verb.VOID).update(state=Call.State.REFUSED, problem="paid after all", settled_at=at)
    if standing.is_settled:
        _give_up_others(order, row, at=at)
    if order.state == order_flow.UNPAID:
        if standing.is_settled:
            ordering.confirm_order(order, by=BY, at=at)
    elif order.state in _TAKEN_ON:
        capturing.capture_order(order, at=at)


def _give_up_others(order: Order, row: Payment, *, at: datetime) -> None:
    """What was begun another way, in this window or another, is wanted no more: nobody can pay a second time."""
    for other in Payment.objects.filter(order=order, state=State.STARTED).exclude(id=row.id).exclude(reference=None):
        plan_call(other, Verb.VOID, at=at)


def _captured(order: Order, row: Payment, was: str, *, at: datetime) -> None:
    journal.record(facts.PaymentCaptured(**_told(row)), by=BY, at=at)
    if order.state == order_flow.UNPAID and queries.standing(order).is_settled:
        ordering.confirm_order(order, by=BY, at=at)
    elif order.state in order_flow.LOST:
        capturing.give_back(order, by=BY, at=at)
    else:
        capturing.give_excess_back(order, by=BY, at=at)


def _voided(order: Order, row: Payment, was: str, *, at: datetime) -> None:
    journal.record(facts.PaymentVoided(**_told(row)), by=BY, at=at)
    is_sold = order.state not in order_flow.NOT_SOLD
    if was == State.AUTHORISED and is_sold and not queries.standing(order).is_settled:
        journal.record(facts.PaymentLost(**_told(row)), by=BY, at=at)


def _nothing(order: Order, row: Payment, was: str, *, at: datetime) -> None:
    """Nobody has paid yet."""


_FOLLOWS = {
    State.STARTED: _nothing,
    State.AUTHORISED: _authorised,
    State.CAPTURED: _captured,
    State.VOIDED: _voided,
}


def _told(row: Payment) -> dict[str, Any]:
    return {
        "order": str(row.order_id),
        "payment": str(row.id),
        "method": row.method,
        "amount": row.captured or row.amount,
        "currency": row.currency,
    }
