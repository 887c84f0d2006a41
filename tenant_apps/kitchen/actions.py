"""What hands do at the oven. The order is locked first, then its lines; its own steps are calls down to ordering."""

from datetime import datetime

from django.db import transaction

from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.kitchen.errors import NotInTheKitchen
from tenant_apps.kitchen.facts import ItemFinished, ItemReopened
from tenant_apps.kitchen.models import ItemBump
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.models import Order, OrderLine


@transaction.atomic
def bump_ticket(order: Order, *, by: Actor, at: datetime) -> Order:
    """Say that all of it is ready; an order nobody has started is started first. Raises StateChanged."""
    if order.state == "accepted":
        order = ordering.start_order(order, by=by, at=at)
    return ordering.ready_order(order, by=by, at=at)


@transaction.atomic
def finish_item(line: OrderLine, *, by: Actor, at: datetime) -> None:
    """Strike one line off its ticket; the first one starts the order. Raises NotInTheKitchen."""
    order = _in_the_kitchen(line)
    if order.state == "accepted":
        ordering.start_order(order, by=by, at=at)
    _, fresh = ItemBump.objects.get_or_create(line=line, defaults={"at": at})
    if fresh:  # else two taps on the same line
        journal.record(ItemFinished(str(line.order_id), str(line.id)), by=by, at=at)


@transaction.atomic
def reopen_item(line: OrderLine, *, by: Actor, at: datetime) -> None:
    """Put a line back on its ticket. Raises NotInTheKitchen."""
    _in_the_kitchen(line)
    if ItemBump.objects.filter(line=line).delete()[0]:
        journal.record(ItemReopened(str(line.order_id), str(line.id)), by=by, at=at)


def _in_the_kitchen(line: OrderLine) -> Order:
    order = Order.objects.select_for_update().get(id=line.order_id)
    if order.state not in ("accepted", "preparing"):
        raise NotInTheKitchen(number=order.number, state_name=order.state_name)
    return order
