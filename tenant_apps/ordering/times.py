"""When an order can be had: as soon as possible with an honest range, or a slot. Never silently another day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from pizzeria import hours, promise, slots
from pizzeria.capacity import NOTHING, Need, Oven
from pizzeria.oven import Load
from pizzeria.promise import Promise
from pizzeria.slots import Slot
from pizzeria.tax import DELIVERY
from tenant_apps.delivery import queries as places
from tenant_apps.delivery.models import Hold
from tenant_apps.ordering import queries
from tenant_apps.ordering.errors import ShopClosed, SlotUnavailable
from tenant_apps.ordering.models import Order
from tenant_apps.shop import queries as shops
from tenant_apps.shop.models import Shop
from tenant_apps.shop.queries import Timetable

DAYS_AHEAD = 14
# How far ahead "as soon as possible" looks in a shop that never closes.
LONGEST_WAIT = timedelta(hours=6)
MOST_NEXT = 5
ONE_PIZZA = Load(Decimal(1), 1)


@dataclass(frozen=True)
class Offer:
    """A slot with how many places it has left, and whether what is asked for fits."""

    start: datetime
    end: datetime
    places_left: int
    is_free: bool


@dataclass(frozen=True)
class Times:
    """``soon`` is None while no order is taken or the oven is full; ``opens_at`` says when orders are taken again.

    ``slots`` are those of local day ``day``: today's, or when there are none left those of the next opening.
    ``dough_left``: how many balls that day has left, None when nobody counts them.
    """

    order_type: str
    zone: str
    is_open: bool
    soon: Promise | None
    opens_at: datetime | None
    day: date | None
    slots: tuple[Offer, ...]
    is_today: bool
    dough_left: int | None


@dataclass(frozen=True)
class Agreed:
    """The promise to the customer; ``fires_at`` is when the kitchen must begin an order for later, None: at once."""

    promised_from: datetime
    promised_to: datetime
    fires_at: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """What somebody wants and when: ``slot`` is None as soon as possible. ``since``: when a placed order was placed."""

    table: Timetable
    order_type: str
    load: Load
    at: datetime
    slot: Slot | None = None
    since: datetime | None = None

    @property
    def shop(self) -> Shop:
        return self.table.shop

    @property
    def day(self) -> date:
        """The business day whose dough it takes."""
        return hours.business_day(self.slot.start if self.slot else self.at, self.shop.zone)

    @property
    def travel(self) -> timedelta:
        return travel(self.shop, self.order_type)

    def need(self) -> Need:
        """Return what it asks of the oven."""
        ready = max((self.since or self.at) + preparation(self.shop, at=self.at), self.at)
        if self.slot is None:
            behind = places.behind(queries.not_made(), every=places.every(self.shop), at=self.at)
            status = shops.status_of(self.table, self.order_type, at=self.at)
            until = status.closes_at or self.at + LONGEST_WAIT
            return Need(self.load.places, self.at, ready, until, behind=behind)
        due = self.slot.end - self.travel
        return Need(self.load.places, self.at, ready, due, due=due)

    def promise(self, hold: Hold) -> Promise:
        """Return what can be promised with these places."""
        if self.slot is not None:
            return Promise(self.slot.start, self.slot.end)
        placed, ready_in = self.since or self.at, preparation(self.shop, at=self.at)
        wait = max(hold.ready_at - (placed + ready_in), timedelta(0))
        return promise.promise(placed, preparation=ready_in, wait=wait, travel=self.travel)

    def agreed(self, hold: Hold) -> Agreed:
        """Return what is written into the order that has these places."""
        promised = self.promise(hold)
        if self.slot is None:
            return Agreed(promised.earliest, promised.latest)
        first = hold.first_start() or self.slot.start - self.travel
        fires_at = max(first - timedelta(minutes=self.shop.preparation_minutes), self.at)
        return Agreed(promised.earliest, promised.latest, fires_at)


def times(
    order_type: str, *, at: datetime, day: date | None = None, load: Load = ONE_PIZZA, basket: UUID | None = None
) -> Times:
    """Return what the checkout offers for such a load; with ``day``, the slots of that local day only.

    What ``basket`` holds already is free for it.
    """
    table = shops.timetable(at=at)
    own = places.hold_of(basket, at=at) if basket else None
    mine = [own.id] if own else []
    today = hours.business_day(at, table.shop.zone)
    if day is not None:
        found = slots_on(table, order_type, day, at=at) if (day - today).days in range(DAYS_AHEAD + 1) else ()
    else:
        day, found = _first_slots(table, order_type, today, at=at)
    dough = places.dough_left(table.shop, day, at=at, mine=mine) if day else None
    status = shops.status_of(table, order_type, at=at)
    return Times(
        order_type=order_type,
        zone=table.shop.timezone,
        is_open=status.is_open,
        soon=_soon(Asked(table, order_type, load, at), mine) if status.is_open else None,
        opens_at=status.opens_at,
        day=day,
        slots=_offers(Asked(table, order_type, load, at), found, mine, dough),
        is_today=day == today,
        dough_left=dough,
    )


def asked(table: Timetable, order_type: str, when: datetime | None, *, load: Load, at: datetime) -> Asked:
    """Return that wish if the hours allow it. Raises ShopClosed or SlotUnavailable: never another time than asked for."""
    if when is None:
        status = shops.status_of(table, order_type, at=at)
        if not status.is_open:
            opens_at = status.opens_at.isoformat() if status.opens_at else ""
            raise ShopClosed(opens_at=opens_at, next_slots=next_slots(table, order_type, load, at=at))
        return Asked(table, order_type, load, at)
    if at <= when <= at + timedelta(days=DAYS_AHEAD):
        local = when.astimezone(table.shop.zone).date()
        # An opening's small hours belong to the day it began on.
        for day in (local, local - hours.ONE_DAY):
            for slot in slots_on(table, order_type, day, at=at):
                if slot.start == when:
                    return Asked(table, order_type, load, at, slot)
    raise SlotUnavailable(next_slots=next_slots(table, order_type, load, at=at, after=when))


def agreed(table: Timetable, order: Order, *, load: Load, at: datetime) -> Asked:
    """Return the wish of a placed order as it is now: its time stays, and its turn."""
    slot = None
    if order.requested_for:
        # As long as it was when it was promised; slots may have another length by now.
        slot = Slot(order.requested_for, order.first_promised_to or order.requested_for + places.every(table.shop))
    return Asked(table, order.order_type, load, at, slot, since=order.placed_at)


def served_at(when: datetime | None, *, at: datetime) -> datetime:
    """Return the moment for which the menu's own hours are asked; one that is no slot at all is refused later."""
    return when if when and at <= when <= at + timedelta(days=DAYS_AHEAD) else at


