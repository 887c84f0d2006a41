"""The five processes of PizzaMama and how each is started: the one place that `serve` and `make demo` read it from."""

import os
import sys
from pathlib import Path

from toolbox.embedded.supervisor import Program

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("web", "live", "worker", "beat", "relay")


def program(name: str, *, host: str = "127.0.0.1", port: int | None = None) -> Program:
    """Return the process of that name. ``port`` is for web and live, which otherwise take PORT and the one after it."""
    web = int(os.environ.get("PORT", "8000"))
    live = int(os.environ.get("LIVE_PORT", web + 1))
    data_dir = os.environ.get("DATA_DIR", str(ROOT / ".pizzamama"))
    argv = {
        "web": lambda: _pages(host, port or web),
        "live": lambda: _live(host, port or live),
        "worker": _worker,
        "beat": lambda: _beat(data_dir),
        "relay": lambda: [str(ROOT / "manage.py"), "relay"],
    }[name]()
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return Program(name, [sys.executable, *argv], {"PYTHONPATH": paths, "PROCESS": name})


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


def _worker() -> list[str]:
    return [
        *("-m", "celery", "-q", "-A", "config.celery", "worker"),
        *("--concurrency", os.environ.get("WORKER_CONCURRENCY", "2")),
        *("--max-memory-per-child", "600000"),  # kB; training leaves fragments that Python does not give back
        *("--loglevel", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"),
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
