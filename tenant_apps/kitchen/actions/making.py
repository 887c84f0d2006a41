"""What hands do at the oven. The order is locked first, then its lines; its own steps are calls down to ordering."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.kitchen.errors import NotInTheKitchen, NotMadeHere
from tenant_apps.kitchen.facts import ChangesSeen, ItemFinished, ItemReopened, StationFinished, StationReopened
from tenant_apps.kitchen.models import ItemBump
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.models import Order, OrderLine

MAKING = ("accepted", "preparing")


@transaction.atomic
def bump_ticket(order: Order, *, station: str = "", by: Actor, at: datetime) -> Order:
    """Say that all of it is ready, or with ``station`` all that is made there.

    An order nobody has started is started first. Raises StateChanged, NotInTheKitchen or NotMadeHere.
    """
    if station:
        return _bump_station(order, station, by=by, at=at)
    if order.state == "accepted":
        order = ordering.start_order(order, by=by, at=at)
    return ordering.ready_order(order, by=by, at=at)


@transaction.atomic
def recall_ticket(order: Order, *, station: str = "", by: Actor, at: datetime) -> Order:
    """Bring it back: the whole as it was before it was bumped, or with ``station`` all that is made there.

    Raises StateChanged.
    """
    if not station:
        return ordering.recall_order(order, by=by, at=at)
    order = _locked(order.id)
    if order.state not in MAKING:
        order = ordering.recall_order(order, by=by, at=at)
    if ItemBump.objects.filter(line__in=_made_at(order, station)).delete()[0]:
        journal.record(StationReopened(str(order.id), station), by=by, at=at)
    return order


@transaction.atomic
def finish_item(line: OrderLine, *, by: Actor, at: datetime) -> None:
    """Strike one line off its ticket; the first one starts the order. Raises NotInTheKitchen."""
    order = _in_the_kitchen(line.order_id)
    if order.state == "accepted":
        ordering.start_order(order, by=by, at=at)
    _, fresh = ItemBump.objects.get_or_create(line=line, defaults={"at": at})
    if fresh:  # else two taps on the same line
        journal.record(ItemFinished(str(line.order_id), str(line.id)), by=by, at=at)


@transaction.atomic
def reopen_item(line: OrderLine, *, by: Actor, at: datetime) -> None:
    """Put a line back on its ticket. Raises NotInTheKitchen."""
    _in_the_kitchen(line.order_id)
    if ItemBump.objects.filter(line=line).delete()[0]:
        journal.record(ItemReopened(str(line.order_id), str(line.id)), by=by, at=at)


@transaction.atomic
def note_changes(order: Order, *, by: Actor, at: datetime) -> None:
    """Say that the kitchen has read what was changed; said twice, once."""
    if ordering.see_changes(order, at=at):
        journal.record(ChangesSeen(str(order.id)), by=by, at=at)


def _bump_station(order: Order, station: str, *, by: Actor, at: datetime) -> Order:
    order = _in_the_kitchen(order.id)
    lines = list(_made_at(order, station))
    if not lines:
        raise NotMadeHere(number=order.called)
    if order.state == "accepted":
        order = ordering.start_order(order, by=by, at=at)
    known = set(ItemBump.objects.filter(line__in=lines).values_list("line_id", flat=True))
    fresh = [ItemBump(line=line, at=at) for line in lines if line.id not in known]
    if fresh:  # else two tablets at the same station
        ItemBump.objects.bulk_create(fresh)
        journal.record(StationFinished(str(order.id), station), by=by, at=at)
    return order


def _made_at(order: Order, station: str) -> QuerySet[OrderLine]:
    return OrderLine.objects.standing().filter(order=order, station=station)


def _in_the_kitchen(id: UUID) -> Order:
    order = _locked(id)
    if order.state not in MAKING:
        raise NotInTheKitchen(number=order.called, state_name=order.state_name)
    return order


def _locked(id: UUID) -> Order:
    return Order.objects.select_for_update().get(id=id)
