"""Row ids: UUID version 7, random enough to be public and sorted by the moment they were made."""

import secrets
import threading
import time
from datetime import timedelta
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """Return a UUID version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits.

    Within one process each is greater than the one before (RFC 9562 section 6.2,
    method 3: the first 12 random bits hold the fraction of the millisecond).
    """
    global _last
    with _lock:
        moment = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
        _last = moment
    milliseconds, fraction = divmod(moment, 4096)
    number = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=number)


def oldest(age: timedelta) -> UUID:
    """Return an id below all that were made within ``age``, by the real clock: they carry no other."""
    return UUID(int=(time.time_ns() // 1_000_000 - age // timedelta(milliseconds=1) & (1 << 48) - 1) << 80)
