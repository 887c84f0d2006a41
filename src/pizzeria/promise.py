"""When the food will be there: a range that is honest about the wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

GRAIN = timedelta(minutes=5)
NARROWEST = timedelta(minutes=10)
NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Promise:
    """Between `earliest` and `latest`."""

    earliest: datetime
    latest: datetime


def promise(at: datetime, *, preparation: timedelta, wait: timedelta = NO_TIME, travel: timedelta = NO_TIME) -> Promise:
    """The range for an order placed now that waits for its turn in the oven; both ends on a whole five minutes.

    Earliest is preparation, the wait and the way; never rounded down. The range is ten minutes wide on an
    empty kitchen and grows by half the wait and a third of the way, since that much of both is guessed.
    """
    if min(preparation, wait, travel) < NO_TIME:
        raise ValueError("a preparation, a wait and a way are never negative")
    earliest = _up(at + preparation + wait + travel)
    return Promise(earliest, _up(earliest + NARROWEST + wait / 2 + travel / 3))


def _up(moment: datetime) -> datetime:
    over = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (GRAIN - over) if over else moment
