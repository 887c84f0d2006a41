"""Leasing a server: the first to come starts it, the last to go ends it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from toolbox.embedded import locks
from toolbox.embedded.server import last_lines

SOURCE = Path(__file__).resolve().parents[2]  # the folder that `toolbox` is imported from
START_SECONDS = 180
STOP_SECONDS = 70


class Failed(Exception):
    """The server could not be started; the message says why."""


@dataclass(frozen=True)
class Lease:
    kind: str
    url: str
    home: Path

    def lost(self) -> str | None:
        """Return why the server is gone, or None while it is kept."""
        if not locks.is_free(self.home / "keeper.lock"):
            return None
        return f"{self.kind} is gone.\n{last_lines(self.home / 'keeper.log')}"


@contextmanager
def lease(kind: str, home: Path, *, throwaway: bool = False) -> Iterator[Lease]:
    """Hold the server of that kind in ``home``; raises Failed when it does not start."""
    try:
        users = locks.open_lock(home / "users.lock")
    except PermissionError as refused:
        raise Failed(f"{home} belongs to another account; run as that one, or set DATA_DIR elsewhere.") from refused
    locks.take(users, locks.SHARED)
    os.set_inheritable(users, True)  # a command that turns into another program (`serve web`) keeps its lease
    try:
        yield Lease(kind, _url(kind, home, throwaway=throwaway), home)
    finally:
        locks.let_go(users)
        os.close(users)
        _wait_if_it_stops(home)


def _url(kind: str, home: Path, *, throwaway: bool) -> str:
    starting = locks.open_lock(home / "start.lock")
    try:
        locks.take(starting, locks.EXCLUSIVE)  # of two commands that start together, one starts the server
        deadline = time.monotonic() + START_SECONDS
        while not (url := _published(home)):
            if locks.is_free(home / "keeper.lock"):
                _start_keeper(kind, home, throwaway=throwaway)
            elif time.monotonic() > deadline:
                raise Failed(f"{kind} did not come up within {START_SECONDS} s; see {home / 'log'}.")
            time.sleep(0.02)
        return url
    finally:
        os.close(starting)


def _published(home: Path) -> str:
    """Return where the server is, or nothing while no keeper stands behind that word."""
    if locks.is_free(home / "keeper.lock"):
        return ""
    try:
        return (home / "url").read_text()
    except FileNotFoundError:
        return ""


def _start_keeper(kind: str, home: Path, *, throwaway: bool) -> None:
    """Start a keeper and wait until the server is up; raises Failed with the keeper's own words."""
    # What a keeper that was killed left there would be taken for this one's word, once it holds its lock.
    (home / "url").unlink(missing_ok=True)
    argv = [sys.executable, "-m", "toolbox.embedded.keeper", kind, str(home)]
    log = home / "keeper.log"
    with log.open("wb") as out:
        keeper = subprocess.Popen(
            [*argv, "--throwaway"] if throwaway else argv,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
        )
    while not (home / "url").exists() or locks.is_free(home / "keeper.lock"):
        if keeper.poll() is not None:
            raise Failed(f"The embedded {kind} did not start.\n{last_lines(log, 40)}")
        time.sleep(0.02)
    keeper.returncode = 0  # it outlives us by design: no ResourceWarning for a child still running


def _wait_if_it_stops(home: Path) -> None:
    """After the last lease the server stops: return when it has, so that a command leaves nothing running behind it."""
    users = locks.open_lock(home / "users.lock")
    try:
        deadline = time.monotonic() + 0.5
        while (home / "url").exists() and time.monotonic() < deadline:
            if locks.try_to_take(users, locks.EXCLUSIVE):  # nobody else: the keeper is about to notice
                locks.let_go(users)
                deadline = time.monotonic() + 0.5
            if locks.is_free(home / "keeper.lock"):
                return  # the keeper was killed
            time.sleep(0.02)
        if not (home / "url").exists():
            locks.wait_until_free(home / "keeper.lock", seconds=STOP_SECONDS)
    finally:
        os.close(users)