def next_slots(
    table: Timetable, order_type: str, load: Load, *, at: datetime, after: datetime | None = None
) -> list[str]:
    """Return the starts of the next slots that are free for such a load, from the one asked for on; ISO 8601."""
    today = hours.business_day(at, table.shop.zone)
    found: list[str] = []
    for number in range(DAYS_AHEAD + 1):
        day = today + number * hours.ONE_DAY
        later = tuple(slot for slot in slots_on(table, order_type, day, at=at) if after is None or slot.start > after)
        dough = places.dough_left(table.shop, day, at=at) if later else None
        offers = _offers(Asked(table, order_type, load, at), later, (), dough)
        found += [offer.start.isoformat() for offer in offers if offer.is_free]
        if len(found) >= MOST_NEXT:
            break
    return found[:MOST_NEXT]


def days_offered(table: Timetable, order_type: str, *, at: datetime) -> list[date]:
    """Return the business days with slots, full ones among them; today also when the last slot is over and it is open."""
    today = hours.business_day(at, table.shop.zone)
    days = [today + number * hours.ONE_DAY for number in range(DAYS_AHEAD + 1)]
    soon = [today] if is_open(table, order_type, at=at) else []
    return [day for day in days if day in soon or slots_on(table, order_type, day, at=at)]


def day_of(start: str, zone: ZoneInfo) -> date | None:
    """Return the business day of a slot, as its chip says it; None when that is no moment."""
    try:
        return hours.business_day(datetime.fromisoformat(start), zone)
    except (ValueError, OverflowError):
        return None


