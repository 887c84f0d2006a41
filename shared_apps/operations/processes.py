"""The processes of PizzaMama and how each is started: the one place that `serve` and `make demo` read it from."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from toolbox import embedded
from toolbox.embedded.supervisor import Program, Supervisor

ROOT = Path(__file__).resolve().parents[2]
# Root is what a container or a demo may be; the worker need not say so at every start.
QUIET = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}
NAMES = ("web", "live", "worker", "beat", "relay")
STANDINS = "standins"  # of Stripe and PayPal, where nobody gave us accounts there


def program(name: str, *, host: str = "127.0.0.1", port: int | None = None) -> Program:
    """Return the process of that name. ``port`` is for web and live, which otherwise take PORT and the one after it."""
    data_dir = os.environ.get("DATA_DIR", str(ROOT / ".pizzamama"))
    argv: dict[str, Callable[[], list[str]]] = {
        "web": lambda: _pages(host, port or _web_port()),
        "live": lambda: _live(host, port or _live_port()),
        "worker": _worker,
        "beat": lambda: _beat(data_dir),
        "relay": lambda: [str(ROOT / "manage.py"), "relay"],
        STANDINS: lambda: _standins(data_dir),
    }
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return Program(name, [sys.executable, *argv[name]()], {"PYTHONPATH": paths, "PROCESS": name, **QUIET})


class PortTaken(Exception):
    """Another program listens where the pages or the live events should be."""


def run_all(announcement: str) -> int:
    """Run all of them in this terminal until Ctrl-C (returns 0) or until one of them is gone (returns 1).

    ``announcement`` is printed once the pages answer. Raises PortTaken before anything starts.
    """
    os.environ.setdefault("WORKER_LOG_LEVEL", "WARNING")  # two lines for every task would push the addresses away
    check_ports()
    programs = [program(name) for name in (*([STANDINS] if settings.USES_STANDINS else []), *NAMES)]
    supervisor = Supervisor(cwd=ROOT)
    threading.Thread(target=_announce, args=(supervisor, announcement), daemon=True).start()
    return supervisor.run(programs, lost=embedded.lost)


def check_ports() -> None:
    """Raise PortTaken unless the pages, the live events and the stand-ins have their ports to themselves."""
    theirs = (settings.STANDIN_PORT, settings.STANDIN_PORT + 1) if settings.USES_STANDINS else ()
    for port in (_web_port(), _live_port(), *theirs):
        _check_free(port)


@contextmanager
def standins() -> Iterator[None]:
    """Have the stand-ins there for the length of the block, before anything else runs: for what is seeded there."""
    if not settings.USES_STANDINS:
        yield
        return
    wanted = program(STANDINS)
    with subprocess.Popen([*wanted.argv], env={**os.environ, **wanted.env}, stderr=subprocess.DEVNULL) as process:  # noqa: S603  our own program
        try:
            _wait_for(settings.STANDIN_PORT + 1, process)
            yield
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _again in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("the stand-ins did not start")


def _announce(supervisor: Supervisor, announcement: str) -> None:
    while not _answers(_web_port()):
        time.sleep(0.2)
    supervisor.say(announcement)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": os.environ.get("PLATFORM_DOMAIN", "localhost")})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            raise PortTaken(
                f"Port {port} is taken on this machine; try another: PORT={port + 100} make demo"
            ) from taken


def _web_port() -> int:
    return int(os.environ.get("PORT", "8000"))


def _live_port() -> int:
    return int(os.environ.get("LIVE_PORT", _web_port() + 1))


def _pages(host: str, port: int) -> list[str]:
    # One thread holds one request and one connection; two workers of four are plenty for two cores.
    return [
        *_granian("wsgi", host, port),
        *("--workers", os.environ.get("WEB_WORKERS", "1")),
        *("--blocking-threads", os.environ.get("WEB_THREADS", "4")),
        "config.wsgi:application",
    ]


def _live(host: str, port: int) -> list[str]:
    # One loop serves thousands of open streams; a second worker would only hold a second Redis subscription.
    return [*_granian("asginl", host, port), "--workers", "1", "config.live:app"]


def _granian(interface: str, host: str, port: int) -> list[str]:
    # No --http 2, no websockets: an ingress speaks HTTP/1.1 to us. A reload leaves a worker 10 s to finish.
    address = ["--interface", interface, "--host", host, "--port", str(port)]
    return ["-m", "granian", *address, "--http", "1", "--no-ws", "--workers-kill-timeout", "10"]


def _standins(data_dir: str) -> list[str]:
    house = f"http://{settings.PLATFORM_DOMAIN}:{_web_port()}/webhooks"
    ours, shops = settings.STRIPE_WEBHOOK_SECRET, settings.STRIPE_CONNECT_WEBHOOK_SECRET
    return [
        *("-m", "standins", "--port", str(settings.STANDIN_PORT), "--data", f"{data_dir}/standins"),
        *("--webhook", f"{house}/stripe/={ours}", "--webhook", f"{house}/stripe-connect/={shops}=connect"),
        *("--paypal-webhook", f"{house}/paypal/={settings.PAYPAL_WEBHOOK_ID}"),
    ]


def _worker() -> list[str]:
    return [
        *("-m", "celery", "-q", "-A", "config.celery", "worker"),
        *("--concurrency", os.environ.get("WORKER_CONCURRENCY", "2")),
        *("--max-memory-per-child", "600000"),  # kB; training leaves fragments that Python does not give back
        *(
            "--loglevel",
            os.environ.get("WORKER_LOG_LEVEL", "INFO"),
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ),
    ]


def _beat(data_dir: str) -> list[str]:
    return [
        "-m",
        "celery",
        "-A",
        "config.celery",
        "beat",
        "--schedule",
        f"{data_dir}/beat-schedule",
        "--pidfile=",
    ]
