"""Writing down what is to be asked of a provider. Asking itself is outside every transaction: tenant_apps/payments/asking.py."""

from datetime import datetime
from typing import Any

from django.db.models import Sum

from pizzeria import ledger
from shared_apps.billing import payment_work
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.payments import facts
from tenant_apps.payments.models import Call, Payment, RefundPart

BY = Actor.system("payments")


def plan_call(payment: Payment, verb: Call.Verb, *, at: datetime, **given: Any) -> Call:
    """Return the call to make, written down with its key; one of the same verb that is open already is that one,
    but for refunds and answers to disputes, of which there may be several at once.

    Belongs inside the transaction of its reason. It is made after the commit, when the fact is relayed; the completer
    makes what was lost.
    """
    open_ones = Call.objects.open().filter(payment=payment, verb=verb)
    if verb not in (Call.Verb.REFUND, Call.Verb.EVIDENCE) and (known := open_ones.first()):
        return known
    call = write_call(payment, verb, at=at, **given)
    fact = facts.CallPlanned(order=str(payment.order_id), payment=str(payment.id), call=str(call.id), verb=verb)
    journal.record(fact, by=BY, at=at)
    return call


def write_call(payment: Payment, verb: Call.Verb, *, at: datetime, **given: Any) -> Call:
    """Return a new call, marked for the completer: whoever dies from here on, it is not forgotten."""
    payment_work.mark_work(due_at=at)
    return Call.objects.create(payment=payment, verb=verb, intended_at=at, next_at=at, **given)


def plan_capture(payment: Payment, *, wanted: int, at: datetime) -> Call:
    """Take ``wanted`` of what is held, all of it at most; nothing wanted gives the hold up."""
    amount = min(wanted, payment.amount)
    if amount <= 0:
        return plan_call(payment, Call.Verb.VOID, at=at)
    fee = ledger.share(amount - min(payment.tip, amount), payment.fee_bps)
    return plan_call(payment, Call.Verb.CAPTURE, amount=amount, fee=fee, at=at)


def plan_refund(part: RefundPart, *, gone: int, at: datetime) -> Call:
    """Plan to give the part back. ``gone``: what goes back of its payment in all, this part included.

    Of our share as much goes back as of the payment; worked out from the sums, so that many small refunds lose no cent.
    """
    payment = part.payment
    earlier = payment.calls.filter(verb=Call.Verb.REFUND).exclude(state=Call.State.REFUSED)
    earlier = earlier.exclude(part__state=RefundPart.State.FAILED)  # came back, our share with it
    returned = earlier.aggregate(sum=Sum("fee"))["sum"] or 0
    due = ledger.in_proportion(payment.fee, min(gone, payment.captured), payment.captured) - returned
    fee = min(max(due, 0), part.amount)  # what somebody gave back at the provider may have left more to be made good
    return plan_call(payment, Call.Verb.REFUND, amount=part.amount, fee=fee, part=part, at=at)
