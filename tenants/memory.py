"""What this process remembers of a pizzeria until its cache generation is raised.

The first level of the menu cache: prices, hours and whole pages are made once per
process and generation. Inside a transaction nothing is remembered: what a transaction
may still undo is never kept. Nor is anything recalled there, because what is about to be
agreed upon must be so in the rows, except where ``confirmed`` has asked them for their
generation.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import connection

import tenants
from tenants import registry

MOST = 2_000

T = TypeVar("T")
_kept: OrderedDict[tuple[Any, str], tuple[Any, int | None, datetime | None]] = OrderedDict()
_lock = threading.Lock()


_confirmed: ContextVar[tuple[Any, int] | None] = ContextVar("confirmed", default=None)


def remembered(name: str, make: Callable[[], tuple[T, datetime | None]], *, at: datetime) -> T:
    """Return what ``make`` returned for this pizzeria, name and generation; it says until when that is true."""
    here = tenants.current()
    if here is None:
        return make()[0]
    key, generation, keeps = (here.id, name), here.cache_generation, True
    if _in_transaction():
        if (known := _confirmed.get()) is None or known[0] != here.id:
            return make()[0]
        generation, keeps = known[1], False
    with _lock:
        value, made_for, until = _kept.get(key, (None, None, None))
        if made_for == generation and (until is None or at < until):
            _kept.move_to_end(key)
            return cast(T, value)
    value, until = make()
    if keeps:
        _keep(key, (value, generation, until))
    return value


@contextmanager
def confirmed() -> Iterator[None]:
    """Inside a transaction: for the length of the block recall what this process remembers, if that is what the rows say now.

    One query asks for the generation as it stands. A change of rows and its new generation are one commit, and
    generations only grow: whoever sees here the number for which something was remembered sees the rows from which it
    was made. With another number everything is read from the rows.
    """
    here = tenants.current()
    if here is None or not _in_transaction():
        yield
        return
    token = _confirmed.set((here.id, registry.generation_now(here)))
    try:
        yield
    finally:
        _confirmed.reset(token)


def _keep(key: tuple[Any, str], made: tuple[Any, int, datetime | None]) -> None:
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def forget() -> None:
    """Forget everything: for tests that put rows back behind a generation's back."""
    with _lock:
        _kept.clear()


def _in_transaction() -> bool:
    return connection.in_atomic_block
