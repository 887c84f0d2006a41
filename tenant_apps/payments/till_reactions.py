"""What the till does when something happens to an order."""

from pizzeria import ledger
from shared_apps.journal.models import Entry
from tenant_apps.ordering.models import Order, OrderEvent, Tender
from tenant_apps.payments import actions, queries
from tenant_apps.payments.actions import Taking

DOOR = (Tender.CASH, Tender.TERMINAL)


def take_at_the_door(entry: Entry) -> None:
    """Write down what was paid at the door: cash is with who carried the order there, a card went to the card machine.

    Only for orders whose customer said they would pay so; who delivered it says that it was paid, nobody else does.
    """
    order = Order.objects.filter(id=entry.payload["order"], tender__in=DOOR, imported=False).first()
    if order is None:
        return
    due = queries.standing(order).due(order.tender)
    if not due:
        return
    holder = ""
    if order.tender == Tender.CASH:
        carrier = _carrier(order, entry)
        if not carrier:
            return  # nobody knows who has the money: it stands among the unpaid until somebody says
        holder = ledger.courier(carrier)
    taking = Taking(method=order.tender, amount=due, key=f"delivered:{order.id}", holder=holder)
    actions.take_payment(order, taking, by=entry.actor, at=entry.at)


def _carrier(order: Order, entry: Entry) -> str:
    """Who took it on the road; who said that it was delivered where nobody said that."""
    taken = OrderEvent.objects.filter(order=order, verb="dispatch").exclude(by_id="").last()
    return taken.by_id if taken else entry.by_id
