"""What this process remembers of a pizzeria until its cache generation is raised.

The first level of the menu cache: prices, hours and whole pages are made once per
process and generation. Inside a transaction nothing is remembered or recalled: what
is about to be agreed upon is read from the rows, and what a transaction may still
undo is never kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import connection

import tenants

MOST = 2_000

T = TypeVar("T")
_kept: OrderedDict[tuple[Any, str], tuple[Any, int | None, datetime | None]] = OrderedDict()
_lock = threading.Lock()


def remembered(name: str, make: Callable[[], tuple[T, datetime | None]], *, at: datetime) -> T:
    """Return what ``make`` returned for this pizzeria, name and generation; it says until when that is true."""
    here = tenants.current()
    if here is None or _in_transaction():
        return make()[0]
    key = (here.id, name)
    with _lock:
        value, generation, until = _kept.get(key, (None, None, None))
        if generation == here.cache_generation and (until is None or at < until):
            _kept.move_to_end(key)
            return cast(T, value)
    value, until = make()
    with _lock:
        _kept[key] = (value, here.cache_generation, until)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return value


def forget() -> None:
    """Forget everything: for tests that put rows back behind a generation's back."""
    with _lock:
        _kept.clear()


def _in_transaction() -> bool:
    return connection.in_atomic_block
