"""A form that is sent twice is one: what its key has written already is the answer, where it still says the same."""

import hashlib
from collections.abc import Iterable
from typing import Any, TypeVar

from tenant_apps.payments import posting, till_errors
from tenant_apps.payments.models import CashCount, CashMove

Row = TypeVar("Row", CashMove, CashCount)


def hold_key(key: str) -> None:
    """Let whoever sends this form at the same moment wait until the transaction ends. Taken before every account."""
    posting.hold_account(f"form:{key}")


def check_same(known: object, **said: Any) -> None:
    """Raise KeyUsed where the form says something else by now than what it has written: that is not to be lost."""
    if any(getattr(known, name) != value for name, value in said.items()):
        raise till_errors.KeyUsed()


def known(row: Row, says: Iterable[str]) -> Row | None:
    """Return what this row's form has written already, before anything is asked of it. ``says``: what it must say alike.

    Raises KeyUsed.
    """
    hold_key(row.key)
    found: Row | None = type(row).objects.filter(key=row.key).first()
    if found:
        check_same(found, **{name: getattr(row, name) for name in says})
    return found


def marked(key: str, *said: object) -> str:
    """Return the key with a mark of what its form says, for rows that do not keep it as it was said."""
    return f"{key}#{hashlib.blake2s(repr(said).encode(), digest_size=6).hexdigest()}"
