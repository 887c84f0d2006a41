"""When the food will be there: a range that is honest about the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

GRAIN = timedelta(minutes=5)
PER_ORDER = timedelta(minutes=3)
NARROWEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Promise:
    """Between `earliest` and `latest`; both on a whole five minutes."""

    earliest: datetime
    latest: datetime


def promise(
    at: datetime,
    *,
    preparation: timedelta,
    queue: int,
    travel: timedelta = timedelta(0),
    per_order: timedelta = PER_ORDER,
) -> Promise:
    """The range for an order placed now behind `queue` open orders, each holding the oven for `per_order`.

    Earliest is preparation, the queue and the way; never rounded down. The range is ten minutes wide on an
    empty kitchen and grows by half the wait and a third of the way, since that much of both is guessed.
    """
    if queue < 0 or min(preparation, travel, per_order) < timedelta(0):
        raise ValueError("a queue, a preparation and a way are never negative")
    wait = queue * per_order
    earliest = _up(at + preparation + wait + travel)
    return Promise(earliest, _up(earliest + NARROWEST + wait / 2 + travel / 3))


def _up(moment: datetime) -> datetime:
    over = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (GRAIN - over) if over else moment
