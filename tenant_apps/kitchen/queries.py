"""The kitchen's board: read from the orders themselves, so it is right whatever else has stopped."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from pizzeria import hours, tickets
from pizzeria.catalogue import Name
from pizzeria.tax import DELIVERY
from tenant_apps.kitchen.models import PrintJob
from tenant_apps.menu.models import Ingredient, Product, Station
from tenant_apps.ordering import queries as ordering
from tenant_apps.ordering.models import Order, OrderLine, OrderRevision
from tenant_apps.shop import queries as shops
from tenant_apps.shop.models import Shop
from toolbox.i18n import text

MAKING = ("accepted", "preparing")
MOST_BUMPED = 4
MOST_RECENT = 20
FAILURES_SHOWN = timedelta(hours=12)


@dataclass(frozen=True)
class TicketLine:
    """A line to make. ``change``: "new" or "struck" by an edit that the kitchen has not said yes to, else ""."""

    line: OrderLine
    item: tickets.Item
    size: Name
    change: str = ""

    @property
    def is_done(self) -> bool:
        return hasattr(self.line, "bump")

    @property
    def is_open(self) -> bool:
        return not self.is_done and self.change != "struck"


@dataclass(frozen=True)
class Ticket:
    """An order as one station, or (the expo) the whole kitchen sees it.

    ``since``: when it was accepted, or when an order for later is due to be begun. ``owed``: what other stations have
    still to make. ``out_by``: when it must leave the house or be ready on the shelf.
    """

    order: Order
    lines: Sequence[TicketLine]
    owed: Mapping[str, int]
    since: datetime
    minutes: int
    age: str
    out_by: datetime | None

    @property
    def is_started(self) -> bool:
        return self.order.state == "preparing"

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is left to make here."""
        return not any(line.is_open for line in self.lines)

    @property
    def changes(self) -> Sequence[OrderRevision]:
        """Edits that nobody in the kitchen has seen yet."""
        return unseen(self.order)

    @property
    def owes(self) -> list[tuple[str, int]]:
        return [(str(Station(station).label), many) for station, many in self.owed.items()]


@dataclass(frozen=True)
class Board:
    """``later``: orders for a time that is not near yet. ``pizzas``: those of the tickets that are not done.

    ``kept``: how many of a hundred of today's promises were, None while none is due.
    """

    station: str
    tickets: list[Ticket]
    later: list[Ticket]
    incoming: list[Order]
    bumped: list[Order]
    pizzas: int
    kept: int | None
    out: list[Ingredient]
    failed: list[PrintJob]
    shop: Shop
    extra: int
    soon: int
    late: int


def board(*, at: datetime, station: str = "") -> Board:
    """Return all that the kitchen's screen shows: as many queries for a hundred orders as for one."""
    shop = shops.timetable(at=at).shop
    late = max(shop.preparation_minutes + shop.extra(at=at), 2)
    orders = list(_on_the_board(("placed", *MAKING, "ready")))
    found = [ticket(order, shop, late, station=station, at=at) for order in orders if order.state in MAKING]
    here = [one for one in found if one.lines and (not station or not one.is_done or one.changes)]
    now = [one for one in here if one.since <= at or one.is_started]
    return Board(
        station=station,
        tickets=sorted(now, key=lambda one: (one.since, one.order.id)),
        later=sorted((one for one in here if one not in now), key=lambda one: one.since),
        incoming=[order for order in orders if order.state == "placed"],
        bumped=recent_of(orders, station)[:MOST_BUMPED],
        pizzas=_pizzas(now),
        kept=_kept_today(shop, at=at),
        out=list(Ingredient.objects.out(at=at).order_by("position", "id")),
        failed=failed_jobs(at=at),
        shop=shop,
        extra=shop.extra(at=at),
        soon=late // 2,
        late=late,
    )


def _kept_today(shop: Shop, *, at: datetime) -> int | None:
    today = hours.business_day(at, shop.zone)
    return ordering.promises((today, today), at=at)[0].percent


def recent(*, at: datetime, station: str = "") -> list[Order]:
    """Return what was bumped last and is still in the house, the latest first: any of it can be brought back."""
    return recent_of(_on_the_board((*MAKING, "ready")), station)[:MOST_RECENT]


def recent_of(orders: Iterable[Order], station: str) -> list[Order]:
    """Return the orders of these that this station (or the whole kitchen) has done, the latest first."""
    done = [(when, order) for order in orders if (when := done_at(order, station))]
    return [order for _, order in sorted(done, key=lambda pair: (pair[0], pair[1].id), reverse=True)]


def done_at(order: Order, station: str) -> datetime | None:
    """Return when it was bumped here, None while something of it is open or none of it is made here."""
    if order.state == "ready":
        whole = order.ready_at or max((e.at for e in order.events.all() if e.state == "ready"), default=order.placed_at)
        return whole if not station or any(line.station == station for line in order.standing) else None
    mine = [line for line in order.standing if line.station == station]
    if order.state not in MAKING or not mine or not all(hasattr(line, "bump") for line in mine):
        return None
    return max(line.bump.at for line in mine)


def in_house(states: Iterable[str]) -> QuerySet[Order]:
    """Return the orders in these states, the oldest first, with their lines (and which are done) and events."""
    lines = Prefetch("lines", OrderLine.objects.standing().select_related("bump").order_by("position", "id"))
    found = Order.objects.filter(state__in=tuple(states), imported=False)
    return found.order_by("placed_at", "id").prefetch_related(lines, "events")


