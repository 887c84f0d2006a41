"""What an order's steps mean for its money: taken when the shop accepts, given up or given back when it does not."""

from datetime import datetime

from django.db import transaction

from pizzeria import order_flow
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import queries
from tenant_apps.payments.actions import refunding
from tenant_apps.payments.actions.planning import plan_call, plan_capture
from tenant_apps.payments.models import ONLINE, Call, Payment, Refund

State = Payment.State


@transaction.atomic
def capture_order(order: Order, *, at: datetime) -> None:
    """Plan to take what is held for the order, as much as it costs by now; the rest is given up."""
    standing = queries.standing(_locked(order))
    if standing.order.state in order_flow.LOST:
        return
    open_amount = standing.exact - sum(one.amount for one in standing.held)
    open_amount += sum(one.amount for one in standing.payments if one.state == State.AUTHORISED)
    for payment in standing.payments:
        if payment.state == State.AUTHORISED:
            plan_capture(payment, wanted=open_amount, at=at)
            open_amount -= min(payment.amount, max(open_amount, 0))


@transaction.atomic
def give_back(order: Order, *, by: Actor, at: datetime) -> None:
    """The order is lost: what is held is given up, what was paid online goes back. Safe to repeat.

    What was paid in the shop is given back there, by hand.
    """
    order = _locked(order)
    for payment in Payment.objects.filter(order=order, method__in=ONLINE):
        if payment.state == State.AUTHORISED or (payment.state == State.STARTED and payment.reference):
            plan_call(payment, Call.Verb.VOID, at=at)
        elif payment.state == State.CAPTURED and (left := queries.left_of(payment)):
            refunding.return_payment(
                payment, left, reason=Refund.Reason.CANCELLED, key=f"lost:{payment.id}", by=by, at=at
            )


@transaction.atomic
def give_excess_back(order: Order, *, by: Actor, at: datetime) -> None:
    """What was paid online beyond what the order costs by now goes back. Safe to repeat."""
    order = _locked(order)
    excess = queries.standing(order).in_excess
    for payment in Payment.objects.filter(order=order, method__in=ONLINE, state=State.CAPTURED).order_by("-id"):
        part = min(excess, queries.left_of(payment))
        if part > 0:
            key = f"excess:{order.revision}:{payment.id}"
            refunding.return_payment(payment, part, reason=Refund.Reason.EDITED, key=key, by=by, at=at)
            excess -= part


def _locked(order: Order) -> Order:
    return Order.objects.select_for_update().get(id=order.id)
