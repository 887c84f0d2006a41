"""When and how something is offered: parts of the week, and order types."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from pizzeria.words import DAYS, LANGUAGES, WORDS, Name, text_of

WEEK = 7 * 24 * 60  # minutes
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class DayPart:
    """Hours of the day on some days, 0 being Monday; past midnight when `end` is not after `start`.

    The night belongs to the day it began on: Friday 22:00-02:00 covers Saturday 01:00.
    `DayPart.from_json(part.to_json()) == part`; from_json raises ValueError for anything else.
    """

    days: frozenset[int]
    start: time
    end: time

    def __post_init__(self) -> None:
        if any(day not in range(7) for day in self.days):
            raise ValueError("days go from 0, Monday, to 6, Sunday")
        if any(edge != edge.replace(second=0, microsecond=0, tzinfo=None) for edge in (self.start, self.end)):
            raise ValueError("hours are local and to the minute")

    def covers(self, local: datetime) -> bool:
        now, today = local.time(), local.weekday()
        if self.start < self.end:
            return today in self.days and self.start <= now < self.end
        return (today in self.days and now >= self.start) or ((today - 1) % 7 in self.days and now < self.end)

    def to_json(self) -> dict[str, Any]:
        return {"days": sorted(self.days), "from": f"{self.start:%H:%M}", "to": f"{self.end:%H:%M}"}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DayPart:
        try:
            return cls(frozenset(data["days"]), time.fromisoformat(data["from"]), time.fromisoformat(data["to"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"{data!r} is no part of the week") from error


NEVER = (DayPart(frozenset(), time(0), time(0)),)  # none at all would mean always
NO_TYPE = frozenset({""})  # and so would an empty set


class Offering(Protocol):
    @property
    def day_parts(self) -> tuple[DayPart, ...]: ...

    @property
    def order_types(self) -> frozenset[str]: ...


def offered(item: Offering, *, local: datetime | None = None, order_type: str | None = None) -> bool:
    """Whether it can be had at this local time, in this way; None is not asked."""
    return offered_at(item, local) and offered_for(item, order_type)


def offered_at(item: Offering, local: datetime | None) -> bool:
    return local is None or not item.day_parts or any(part.covers(local) for part in item.day_parts)


def offered_for(item: Offering, order_type: str | None) -> bool:
    return order_type is None or not item.order_types or order_type in item.order_types


def one_way(items: Collection[Offering], ways: Sequence[str]) -> str:
    """The first of these order types in which all of this is offered; the first of all when there is none."""
    return next((way for way in ways if all(offered_for(item, way) for item in items)), ways[0])


def next_change(items: Iterable[Offering], *, local: datetime) -> datetime | None:
    """The next local moment at which one of these starts or stops: what was worked out holds until then."""
    parts = {part for item in items for part in item.day_parts}
    moments = (moment for part in parts for moment in _edges(part, local))
    return min(moments, default=None)


def _edges(part: DayPart, local: datetime) -> Iterator[datetime]:
    for ahead in range(-1, 8):
        day = local.date() + timedelta(days=ahead)
        if day.weekday() in part.days:
            over = timedelta(days=int(part.end <= part.start))
            for moment in (
                datetime.combine(day, part.start, local.tzinfo),
                datetime.combine(day + over, part.end, local.tzinfo),
            ):
                if moment > local:
                    yield moment


def both_parts(one: Sequence[DayPart], other: Sequence[DayPart]) -> tuple[DayPart, ...]:
    """The hours that are in both, where none at all means always: a category's with its product's."""
    if not one or not other:
        return tuple(one or other)
    found: dict[tuple[int, int], set[int]] = {}
    for start, end in _minutes(one):
        for begin, stop in _minutes(other):
            # A night that runs into the next week meets Monday there.
            for shift in (-WEEK, 0, WEEK):
                first, last = max(start, begin + shift), min(end, stop + shift)
                if first < last:
                    day = first // DAY
                    found.setdefault((first - day * DAY, last - day * DAY), set()).add(day % 7)
    parts = [DayPart(frozenset(days), _clock(first), _clock(last)) for (first, last), days in sorted(found.items())]
    return tuple(parts) or NEVER


def both_types(one: Iterable[str], other: Iterable[str]) -> frozenset[str]:
    """The order types that are in both, where none at all means every one."""
    here, there = frozenset(one), frozenset(other)
    if not here or not there:
        return here or there
    return here & there or NO_TYPE


def _minutes(parts: Iterable[DayPart]) -> Iterator[tuple[int, int]]:
    """From and to of every opening, in minutes since Monday 00:00."""
    for part in parts:
        for day in part.days:
            start = day * DAY + part.start.hour * 60 + part.start.minute
            end = day * DAY + part.end.hour * 60 + part.end.minute
            yield start, end if start < end else end + DAY


def _clock(minute: int) -> time:
    return time(minute % DAY // 60, minute % 60)


def hours_name(parts: Iterable[DayPart]) -> Name:
    """The hours for people: {"en": "Mon-Fri 12:00-15:00", "it": "lun-ven 12:00-15:00"}."""
    kept = list(parts)
    return {language: ", ".join(_part_text(part, language) for part in kept if part.days) for language in LANGUAGES}


def types_name(order_types: Iterable[str]) -> Name:
    """The order types for people: {"en": "collection or eating in", ...}."""
    kept = sorted(code for code in order_types if code)
    return {
        language: f" {text_of(WORDS['or'], language)} ".join(text_of(WORDS[f"for_{code}"], language) for code in kept)
        for language in LANGUAGES
    }


def _part_text(part: DayPart, language: str) -> str:
    hours = f"{part.start:%H:%M}-{part.end:%H:%M}"
    names = [text_of(day, language) for day in DAYS]
    if len(part.days) == 7:
        return hours
    return f"{', '.join(_run_text(run, names) for run in _runs(part.days))} {hours}"


def _run_text(run: list[int], names: list[str]) -> str:
    if len(run) > 2:
        return f"{names[run[0]]}-{names[run[-1]]}"
    return ", ".join(names[day] for day in run)


def _runs(days: Iterable[int]) -> list[list[int]]:
    """Days that follow each other, together: [[0, 1, 2], [5]]."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
