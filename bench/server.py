"""A real server of ours with a bare Django view beside the pages, and a small load generator.

The bare view runs in the same process behind no middleware at all: it is what Django and the
server cost by themselves. Both are asked in turns over connections that stay open.
"""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BARE = "/_bare/"


@contextmanager
def house() -> Iterator[None]:
    """Django on throwaway servers, migrated; ours for the length of the block."""
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    from toolbox import embedded

    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory(prefix="pizzamama-bench-", ignore_cleanup_errors=True))
        os.environ |= {"DATA_DIR": folder, "ENVIRONMENT": "development", "DJANGO_SETTINGS_MODULE": "config.settings"}
        for given in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(given, None)
        held.enter_context(embedded.servers(Path(folder)))
        import django

        django.setup()
        from tenants import fleet

        fleet.migrate_platform()
        list(fleet.migrate_pizzerias())
        yield


def shop(slug: str) -> Any:
    """A pizzeria with the starter menu; return its registry row."""
    import tenants
    from shared_apps.journal.facts import Actor
    from shared_apps.onboarding import actions
    from toolbox import clock

    wish = actions.Wish(pizzeria_name=f"Pizzeria {slug}", slug=slug, email=f"owner@{slug}.test", password="")
    with tenants.platform():
        return actions.open_pizzeria(wish, password_hash="", by=Actor.system("bench"), at=clock.now())


@contextmanager
def pages() -> Iterator[int]:
    """granian as in production with one worker; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    argv = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--http", "1", "--no-ws"]
    argv += ["--workers", "1", "--blocking-threads", "4", "--log-level", "error", "bench.wsgi:application"]
    server = subprocess.Popen(argv, cwd=ROOT, env=env)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def per_second(port: int, host: str, path: str, *, seconds: float, connections: int = 4) -> float:
    """Requests per second for one address over connections that stay open. Raises when one is not a 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: it\r\n\r\n".encode()
    counts = [0] * connections
    until = time.perf_counter() + seconds
    threads = [threading.Thread(target=_ask, args=(port, request, until, counts, n)) for n in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not all(counts):
        raise RuntimeError(f"{host}{path} did not answer with 200")
    return sum(counts) / seconds


def latencies(port: int, host: str, path: str, *, rate: int, seconds: float, connections: int = 24) -> list[float]:
    """Milliseconds of each of ``rate`` requests a second, from the moment it was due (an open loop: who comes does not
    wait for those before). A server that cannot keep up shows in the times. Raises when one is not a 200.
    """
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: it\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    many = int(rate * seconds)
    due = iter(range(many))
    found: list[float] = []
    begin = time.perf_counter() + 0.2

    def visit() -> None:
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for number in due:
                at = begin + number / rate
                time.sleep(max(0.0, at - time.perf_counter()))
                wire.sendall(request)
                if not _answered(wire):
                    return
                found.append((time.perf_counter() - at) * 1000)

    threads = [threading.Thread(target=visit) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(found) != many:
        raise RuntimeError(f"{many - len(found)} of {many} requests to {host}{path} failed")
    return found


def _ask(port: int, request: bytes, until: float, counts: list[int], number: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < until:
            wire.sendall(request)
            if not _answered(wire):
                counts[number] = 0
                return
            counts[number] += 1


def _answered(wire: socket.socket) -> bool:
    """Read one answer of known length; return whether it was a 200."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (piece := wire.recv(65536)):
            return False
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), None)
    if length is None:
        raise RuntimeError("an answer without a length")
    missing = length - len(body)
    while missing > 0:
        missing -= len(wire.recv(min(65536, missing)))
    return head.startswith(b"HTTP/1.1 200")


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as wire:
            if wire.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not come up")
