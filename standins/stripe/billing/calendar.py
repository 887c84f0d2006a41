"""Time in Billing: whose clock it is, and when a period ends."""

import calendar
from datetime import UTC, datetime

from ..routing import Books
from ..store import Thing

HOUR, DAY = 3600, 86400
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


def now(books: Books, owner: Thing) -> int:
    """The time of a customer or of anything that belongs to one: their test clock's, else the stand-in's."""
    clock = books.find("test_helpers.test_clock", owner.get("test_clock") or "")
    return int(clock["frozen_time"]) if clock else books.now


def period_end(anchor: int, after: int, recurring: Thing) -> int:
    """The first moment past `after` that is a whole number of intervals from the anchor (31 January, 28 February, 31 March)."""
    steps = 1
    while (end := _moved(anchor, recurring, steps)) <= after:
        steps += 1
    return end


def months_later(moment: int, months: int) -> int:
    return _moved(moment, {"interval": "month", "interval_count": months}, 1)


def _moved(anchor: int, recurring: Thing, steps: int) -> int:
    count: int = recurring["interval_count"] * steps
    if recurring["interval"] in _DAYS:
        return anchor + count * _DAYS[recurring["interval"]] * DAY
    start = datetime.fromtimestamp(anchor, UTC)
    year, month = divmod(start.year * 12 + start.month - 1 + count * _MONTHS[recurring["interval"]], 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def day_of(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%-d %b %Y")
