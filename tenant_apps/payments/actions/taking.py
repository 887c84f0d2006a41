"""One attempt to make a call: taken by one worker at a time, and what becomes of it when the answer is no."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from pizzeria import order_flow
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import facts
from tenant_apps.payments.actions import disputing, noting
from tenant_apps.payments.actions.planning import plan_call
from tenant_apps.payments.models import Call, Payment, RefundPart

# Two attempts fit into the minute in which nothing may stay unknown; a provider that is down for hours is asked less.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=30)
BY = Actor.system("payments")


@transaction.atomic
def take_call(id: UUID | str, *, at: datetime) -> Call | None:
    """Return the call for one attempt, None when it is not due or somebody else has taken it.

    The next attempt is due already when this one ends without a word: a worker that is killed while it waits for the
    answer leaves nothing to repair, because the same key asks for the same thing.
    """
    call = Call.objects.select_related("payment", "part").filter(id=id).first()
    if call is None:
        return None
    wait = min(FIRST_WAIT * 2 ** min(call.attempts, 10), LONGEST_WAIT)
    mine = Call.objects.due(at=at).filter(id=id, attempts=call.attempts)
    return call if mine.update(attempts=F("attempts") + 1, next_at=at + wait) else None


@transaction.atomic
def refuse_call(call: Call, *, code: str, message: str, at: datetime) -> None:
    """The provider says no for good: what was planned does not happen, and whoever counted on it is told.

    The payment was looked at before: money that is not held any more was told of then.
    """
    order = Order.objects.select_for_update().get(id=call.payment.order_id)
    still = Call.objects.open().filter(id=call.id)
    if not still.update(state=Call.State.REFUSED, problem=f"{code}: {message}"[:300], settled_at=at):
        return
    if call.part_id:
        part = RefundPart.objects.select_related("refund", "payment").get(id=call.part_id)
        if part.state == RefundPart.State.RESERVED and part.reference is None:
            noting.settle_part(part, state=RefundPart.State.FAILED, problem=message or code, by=BY, at=at)
        return
    payment = Payment.objects.select_for_update().get(id=call.payment_id)
    if call.verb == Call.Verb.CREATE and payment.reference is None:
        # Asked again with the same key it would be refused again: the next try is a payment of its own.
        payment.state, payment.ended_at, payment.problem = Payment.State.VOIDED, at, (message or code)[:300]
        payment.version += 1
        payment.save()
    elif call.verb == Call.Verb.EVIDENCE:
        disputing.reopen_answer(call, why=message or code, by=BY, at=at)
    elif payment.state == Payment.State.AUTHORISED and order.state not in order_flow.NOT_SOLD:
        _let_go(payment, call, at=at)


def _let_go(payment: Payment, call: Call, *, at: datetime) -> None:
    """What is held and cannot be taken is given up, so that it can be paid anew: its customer is told when it is."""
    if call.verb == Call.Verb.CAPTURE:
        plan_call(payment, Call.Verb.VOID, at=at)
    elif payment.calls.filter(verb=Call.Verb.CAPTURE, state=Call.State.REFUSED).exists():
        journal.record(facts.PaymentLost(**_told(call)), by=BY, at=at)


def _told(call: Call) -> dict[str, Any]:
    payment = call.payment
    return {
        "order": str(payment.order_id),
        "payment": str(payment.id),
        "method": payment.method,
        "amount": call.amount or payment.amount,
        "currency": payment.currency,
    }
