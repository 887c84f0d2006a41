"""What was paid in the shop beyond what an order costs by now: it goes back over the counter, where it came in."""

from datetime import datetime

from django.db import transaction

from pizzeria import order_flow
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import queries, till_errors, till_queries
from tenant_apps.payments.actions import coins, refunding
from tenant_apps.payments.actions.counter import locked_order
from tenant_apps.payments.models import Method, Refund


@transaction.atomic
def hand_back(order: Order, *, by: Actor, at: datetime) -> int:
    """Give back what the till has too much for the order, the way it was paid; return how much, in minor units.

    What was paid last goes first, and vouchers last, for which nobody gets money. Raises NothingToHandBack, NotEnough.
    """
    order = locked_order(order.id)
    standing = queries.standing(order)
    left = excess = till_queries.to_hand_back(standing)
    if not excess:
        raise till_errors.NothingToHandBack(number=order.called)
    reason = Refund.Reason.CANCELLED if order.state in order_flow.LOST else Refund.Reason.EDITED
    last_first = till_queries.taken_here(standing)[::-1]
    for payment in sorted(last_first, key=lambda one: one.method == Method.VOUCHER):
        if part := min(left, payment.left):
            key = f"over:{payment.id}:{payment.version}"
            refunding.return_payment(payment, part, reason=reason, key=key, by=by, at=at)
            left -= part
    coins.round_paid(queries.standing(order), at=at)
    return excess
