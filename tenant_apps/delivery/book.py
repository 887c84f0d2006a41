"""The book of a day as its manager reads it: each stretch of the oven's time, the dough, and what is booked of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pizzeria import hours
from pizzeria.capacity import NOTHING, Oven
from pizzeria.tax import ORDER_TYPES
from tenant_apps.delivery import queries
from tenant_apps.shop import queries as shops
from tenant_apps.shop.queries import Timetable

DAYS_SHOWN = 7


@dataclass(frozen=True)
class Stretch:
    """``places``: how many it has, ``usual`` how many on any other day; ``taken``: by orders and, for minutes, by baskets."""

    start: datetime
    end: datetime
    places: int
    usual: int
    taken: Decimal

    @property
    def is_special(self) -> bool:
        return self.places != self.usual

    @property
    def is_closed(self) -> bool:
        return self.places == 0

    @property
    def over(self) -> Decimal:
        """How many more are booked than there are now."""
        return max(self.taken - self.places, NOTHING)

    @property
    def percent(self) -> int:
        return min(100, int(100 * self.taken / self.places)) if self.places else 100 * bool(self.taken)


@dataclass(frozen=True)
class Dough:
    """Balls of a day; ``balls`` is None when nobody counts them, ``usual`` what the shop's settings say."""

    balls: int | None
    usual: int | None
    taken: int

    @property
    def is_special(self) -> bool:
        return self.balls != self.usual

    @property
    def over(self) -> int:
        return max(self.taken - self.balls, 0) if self.balls is not None else 0


@dataclass(frozen=True)
class Day:
    """``days``: those one may look at, from today on; ``stretches``: of ``day``, without those that are over."""

    day: date
    days: tuple[date, ...]
    stretches: tuple[Stretch, ...]
    dough: Dough

    @property
    def is_today(self) -> bool:
        return self.day == self.days[0]


def day_of(day: date | None, *, at: datetime) -> Day:
    """Return that business day, today's when there is none to show. Four queries and, for who comes first, the hours."""
    table = shops.timetable(at=at)
    today = hours.business_day(at, table.shop.zone)
    days = tuple(today + number * hours.ONE_DAY for number in range(DAYS_SHOWN))
    shown = day if day in days else today
    return Day(shown, days, tuple(_stretches(table, shown, at=at)), _dough(table, shown, at=at))


def is_stretch(start: datetime, *, at: datetime) -> bool:
    """Whether a stretch of the oven's time begins there that has not ended, within the days one may look at."""
    table = shops.timetable(at=at)
    every = queries.every(table.shop)
    last = at + (DAYS_SHOWN + 1) * hours.ONE_DAY
    return at < start + every and start < last and Oven(every, NOTHING).floor(start) == start


def _stretches(table: Timetable, day: date, *, at: datetime) -> Iterator[Stretch]:
    every = queries.every(table.shop)
    begins, ends = hours.business_hours(day, table.shop.zone)
    oven = queries.oven(table.shop, begins, ends, at=at)
    # Also what was booked before the hours were changed.
    starts = {*_open(table, day, oven), *oven.special, *(start for start, many in oven.taken.items() if many)}
    for start in sorted(start for start in starts if start + every > at):
        yield Stretch(
            start, start + every, int(oven.limit(start)), table.shop.oven_places, oven.taken.get(start, NOTHING)
        )


def _open(table: Timetable, day: date, oven: Oven) -> Iterator[datetime]:
    for order_type in ORDER_TYPES:
        if order_type in table.shop.order_types(at_counter=True):
            for span in hours.spans(
                table.week, table.closures, first=day, zone=table.shop.zone, order_type=order_type, days=1
            ):
                yield from oven.stretches(oven.floor(span.opens), span.closes)


def _dough(table: Timetable, day: date, *, at: datetime) -> Dough:
    limit = queries.dough_limit(table.shop, day)
    return Dough(limit, table.shop.dough_balls, queries.dough_taken(day, at=at))
