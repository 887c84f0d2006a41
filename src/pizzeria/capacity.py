"""What the oven takes and when: places in stretches of time, shared by every order however it came.

Stretches are as long as a slot and counted from one fixed moment, so that neither opening hours nor the night that
changes the clock move them. A pizza of the usual size takes one place, others by their weight (`pizzeria.oven`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
NOTHING = Decimal(0)
# A kitchen that is further behind than this has other worries than its promises.
FURTHEST = 200


@dataclass(frozen=True, slots=True)
class Share:
    """What an order takes of the stretch that begins at `start`."""

    start: datetime
    places: Decimal


@dataclass(frozen=True, slots=True)
class Oven:
    """Stretches of `every`, each with `usual` places unless `special` says otherwise, and what is `taken` of them."""

    every: timedelta
    usual: Decimal
    special: Mapping[datetime, Decimal] = field(default_factory=dict)
    taken: Mapping[datetime, Decimal] = field(default_factory=dict)
    within: Collection[datetime] | None = None

    def limit(self, start: datetime) -> Decimal:
        return self.special.get(start, self.usual)

    def free(self, start: datetime) -> Decimal:
        if self.within is not None and start not in self.within:
            return NOTHING
        return max(self.limit(start) - self.taken.get(start, NOTHING), NOTHING)

    def taking(self, booked: Iterable[tuple[datetime, Decimal]]) -> Oven:
        """The same oven with what is booked, each from its moment on: it counts in the stretch in which it begins.

        A slot may have been shorter or longer when it was booked; what was sold is sold.
        """
        taken = dict(self.taken)
        for moment, places in booked:
            start = self.floor(moment)
            taken[start] = taken.get(start, NOTHING) + places
        return replace(self, taken=taken)

    def only(self, starts: Collection[datetime]) -> Oven:
        """The same oven, of which nothing can be had but these stretches."""
        return replace(self, within=frozenset(starts))

    def start_by(self, due: datetime) -> datetime:
        """The last stretch that has ended by `due`."""
        return self.floor(due) - self.every

    def start_for(self, ready: datetime) -> datetime:
        """The stretch in which something comes out that can be ready at `ready` and no sooner."""
        floor = self.floor(ready)
        return floor if floor < ready else floor - self.every

    def floor(self, moment: datetime) -> datetime:
        """When the stretch begins in which that moment lies."""
        return EPOCH + (moment - EPOCH) // self.every * self.every

    def reach(self, places: Decimal) -> int:
        """Over how many stretches an order may spread that is wanted at a time.

        A small one is baked together; one that needs more than half an oven may begin a stretch earlier than an
        empty oven would have to.
        """
        if not self.usual or places <= self.usual / 2:
            return 1
        return int((places / self.usual).to_integral_value(ROUND_CEILING)) + 1

    def candidates(self, places: Decimal, *, due: datetime, ready: datetime) -> list[datetime]:
        """The stretches, in order, that an order wanted by `due` may take; none ends before it can be `ready`."""
        last, first = self.start_by(due), self.start_for(ready)
        wanted = [last - number * self.every for number in range(self.reach(places))]
        return sorted(start for start in wanted if start >= first)

    def before(self, places: Decimal, *, due: datetime, ready: datetime) -> tuple[Share, ...] | None:
        """The places for an order that is wanted by `due`, as late as they are free; None when they are not."""
        found = self._fill(places, reversed(self.candidates(places, due=due, ready=ready)))
        return None if found is None else tuple(reversed(found))

    def onward(self, places: Decimal, *, ready: datetime, until: datetime) -> tuple[Share, ...] | None:
        """The first free places for an order that can be `ready` at once, before `until`; None when there are none."""
        return self._fill(places, self.stretches(self.start_for(ready), until))

    def stretches(self, start: datetime, until: datetime) -> Iterator[datetime]:
        """The stretches from one on that begin before `until`."""
        while start < until:
            yield start
            start += self.every

    def _fill(self, places: Decimal, starts: Iterator[datetime]) -> tuple[Share, ...] | None:
        found = []
        missing = places
        for start in starts:
            if missing <= 0:
                break
            if part := min(self.free(start), missing):
                found.append(Share(start, part))
                missing -= part
        return tuple(found) if missing <= 0 else None

    def done(self, shares: tuple[Share, ...]) -> datetime | None:
        """When the last of these places has been baked: the oven works through a stretch evenly. None for none."""
        if not shares:
            return None
        last = shares[-1]
        limit = self.limit(last.start) or last.places
        full = min((self.taken.get(last.start, NOTHING) + last.places) / limit, Decimal(1))
        return last.start + timedelta(seconds=float(full) * self.every.total_seconds())

    def behind(self, places: Decimal, *, at: datetime) -> Oven:
        """The same oven when `places` that should be done by `at` are not: they take what is free from now on."""
        taken, start, late = dict(self.taken), self.floor(at), places
        for _ in range(FURTHEST):
            if late <= 0:
                break
            part = min(self.free(start), late)
            taken[start] = taken.get(start, NOTHING) + part
            late -= part
            start += self.every
        return replace(self, taken=taken)


@dataclass(frozen=True, slots=True)
class Need:
    """What an order asks of the oven: `places`, none out before `ready`; wanted by `due`, or else the first before
    `until`. `behind`: what the kitchen should have done by `at` and has not."""

    places: Decimal
    at: datetime
    ready: datetime
    until: datetime
    due: datetime | None = None
    behind: Decimal = NOTHING

    def first(self, oven: Oven) -> datetime:
        """The first stretch that matters to it: that of now when the kitchen is behind."""
        return min(oven.floor(self.at), oven.start_for(self.ready)) if self.behind else oven.start_for(self.ready)

    def candidates(self, oven: Oven, plan: tuple[Share, ...]) -> list[datetime]:
        """All stretches that have to stay as they are for this plan to hold, in order."""
        if self.due is not None:
            return oven.candidates(self.places, due=self.due, ready=self.ready)
        return list(oven.stretches(self.first(oven), plan[-1].start + oven.every))

    def plan(self, oven: Oven) -> tuple[Share, ...] | None:
        """The places it takes, in order of time; None when they are not free."""
        if self.due is not None:
            return oven.before(self.places, due=self.due, ready=self.ready)
        return oven.behind(self.behind, at=self.at).onward(self.places, ready=self.ready, until=self.until)

    def done(self, oven: Oven, shares: tuple[Share, ...]) -> datetime:
        """When all of it can be out of the oven."""
        return max(oven.behind(self.behind, at=self.at).done(shares) or self.ready, self.ready)
