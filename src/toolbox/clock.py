"""The clock, read once at each door: a request, a task, a command.

Everything below the door receives ``at=``. The environment variable ``NOW``
(tests and demo only) freezes the clock at an ISO 8601 instant, or shifts it by
``+3d``, ``-2h``, ``+15m`` or ``+30s``.
"""

import os
import re
from datetime import UTC, datetime, timedelta

_SHIFT = re.compile(r"^([+-])(\d+)([dhms])$")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def now() -> datetime:
    """Return this moment, aware and in UTC."""
    return moved(datetime.now(UTC), os.environ.get("NOW", ""))


def moved(real: datetime, wish: str) -> datetime:
    """Return ``real`` as the wish says: unchanged when empty, shifted, or frozen.

    Raises ValueError when the wish is neither a shift nor an ISO instant.
    """
    if not wish:
        return real
    if shift := _SHIFT.match(wish):
        sign, number, unit = shift.groups()
        step = timedelta(**{_UNITS[unit]: int(number)})
        return real + step if sign == "+" else real - step
    frozen = datetime.fromisoformat(wish)
    return frozen if frozen.tzinfo else frozen.replace(tzinfo=UTC)
