"""A port of its own for each server, the same one at every start while it is free."""

import socket
from pathlib import Path


def remembered(file: Path) -> int:
    """Return the port written in ``file`` if it can be had, else a free one, written there for next time."""
    try:
        port = int(file.read_text())
    except (FileNotFoundError, ValueError):
        port = 0
    if not port or not _is_free(port):
        port = _any_free()
        file.write_text(f"{port}\n")
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
