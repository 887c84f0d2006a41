"""The process that starts one server, waits until nobody leases it any more, and stops it.

    python -m toolbox.embedded.keeper KIND HOME [--throwaway]

It stands between the commands and the server, so that whichever command happened to start the server may leave first,
and so that a command that is killed outright still leaves no server behind. ``HOME`` holds:

    users.lock    held shared by whoever leases the server
    keeper.lock   held by the keeper for as long as the server may run
    url           where the server is, while it is up
    keeper.log    why the keeper gave up, if it did
"""

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from toolbox.embedded import account, locks, postgres, redis
from toolbox.embedded.server import DidNotStart, Server

START = {"postgres": postgres.start, "redis": redis.start}
LOOK_EVERY = 0.1  # seconds


class Asked(Exception):
    """Someone asked the keeper itself to leave."""


def main(kind: str, home: Path, *, throwaway: bool) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is meant for the command
    signal.signal(signal.SIGTERM, _asked)
    keeper = locks.open_lock(home / "keeper.lock")
    if not _take_soon(keeper):
        return _say("another keeper is here already")
    (home / "url").unlink(missing_ok=True)  # a killed keeper's
    try:
        server = START[kind](home, throwaway=throwaway)
    except (DidNotStart, account.NoAccount, OSError) as failure:
        return _say(str(failure))
    users = locks.open_lock(home / "users.lock")
    try:
        _publish(home / "url", server.url)
        return _keep(server, users)
    except Asked:
        return 0
    finally:
        # Those who come while it stops wait for the users' lock, or find no url; then they start it again.
        (home / "url").unlink(missing_ok=True)
        server.stop()


def _take_soon(keeper: int) -> bool:
    """Take the lock; someone who only looks whether it is free holds it for an instant too."""
    deadline = time.monotonic() + 2
    while not locks.try_to_take(keeper, locks.EXCLUSIVE):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _keep(server: Server, users: int) -> int:
    while not locks.try_to_take(users, locks.EXCLUSIVE):
        if reason := server.died():
            return _say(reason)
        time.sleep(LOOK_EVERY)
    return 0


def _publish(file: Path, url: str) -> None:
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(url)
    draft.rename(file)


def _asked(_number: int, _frame: FrameType | None) -> None:
    raise Asked


def _say(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return 1


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), throwaway="--throwaway" in sys.argv[3:]))