def is_open(table: Timetable, order_type: str, *, at: datetime) -> bool:
    """Return whether such an order can be placed for now."""
    return shops.status_of(table, order_type, at=at).is_open


def slots_on(table: Timetable, order_type: str, day: date, *, at: datetime) -> tuple[Slot, ...]:
    """Return the slots of the openings that begin on that day, whether or not they have places left."""
    shop = table.shop
    if order_type not in shop.order_types(at_counter=True):
        return ()
    # Delivered by then: it has to be made and brought. Being busy now says nothing about tomorrow.
    lead = timedelta(minutes=shop.preparation_minutes) + travel(shop, order_type)
    start = max(at, shop.paused_until) if shop.paused_until else at
    return slots.slots(
        table.week,
        table.closures,
        day=day,
        zone=shop.zone,
        at=start + timedelta(minutes=shop.extra(at=at)),
        order_type=order_type,
        every=places.every(shop),
        preparation=lead,
    )


def preparation(shop: Shop, *, at: datetime) -> timedelta:
    """Return how long the kitchen takes from the order to the last of it, longer while it is busy."""
    return timedelta(minutes=shop.preparation_minutes + shop.extra(at=at))


def travel(shop: Shop, order_type: str) -> timedelta:
    return timedelta(minutes=shop.delivery_minutes if order_type == DELIVERY else 0)


def _soon(wish: Asked, mine: list[UUID]) -> Promise | None:
    """What would be promised to an order placed now; None when oven or dough are taken for as long as the shop opens."""
    left = places.dough_left(wish.shop, wish.day, at=wish.at, mine=mine)
    if left is not None and left < wish.load.dough_balls:
        return None
    need = wish.need()
    first = need.first(Oven(places.every(wish.shop), NOTHING))
    oven = places.oven(wish.shop, first, need.until, at=wish.at, mine=mine)
    plan = need.plan(oven)
    return None if plan is None else wish.promise(Hold(ready_at=need.done(oven, plan)))


def _first_slots(
    table: Timetable, order_type: str, today: date, *, at: datetime
) -> tuple[date | None, tuple[Slot, ...]]:
    for number in range(DAYS_AHEAD + 1):
        day = today + number * hours.ONE_DAY
        if found := slots_on(table, order_type, day, at=at):
            return day, found
    return None, ()


def _offers(wish: Asked, found: tuple[Slot, ...], mine: Sequence[UUID], dough: int | None) -> tuple[Offer, ...]:
    """The slots with their places, none of them free when the dough is not enough; one look at the oven for all."""
    if not found:
        return ()
    needs = [replace(wish, slot=slot).need() for slot in found]
    length = Oven(places.every(wish.shop), Decimal(wish.shop.oven_places))
    first = length.start_by(needs[0].until) - length.reach(wish.load.places) * length.every
    oven = places.oven(wish.shop, first, needs[-1].until, at=wish.at, mine=mine)
    is_enough = dough is None or dough >= wish.load.dough_balls
    return tuple(
        Offer(
            slot.start,
            slot.end,
            _whole(oven.free(oven.start_by(need.until))) if is_enough else 0,
            is_free=is_enough and need.plan(oven) is not None,
        )
        for slot, need in zip(found, needs, strict=True)
    )


def _whole(places_left: Decimal) -> int:
    return int(places_left.to_integral_value(ROUND_FLOOR))
