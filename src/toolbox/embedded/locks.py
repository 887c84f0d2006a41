"""Locks that the kernel lets go of when their holder dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path

SHARED = fcntl.LOCK_SH
EXCLUSIVE = fcntl.LOCK_EX


def open_lock(path: Path) -> int:
    """Return a descriptor to lock by. Children do not inherit it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def take(descriptor: int, mode: int) -> None:
    """Wait for the lock."""
    fcntl.flock(descriptor, mode)


def try_to_take(descriptor: int, mode: int) -> bool:
    """Take the lock if it is free now."""
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def let_go(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock exclusively at this moment."""
    descriptor = open_lock(path)
    try:
        return try_to_take(descriptor, SHARED)
    finally:
        os.close(descriptor)


def wait_until_free(path: Path, *, seconds: float) -> bool:
    """Return whether the lock came free in time."""
    deadline = time.monotonic() + seconds
    while not is_free(path):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
