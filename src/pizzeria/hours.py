"""When a shop takes orders: openings per weekday and order type, closures, pauses, business days."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from pizzeria.tax import ORDER_TYPES

SEARCH_DAYS = 14
ONE_DAY = timedelta(days=1)
NO_TIME = timedelta(0)
DAY_CLOSES = time(5)


@dataclass(frozen=True, slots=True)
class Opening:
    """Open on `weekday` (0 is Monday) from `opens` to `closes`, local time, for these order types.

    `closes` at or before `opens` is past midnight: 18:00-01:00 ends on the next day, 00:00-00:00 is round the
    clock.
    """

    weekday: int
    opens: time
    closes: time
    order_types: tuple[str, ...] = ORDER_TYPES


@dataclass(frozen=True, slots=True)
class Week:
    """The openings of a week, any number a day; they may touch or overlap."""

    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """Closed for the openings that begin on this day, their small hours included; `reason` is for people."""

    day: date
    order_types: tuple[str, ...] = ORDER_TYPES
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in UTC that began on local `day`; `opens` is inside, `closes` is not."""

    day: date
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """Whether an order may be placed now. Open: `closes_at` and `last_order_at` of this opening, in UTC.

    Not open (also between the last order and closing, and during a pause): `opens_at` is when orders are
    taken again, None if not within 14 days. `closes_at` and `last_order_at` are None too when the shop stays
    open for so long.
    """

    is_open: bool
    closes_at: datetime | None = None
    last_order_at: datetime | None = None
    opens_at: datetime | None = None


def spans(
    week: Week, closures: Collection[Closure], *, first: date, zone: ZoneInfo, order_type: str, days: int
) -> Iterator[Span]:
    """The open stretches that begin in `days` local days from `first`, in order, none overlapping another.

    Local times become instants here and only here. In the night that skips an hour a time that does not exist
    is the one an hour later; in the night that repeats an hour an opening begins with the first and ends with
    the second.
    """
    shut = {closure.day for closure in closures if order_type in closure.order_types}
    end: datetime | None = None
    for number in range(days):
        day = first + number * ONE_DAY
        if day in shut:
            continue
        today = [o for o in week.openings if o.weekday == day.weekday() and order_type in o.order_types]
        for opening in sorted(today, key=lambda o: o.opens):
            last_day = day if opening.closes > opening.opens else day + ONE_DAY
            opens = _instant(day, opening.opens, zone, fold=0)
            closes = _instant(last_day, opening.closes, zone, fold=1)
            if end is not None and opens < end:
                opens = end  # what overlaps belongs to the earlier opening
            if opens < closes:
                yield Span(day, opens, closes)
                end = closes


def runs(pieces: Iterator[Span]) -> Iterator[Span]:
    """Stretches that touch, joined: lunch until 15:00 and coffee from 15:00 are one opening to a customer."""
    current: Span | None = None
    for piece in pieces:
        if current is not None and piece.opens == current.closes:
            current = Span(current.day, current.opens, piece.closes)
        else:
            if current is not None:
                yield current
            current = piece
    if current is not None:
        yield current


def status(
    week: Week,
    closures: Collection[Closure] = (),
    *,
    at: datetime,
    zone: ZoneInfo,
    order_type: str,
    preparation: timedelta = NO_TIME,
    paused_until: datetime | None = None,
) -> Status:
    """Whether the shop takes an order at `at`: until the close minus the preparation, itself included."""
    _aware(at, paused_until)
    today = at.astimezone(zone).date()
    again = max(at, paused_until) if paused_until else at
    horizon = today + (SEARCH_DAYS + 1) * ONE_DAY
    # From the day before: its evening may reach into today.
    pieces = spans(week, closures, first=today - ONE_DAY, zone=zone, order_type=order_type, days=SEARCH_DAYS + 3)
    for run in takewhile(lambda run: run.opens.astimezone(zone).date() < horizon, runs(pieces)):
        last_order = run.closes - preparation
        start = max(run.opens, again)
        if start > last_order or start >= run.closes:
            continue
        if start > at:
            return Status(is_open=False, opens_at=start.astimezone(UTC))
        if run.closes.astimezone(zone).date() >= horizon:
            return Status(is_open=True)
        return Status(is_open=True, closes_at=run.closes, last_order_at=last_order)
    return Status(is_open=False)


def business_day(at: datetime, zone: ZoneInfo, closes_at: time = DAY_CLOSES) -> date:
    """The day a sale counts for: until `closes_at` (local) it is still yesterday."""
    _aware(at)
    day = at.astimezone(zone).date()
    # By instants: by the clock on the wall a repeated hour could go back to yesterday.
    return day if at >= _instant(day, closes_at, zone, fold=0) else day - ONE_DAY


def business_hours(day: date, zone: ZoneInfo, closes_at: time = DAY_CLOSES) -> tuple[datetime, datetime]:
    """The instants, in UTC, between which `business_day` is `day`: 23 to 25 hours, the end excluded."""
    return _instant(day, closes_at, zone, fold=0), _instant(day + ONE_DAY, closes_at, zone, fold=0)


def _instant(day: date, moment: time, zone: ZoneInfo, *, fold: int) -> datetime:
    local = datetime.combine(day, moment, tzinfo=zone).replace(fold=fold)
    instant = local.astimezone(UTC)
    if fold and instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        # The hour is skipped: fold=1 would count back from the change, so that an opening could end before it
        # began.
        return local.replace(fold=0).astimezone(UTC)
    return instant


def _aware(*moments: datetime | None) -> None:
    if any(moment is not None and moment.tzinfo is None for moment in moments):
        raise ValueError("a moment without a time zone")
