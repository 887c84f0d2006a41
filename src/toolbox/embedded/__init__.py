"""PostgreSQL and Redis from PyPI, for the demo, the tests and every command: started when needed, stopped after use.

``servers_for`` is what manage.py calls. Whoever needs a server *leases* it; the first lease starts it, under a small
keeper process of its own, and when the last lease is gone (given back, or its holder killed) the keeper stops it.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from toolbox.embedded.lease import Failed, Lease, lease

__all__ = ["Failed", "Lease", "lease", "lost", "servers", "servers_for"]

# Variable that says where the server is -> the kind of server that stands in for it.
KINDS = {"DATABASE_URL": "postgres", "REDIS_URL": "redis"}

# Commands that read no row: starting a database for them would only make them slow.
WITHOUT_SERVERS = frozenset(
    [
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "help",
        "makemessages",
        "makemigrations",
        "spectacular",
        "version",
    ]
)
# Options with which any command explains itself or works on a file alone.
WORK_ON_FILES = frozenset(["--help", "-h", "--csv"])


_held: list[Lease] = []


def lost() -> str | None:
    """Return why one of the servers that this process leases is gone, or None while all of them are kept."""
    return next((reason for lease in _held if (reason := lease.lost())), None)


@contextmanager
def servers(data_dir: Path, *, throwaway: bool = False) -> Iterator[list[Lease]]:
    """Put DATABASE_URL and REDIS_URL into the environment, from embedded servers where they are not given.

    Yields the leases taken, none when both were given. ``throwaway`` servers do not wait for the disk: for tests.
    """
    missing = {variable: kind for variable, kind in KINDS.items() if not os.environ.get(variable)}
    with ExitStack() as held:
        leases = []
        for variable, kind in missing.items():
            leases.append(held.enter_context(lease(kind, data_dir / kind, throwaway=throwaway)))
            os.environ[variable] = leases[-1].url
            held.callback(os.environ.pop, variable, None)
            _held.append(leases[-1])
            held.callback(_held.remove, leases[-1])
        yield leases


@contextmanager
def servers_for(argv: Sequence[str], *, root: Path) -> Iterator[None]:
    """Run one management command with its servers; a failure to start them ends it with a message, not a traceback."""
    command = argv[1] if len(argv) > 1 else "help"
    if command in WITHOUT_SERVERS or WORK_ON_FILES & set(argv) or os.environ.get("ENVIRONMENT") == "production":
        yield
        return
    data_dir = Path(os.environ.setdefault("DATA_DIR", str(root / ".pizzamama"))).resolve()
    with ExitStack() as held:
        try:
            held.enter_context(servers(data_dir))
        except Failed as failure:
            sys.exit(f"{failure}")
        yield
