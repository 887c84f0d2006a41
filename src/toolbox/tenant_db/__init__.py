"""Which schema this piece of running code has entered: none until somebody says so.

The answer lives in a context variable, not on the connection. A new thread starts
with none and so fails closed; an async task keeps the one it was started in, also
through ``sync_to_async``; two requests in two threads cannot see each other's.
The database backend (``base.py``) makes every statement obey it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

# Such names never need quoting and are never cut: no two of them can meet in one schema.
_NAME = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")


class NoTenant(RuntimeError):
    """Code touched tenants' data without having entered a tenant, or the platform."""


@dataclass(frozen=True)
class Entered:
    """The schema entered; ``key`` names its owner in cache keys and signatures; ``tenant`` is whatever the owner is."""

    schema: str
    key: str
    tenant: Any = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.schema):
            raise ValueError(f"{self.schema!r} is not a schema name of ours")


_entered: ContextVar[Entered | None] = ContextVar("entered schema", default=None)


def entered_or_none() -> Entered | None:
    return _entered.get()


def entered() -> Entered:
    """Return what was entered. Raises NoTenant when nothing was."""
    if (now := _entered.get()) is None:
        raise NoTenant("No tenant and not the platform was entered: use tenants.inside(…) or tenants.platform().")
    return now


@contextmanager
def enter(place: Entered | None) -> Iterator[Entered | None]:
    """Be in ``place`` for the length of the block, and back where one was after it. None leaves every place."""
    token = _entered.set(place)
    try:
        yield place
    finally:
        _entered.reset(token)
