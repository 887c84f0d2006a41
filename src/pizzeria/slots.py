"""The quarters of an hour one can order for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pizzeria.hours import NO_TIME, ONE_DAY, Closure, Week, runs, spans

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Slot:
    """The order is ready between `start` and `end` (UTC)."""

    start: datetime
    end: datetime


def slots(
    week: Week,
    closures: Collection[Closure] = (),
    *,
    day: date,
    zone: ZoneInfo,
    at: datetime,
    order_type: str,
    every: timedelta = QUARTER,
    preparation: timedelta = NO_TIME,
) -> tuple[Slot, ...]:
    """The slots that can still be made at `at`, of the openings that begin on local `day`.

    They count from the opening in steps of real time, so a night that changes its clock neither loses nor
    doubles one. A slot starts once its preparation fits since the shop opened and `at`, and ends by closing.
    While the shop is paused, `at` is the end of the pause.
    """
    if every <= NO_TIME:
        raise ValueError("slots have a length")
    pieces = list(spans(week, closures, first=day - ONE_DAY, zone=zone, order_type=order_type, days=3))
    found = []
    for run in runs(iter(pieces)):
        first = max(run.opens, at) + preparation
        for piece in pieces:
            if piece.day == day and run.opens <= piece.opens < run.closes:
                # Whole steps from the opening, so that the slots stay where they were as time goes by.
                skipped = max(-((piece.opens - first) // every), 0)
                start = piece.opens + skipped * every
                while start + every <= piece.closes:
                    found.append(Slot(start, start + every))
                    start += every
    return tuple(found)
