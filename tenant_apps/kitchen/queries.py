"""The kitchen's board: read from the orders themselves, so it is right whatever else has stopped."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from pizzeria import hours
from pizzeria.tax import DELIVERY
from tenant_apps.menu.models import Ingredient, Product
from tenant_apps.ordering.models import Order, OrderLine
from tenant_apps.shop import queries as shops
from tenant_apps.shop.models import Shop
from toolbox.i18n import text

MOST_BUMPED = 4


@dataclass(frozen=True)
class Ticket:
    """An order as the kitchen sees it. ``since``: when it was accepted, or when a slot's order is due to be begun."""

    order: Order
    since: datetime
    minutes: int
    age: str

    @property
    def lines(self) -> Sequence[OrderLine]:
        return self.order.standing

    @property
    def is_started(self) -> bool:
        return self.order.state == "preparing"


@dataclass(frozen=True)
class Count:
    name: str
    size: str
    many: int


@dataclass(frozen=True)
class Board:
    """``later``: orders for a slot that is not near yet. ``to_make`` counts pizzas that are not done, most first."""

    tickets: list[Ticket]
    later: list[Ticket]
    incoming: list[Order]
    bumped: list[Order]
    to_make: list[Count]
    out: list[Ingredient]
    soon: int
    late: int

    @property
    def pizzas(self) -> int:
        return sum(count.many for count in self.to_make)


def board(*, at: datetime) -> Board:
    """Return all that the kitchen's screen shows: five queries, however many orders there are."""
    shop = shops.timetable(at=at).shop
    late = max(shop.preparation_minutes, 2)
    orders = list(in_house(("placed", "accepted", "preparing", "ready")))
    tickets = [_ticket(order, shop, late, at=at) for order in orders if order.state in ("accepted", "preparing")]
    now = [ticket for ticket in tickets if ticket.since <= at or ticket.is_started]
    return Board(
        tickets=sorted(now, key=lambda ticket: (ticket.since, ticket.order.id)),
        later=sorted((ticket for ticket in tickets if ticket not in now), key=lambda ticket: ticket.since),
        incoming=[order for order in orders if order.state == "placed"],
        bumped=sorted((o for o in orders if o.state == "ready"), key=_reached, reverse=True)[:MOST_BUMPED],
        to_make=_to_make(now),
        out=list(Ingredient.objects.out(at=at).order_by("position", "id")),
        soon=late // 2,
        late=late,
    )


def in_house(states: Iterable[str]) -> QuerySet[Order]:
    """Return the orders in these states, the oldest first, with their lines (and which are done) and events."""
    lines = Prefetch("lines", OrderLine.objects.standing().select_related("bump").order_by("position", "id"))
    found = Order.objects.filter(state__in=tuple(states), imported=False)
    return found.order_by("placed_at", "id").prefetch_related(lines, "events")


def line_for_staff(id: object) -> OrderLine:
    """Return one line of one of this shop's orders. Raises Http404."""
    found = OrderLine.objects.standing().filter(id=id, order__imported=False).first()
    if found is None:
        raise Http404
    return found


def ingredients(*, at: datetime) -> list[tuple[Ingredient, bool]]:
    """Return every ingredient with whether it is out, those that are out first."""
    rows = [(row, row.is_out(at=at)) for row in Ingredient.objects.order_by("position", "id")]
    return sorted(rows, key=lambda row: (not row[1], text(row[0].name).lower()))


def end_of_service(*, at: datetime) -> datetime:
    """Return when this business day ends: what is out "today" comes back then."""
    zone = shops.timetable(at=at).shop.zone
    return hours.business_hours(hours.business_day(at, zone), zone)[1]


def _ticket(order: Order, shop: Shop, late: int, *, at: datetime) -> Ticket:
    since = next((event.at for event in order.events.all() if event.verb == "accept"), order.placed_at)
    if order.requested_for:
        lead = shop.preparation_minutes + (shop.delivery_minutes if order.order_type == DELIVERY else 0)
        since = max(since, order.requested_for - timedelta(minutes=lead))
    minutes = max(0, int((at - since).total_seconds() // 60))
    age = "late" if minutes >= late else "soon" if minutes >= late // 2 else "fresh"
    return Ticket(order, since, minutes, age)


def _reached(order: Order) -> datetime:
    """When it came into the state it is in."""
    return max((event.at for event in order.events.all() if event.state == order.state), default=order.placed_at)


def _to_make(tickets: Iterable[Ticket]) -> list[Count]:
    lines = [line for ticket in tickets for line in ticket.lines if not hasattr(line, "bump")]
    wanted = {line.product_id for line in lines}
    pizzas = set(Product.objects.filter(id__in=wanted, kind=Product.Kind.PIZZA).values_list("id", flat=True))
    many: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line.product_id in pizzas:
            many[text(line.name), line.size] += line.quantity
    return [Count(name, size, number) for (name, size), number in many.most_common()]
