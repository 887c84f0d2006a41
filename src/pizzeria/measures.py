"""How long things took, in figures that one slow order does not spoil."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of ``many`` took at most ``p50``, nine of ten at most ``p90``; both None when there are none."""

    many: int
    p50: timedelta | None
    p90: timedelta | None


def spread(durations: Iterable[timedelta]) -> Spread:
    """Return median and ninetieth percentile, interpolated between the two nearest (Hyndman and Fan, type 7)."""
    known = sorted(durations)
    return Spread(len(known), _quantile(known, 0.5), _quantile(known, 0.9))


def share(hits: int, many: int) -> int | None:
    """Return how many of a hundred, None of none. Never 100 while one is missing, never 0 while there is one."""
    if not many:
        return None
    rounded = round(100 * hits / many)
    return rounded if hits in (0, many) else min(max(rounded, 1), 99)


def _quantile(known: Sequence[timedelta], place: float) -> timedelta | None:
    if not known:
        return None
    position = (len(known) - 1) * place
    below = int(position)
    above = min(below + 1, len(known) - 1)
    return known[below] + (known[above] - known[below]) * (position - below)
