"""The completer: finishes what a crash, a lost webhook or a silent provider left open.

Where it has to look the platform's marks say (shared_apps/billing/payment_work.py). There are three kinds of work, and
whoever makes one marks it: a call (planning.write_call), with it a payment that was begun, and an order that waits to be
paid (ordering.actions.life.announce). What is left after a visit is read off the rows, and gets one mark for all of it.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from pizzeria import order_flow
from shared_apps.billing import payment_work
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.actions.life import TO_PAY
from tenant_apps.ordering.errors import StateChanged
from tenant_apps.ordering.models import Order
from tenant_apps.payments import asking
from tenant_apps.payments.models import Call, Payment
from tenant_apps.payments.models.paying import Payments

log = logging.getLogger(__name__)
BY = Actor.system("payments")
AT_ONCE = 100
# A payment that nobody finished is looked at again: its webhook may never have come.
LOOK_AFTER = timedelta(seconds=45)
# So long, while its order waits for it; and while it does not.
LOOK_FOR, LOOK_BESIDE_FOR = timedelta(days=8), timedelta(hours=1)
# So much longer an order waits to be paid while nobody can say whether it is.
UNKNOWN_FOR = timedelta(seconds=60)


def visit(*, at: datetime) -> None:
    """Finish what is due here, and leave a mark for what is not or could not be. Dies it on the way, the marks stay.

    Marks are read first: whatever one of them stands for is committed, and so seen below. One that comes later is not
    among them and stays, whatever is seen.
    """
    marks = payment_work.marks_here()
    if not any(mark.due_at <= at for mark in marks):
        return  # another worker was here first
    complete(at=at)
    with transaction.atomic():
        mark_what_is_left(at=at)
        payment_work.clear(marks)


@transaction.atomic
def mark_what_is_left(*, at: datetime) -> None:
    """Mark the pizzeria one is in for the first of what ``complete`` would find."""
    if due_at := next_due(at=at):
        payment_work.mark_work(due_at=due_at)


def next_due(*, at: datetime) -> datetime | None:
    """Return from when on ``complete`` finds something, None when nothing is open.

    Three queries, each by an index of what is unfinished.
    """
    call = Call.objects.open().aggregate(first=Min("next_at"))["first"]
    begun = _begun(at=at).aggregate(first=Min("started_at"))["first"]
    order = _unpaid().aggregate(first=Min("placed_at"))["first"]
    moments = (call, begun and begun + LOOK_AFTER, order and order + TO_PAY)
    return min((moment for moment in moments if moment), default=None)


def complete(*, at: datetime) -> None:
    """Make the calls that are due, look at payments nobody told us of, give up orders that nobody paid."""
    for id in Call.objects.due(at=at).order_by("next_at").values_list("id", flat=True)[:AT_ONCE]:
        asking.ask(id, at=at)
    waiting = _begun(at=at).exclude(reference=None).filter(started_at__lte=at - LOOK_AFTER)
    for payment in waiting.order_by("-started_at")[:AT_ONCE]:
        asking.look(payment, at=at)
    expire(at=at)


def expire(*, at: datetime) -> None:
    """Give up orders that nobody paid in time: their places are free again, what is held later goes back.

    Where the provider does not say how a payment stands, its order waits a minute longer: unknown is not "not paid".
    After that it is given up as well, because its places in the oven are others' by then; whatever was held for it is
    let go, and the customer told, as for every payment that comes too late.
    """
    for order in _unpaid().filter(placed_at__lte=at - TO_PAY).order_by("placed_at")[:AT_ONCE]:
        begun = order.payments.exclude(reference=None).exclude(state=Payment.State.VOIDED)
        unknown = [payment for payment in begun if not asking.look(payment, at=at)]
        if unknown and order.placed_at > at - TO_PAY - UNKNOWN_FOR:
            continue
        order.refresh_from_db()
        said = _("It was not paid in time.") if not unknown else _("Nobody could say whether it was paid.")
        try:
            if order.state == order_flow.UNPAID:
                ordering.cancel_order(order, by=BY, at=at, reason=str(said))
        except StateChanged:
            log.info("order %s was paid at the last moment", order.id)


def _unpaid() -> QuerySet[Order]:
    """Orders that wait to be paid, also where no payment was begun."""
    return Order.objects.filter(state=order_flow.UNPAID)


def _begun(*, at: datetime) -> Payments:
    """Payments that somebody may have finished without our having heard of it, and of which it still matters."""
    matters = Q(order__state=order_flow.UNPAID) | Q(started_at__gt=at - LOOK_BESIDE_FOR)
    return Payment.objects.waiting().filter(matters, started_at__gte=at - LOOK_FOR)
