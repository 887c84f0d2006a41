"""When an order can be had: as soon as possible with an honest range, or a slot. Never silently another day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pizzeria import hours, promise, slots
from pizzeria.promise import Promise
from pizzeria.slots import Slot
from pizzeria.tax import DELIVERY
from tenant_apps.ordering import queries
from tenant_apps.ordering.errors import ShopClosed, SlotUnavailable
from tenant_apps.shop import queries as shops
from tenant_apps.shop.models import Shop
from tenant_apps.shop.queries import Timetable

DAYS_AHEAD = 14


@dataclass(frozen=True)
class Times:
    """``soon`` is None while no order is taken; then ``opens_at`` says when one is, if within two weeks.

    ``slots`` are those of local day ``day``: today's, or when there are none left those of the next opening.
    """

    order_type: str
    zone: str
    soon: Promise | None
    opens_at: datetime | None
    day: date | None
    slots: tuple[Slot, ...]
    is_today: bool


def times(order_type: str, *, at: datetime, day: date | None = None) -> Times:
    """Return what the checkout offers; with ``day``, the slots of that local day only."""
    table = shops.timetable(at=at)
    status = shops.status_of(table, order_type, at=at)
    today = hours.business_day(at, table.shop.zone)
    if day is not None:
        found = _slots_on(table, order_type, day, at=at) if (day - today).days in range(DAYS_AHEAD + 1) else ()
    else:
        day, found = _first_slots(table, order_type, today, at=at)
    soon = _soon(table.shop, order_type, at=at) if status.is_open else None
    return Times(order_type, table.shop.timezone, soon, status.opens_at, day, found, is_today=day == today)


def window(table: Timetable, order_type: str, when: datetime | None, *, at: datetime) -> Promise:
    """Return what is promised for that wish. Raises ShopClosed or SlotUnavailable: never another time than asked for."""
    if when is None:
        status = shops.status_of(table, order_type, at=at)
        if not status.is_open:
            raise ShopClosed(opens_at=status.opens_at.isoformat() if status.opens_at else "")
        return _soon(table.shop, order_type, at=at)
    if at <= when <= at + timedelta(days=DAYS_AHEAD):
        local = when.astimezone(table.shop.zone).date()
        # An opening's small hours belong to the day it began on.
        for day in (local, local - hours.ONE_DAY):
            for slot in _slots_on(table, order_type, day, at=at):
                if slot.start == when:
                    return Promise(slot.start, slot.end)
    raise SlotUnavailable()


def _soon(shop: Shop, order_type: str, *, at: datetime) -> Promise:
    travel = timedelta(minutes=shop.delivery_minutes if order_type == DELIVERY else 0)
    return promise.promise(at, preparation=_preparation(shop), queue=queries.queue(at=at), travel=travel)


def _first_slots(
    table: Timetable, order_type: str, today: date, *, at: datetime
) -> tuple[date | None, tuple[Slot, ...]]:
    for number in range(DAYS_AHEAD + 1):
        day = today + number * hours.ONE_DAY
        if found := _slots_on(table, order_type, day, at=at):
            return day, found
    return None, ()


def _slots_on(table: Timetable, order_type: str, day: date, *, at: datetime) -> tuple[Slot, ...]:
    shop = table.shop
    if order_type not in shop.order_types():
        return ()
    # Delivered by then: it has to be made and brought.
    lead = _preparation(shop) + timedelta(minutes=shop.delivery_minutes if order_type == DELIVERY else 0)
    return slots.slots(
        table.week,
        table.closures,
        day=day,
        zone=shop.zone,
        at=max(at, shop.paused_until) if shop.paused_until else at,
        order_type=order_type,
        every=timedelta(minutes=shop.slot_minutes),
        preparation=lead,
    )


def _preparation(shop: Shop) -> timedelta:
    return timedelta(minutes=shop.preparation_minutes + shop.extra_minutes)
