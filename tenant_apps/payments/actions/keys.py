"""A form that is sent twice is one: what its key has written already is the answer, where it still says the same."""

from typing import Any

from tenant_apps.payments import posting, till_errors


def hold_key(key: str) -> None:
    """Let whoever sends this form at the same moment wait until the transaction ends. Taken before every account."""
    posting.hold_account(f"form:{key}")


def check_same(known: object, **said: Any) -> None:
    """Raise KeyUsed where the form says something else by now than what it has written: that is not to be lost."""
    if any(getattr(known, name) != value for name, value in said.items()):
        raise till_errors.KeyUsed()
