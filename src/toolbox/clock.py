"""The clock, read once at each door: a request, a task, a command.

Everything below the door receives ``at=``. The environment variable ``NOW``
(tests and demo only; production refuses to start with it) freezes the clock at an ISO 8601
instant, or shifts it by ``+3d``, ``-2h``, ``+15m`` or ``+30s``. ``@/path/of/a/file`` names a
file that holds one of these, read anew each time, so that processes that run already can be
moved (see ``move``); without the file nobody has moved them yet.
"""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

_SHIFT = re.compile(r"^([+-])(\d+)([dhms])$")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class NotMovable(Exception):
    """NOW names no file, so what runs already would not hear of it."""


def now() -> datetime:
    """Return this moment, aware and in UTC."""
    return moved(datetime.now(UTC), _wish())


def moved(real: datetime, wish: str) -> datetime:
    """Return ``real`` as the wish says: unchanged when empty, shifted, or frozen.

    Raises ValueError when the wish is neither a shift nor an ISO instant.
    """
    if not wish:
        return real
    if (step := shift(wish)) is not None:
        return real + step
    frozen = datetime.fromisoformat(wish)
    return frozen if frozen.tzinfo else frozen.replace(tzinfo=UTC)


def shift(wish: str) -> timedelta | None:
    """Return what ``+3d``, ``-2h``, ``+15m`` or ``+30s`` says, None for anything else."""
    found = _SHIFT.match(wish)
    if found is None:
        return None
    sign, number, unit = found.groups()
    step = timedelta(**{_UNITS[unit]: int(number)})
    return step if sign == "+" else -step


def move(by: timedelta) -> datetime:
    """Let that much time pass, at once, for every process whose NOW names the same file; return what they now call now.

    From here on the clock runs, also where it was frozen. Raises NotMovable.
    """
    name = os.environ.get("NOW", "")
    if not name.startswith("@"):
        raise NotMovable(f"NOW is {name!r} and not @ with the path of a file.")
    real = datetime.now(UTC)
    seconds = round((moved(real, _wish()) - real + by).total_seconds())
    file = Path(name[1:])
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.write_text(f"{seconds:+d}s")
    fresh.replace(file)  # at once: nobody reads half of it
    return real + timedelta(seconds=seconds)


def _wish() -> str:
    wish = os.environ.get("NOW", "")
    if not wish.startswith("@"):
        return wish
    try:
        return (
            Path(wish[1:]).read_text().strip()
        )  # some microseconds: cheaper than remembering and asking whether it changed
    except FileNotFoundError:
        return ""