def line_for_staff(id: UUID) -> OrderLine:
    """Return one line of one of this shop's orders. Raises Http404."""
    found = OrderLine.objects.standing().filter(id=id, order__imported=False).first()
    if found is None:
        raise Http404
    return found


def ticket_of(id: UUID, *, at: datetime, station: str = "", revision: int = 0) -> Ticket:
    """Return one order as the kitchen sees it, in whatever state it is: what is printed (again).

    With ``revision`` its lines show what that edit changed, seen or not. Raises Http404.
    """
    order = _with_lines(Order.objects.filter(id=id, imported=False)).first()
    if order is None:
        raise Http404
    shop = shops.timetable(at=at).shop
    seen = ticket(order, shop, shop.preparation_minutes, station=station, at=at)
    return replace(seen, lines=_lines(order, station, {revision})) if revision else seen


def ticket(order: Order, shop: Shop, late: int, *, station: str, at: datetime) -> Ticket:
    """Return the order as this station sees it; ``late``: the minutes after which it is."""
    since = begun_at(order, shop)
    minutes = max(0, int((at - since).total_seconds() // 60))
    owed = Counter(line.station for line in order.standing if line.station != station and not hasattr(line, "bump"))
    return Ticket(
        order=order,
        lines=_lines(order, station, {revision.number for revision in unseen(order)}),
        owed={name: owed[name] for name in Station.values if owed[name]} if station else {},
        since=since,
        minutes=minutes,
        age="late" if minutes >= late else "soon" if minutes >= late // 2 else "fresh",
        out_by=out_by(order, shop),
    )


def begun_at(order: Order, shop: Shop) -> datetime:
    """Return when it was accepted, or when an order for later is due to be begun."""
    accepted = next((event.at for event in order.events.all() if event.verb == "accept"), order.placed_at)
    if not order.requested_for:
        return accepted
    lead = shop.preparation_minutes + (shop.delivery_minutes if order.order_type == DELIVERY else 0)
    return max(accepted, order.fires_at or order.requested_for - timedelta(minutes=lead))


def out_by(order: Order, shop: Shop) -> datetime | None:
    """Return when it must be out of the kitchen: for the road by as much earlier as the road takes."""
    if order.order_type == DELIVERY:
        return order.promised_to and order.promised_to - timedelta(minutes=shop.delivery_minutes)
    return order.requested_for or order.promised_to


def unseen(order: Order) -> list[OrderRevision]:
    return [revision for revision in order.revisions.all() if revision.seen_at is None]


def ticket_line(line: OrderLine, sizes: Mapping[Any, Name], change: str = "") -> TicketLine:
    note = line.configuration.get("note", "")
    return TicketLine(
        line=line,
        item=tickets.item(line.name, line.steps, note),
        size=sizes.get(line.configuration.get("size")) or line.size,
        change=change,
    )


def sizes_of(order: Order) -> dict[Any, Name]:
    """Return the names of its sizes in every language, as they were when it was priced."""
    return {row["configuration"]["size"]: row["size"] for row in order.quote.get("lines", []) if row["size"]}


def failed_jobs(*, at: datetime) -> list[PrintJob]:
    """Return what no printer took and nobody has dealt with."""
    late = PrintJob.objects.filter(printed_at=None, attempts__gt=0, asked_at__gt=at - FAILURES_SHOWN).exclude(error="")
    return list(late.select_related("printer", "order")[:MOST_BUMPED])


def end_of_service(*, at: datetime) -> datetime:
    """Return when this business day ends: what is out "today" comes back then."""
    zone = shops.timetable(at=at).shop.zone
    return hours.business_hours(hours.business_day(at, zone), zone)[1]


def _on_the_board(states: Iterable[str]) -> QuerySet[Order]:
    return _with_lines(Order.objects.filter(state__in=tuple(states), imported=False))


def _with_lines(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Lines that an edit has struck come along: the kitchen is shown what it need not make any more."""
    lines = Prefetch("lines", OrderLine.objects.select_related("bump").order_by("position", "id"))
    return orders.order_by("placed_at", "id").prefetch_related(lines, "events", "revisions")


def _lines(order: Order, station: str, fresh: Set[int]) -> list[TicketLine]:
    """``fresh``: the edits whose changes are to be seen."""
    sizes = sizes_of(order)
    shown = []
    for line in order.lines.all():
        if station and line.station != station:
            continue
        if line.removed_in is None:
            shown.append(ticket_line(line, sizes, "new" if line.added_in in fresh else ""))
        elif line.removed_in in fresh and line.added_in not in fresh:
            shown.append(ticket_line(line, sizes, "struck"))
    return sorted(shown, key=lambda row: not row.change)  # what is news stands on top


def _pizzas(found: Iterable[Ticket]) -> int:
    wanted = [row.line for one in found for row in one.lines if row.is_open]
    ids = {line.product_id for line in wanted if line.product_id}
    pizzas = set(Product.objects.filter(id__in=ids, kind=Product.Kind.PIZZA).values_list("id", flat=True))
    return sum(line.quantity for line in wanted if line.product_id in pizzas)


def ingredients(*, at: datetime) -> list[tuple[Ingredient, bool]]:
    """Return every ingredient with whether it is out, those that are out first."""
    rows = [(row, row.is_out(at=at)) for row in Ingredient.objects.order_by("position", "id")]
    return sorted(rows, key=lambda row: (not row[1], text(row[0].name).lower()))
