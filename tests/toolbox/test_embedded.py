"""The embedded servers, for real: started, left, killed, and found again with their rows."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from toolbox import embedded
from toolbox.embedded import locks

ROOT = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    kill(*running_in(tmp_path))  # a failed test leaves nothing behind either


def kill(*processes: psutil.Process) -> None:
    """Kill them all; one dies of another's death before its turn comes."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def running_in(folder: Path) -> list[psutil.Process]:
    """The servers and keepers whose command line or working folder lies in ``folder``."""
    found = []
    for process in psutil.process_iter():
        try:
            place = [*process.cmdline(), process.cwd()]
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        if any(str(folder) in part for part in place) and process.pid != os.getpid():
            found.append(process)
    return found


def eventually(answer: Callable[[], bool], *, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not answer():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def write(url: str, text: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", [text])


def read(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM note")]


def holder_of(data_dir: Path, kind: str = "postgres") -> subprocess.Popen[str]:
    """Another program that leases the server, says its address and waits."""
    program = (
        "import sys, pathlib; from toolbox import embedded\n"
        f"with embedded.lease('{kind}', pathlib.Path({str(data_dir / kind)!r})) as lease:\n"
        "    print(lease.url, flush=True); sys.stdin.read()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def leave(holder: subprocess.Popen[str]) -> None:
    holder.communicate(input="", timeout=30)


@pytest.mark.parametrize("kind", ["postgres", "redis"])
def test_a_server_stops_with_its_last_lease(kind: str, data_dir: Path) -> None:
    with embedded.lease(kind, data_dir / kind) as lease:
        assert lease.lost() is None
        assert running_in(data_dir)
    assert not running_in(data_dir)


def test_rows_are_there_at_the_next_start(data_dir: Path) -> None:
    with embedded.lease("postgres", data_dir / "postgres") as lease:
        write(lease.url, "Margherita")
    with embedded.lease("postgres", data_dir / "postgres") as again:
        assert read(again.url) == ["Margherita"]
        assert again.url == lease.url  # same port, same password


def test_a_later_start_is_quick(data_dir: Path) -> None:
    with embedded.lease("postgres", data_dir / "postgres"):
        pass
    began = time.monotonic()
    with embedded.lease("postgres", data_dir / "postgres"):
        assert time.monotonic() - began < 10  # a quarter of a second when nothing else runs


def test_the_first_to_come_may_leave_first(data_dir: Path) -> None:
    first = holder_of(data_dir)
    url = first.stdout.readline().strip()
    with embedded.lease("postgres", data_dir / "postgres") as second:
        leave(first)
        assert second.url == url
        write(second.url, "still here")
    assert not running_in(data_dir)


def test_a_killed_holder_leaves_no_server_behind(data_dir: Path) -> None:
    holder = holder_of(data_dir)
    write(holder.stdout.readline().strip(), "Marinara")
    holder.kill()
    holder.communicate()
    assert eventually(lambda: not running_in(data_dir))


def test_after_everything_was_killed_the_rows_are_there(data_dir: Path) -> None:
    holder = holder_of(data_dir)
    write(holder.stdout.readline().strip(), "Marinara")
    kill(psutil.Process(holder.pid), *running_in(data_dir))
    holder.communicate()
    assert eventually(lambda: not running_in(data_dir))
    with embedded.lease("postgres", data_dir / "postgres") as lease:
        assert read(lease.url) == ["Marinara"]


def test_a_killed_keeper_takes_its_server_along(data_dir: Path) -> None:
    with embedded.lease("postgres", data_dir / "postgres") as lease:
        keeper = next(process for process in running_in(data_dir) if "toolbox.embedded.keeper" in process.cmdline())
        keeper.kill()
        assert eventually(lambda: not running_in(data_dir))
        assert "postgres is gone" in lease.lost()


def test_the_pid_of_a_killed_server_may_be_anybodys_by_now(data_dir: Path) -> None:
    home = data_dir / "postgres"
    with embedded.lease("postgres", home) as lease:
        write(lease.url, "Capricciosa")
        note = (home / "data" / "postmaster.pid").read_text()
    (home / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n" + note.partition("\n")[2])
    with embedded.lease("postgres", home) as again:
        assert read(again.url) == ["Capricciosa"]


def test_a_server_that_dies_is_missed_and_its_log_shown(data_dir: Path) -> None:
    with embedded.lease("redis", data_dir / "redis") as lease:
        server = next(process for process in running_in(data_dir) if "redis-server" in process.name())
        server.send_signal(signal.SIGKILL)
        assert eventually(lambda: lease.lost() is not None)
        assert "ended with status -9" in lease.lost()


def test_what_was_queued_survives_a_restart(data_dir: Path) -> None:
    with embedded.lease("redis", data_dir / "redis") as lease, redis.Redis.from_url(lease.url) as client:
        client.rpush("queue", "an order")
    with embedded.lease("redis", data_dir / "redis") as again, redis.Redis.from_url(again.url) as client:
        assert client.lrange("queue", 0, -1) == [b"an order"]


def test_a_taken_port_is_left_to_its_owner(data_dir: Path) -> None:
    with embedded.lease("redis", data_dir / "redis") as lease:
        port = (data_dir / "redis" / "port").read_text()
    (data_dir / "other").mkdir()
    (data_dir / "other" / "port").write_text(port)
    with embedded.lease("redis", data_dir / "redis"), embedded.lease("redis", data_dir / "other") as other:
        assert f":{port.strip()}/" in lease.url
        assert f":{port.strip()}/" not in other.url


def test_it_works_where_others_may_not_enter_and_paths_are_long(tmp_path: Path, data_dir: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    home = private.joinpath(*["a-folder-with-quite-a-long-name"] * 4) / "postgres"
    assert len(str(home)) > 107
    with embedded.lease("postgres", home) as lease:
        write(lease.url, "Diavola")
        assert read(lease.url) == ["Diavola"]


@pytest.mark.skipif(not AS_ROOT, reason="only root borrows another account")
def test_no_server_runs_as_root(data_dir: Path) -> None:
    with embedded.lease("postgres", data_dir / "postgres"), embedded.lease("redis", data_dir / "redis"):
        servers = [process for process in running_in(data_dir) if "keeper" not in " ".join(process.cmdline())]
        assert {process.name() for process in servers} >= {"postgres", "redis-server"}
        assert all(process.uids().effective != 0 for process in servers)


def test_secrets_are_for_their_owner_only(data_dir: Path) -> None:
    with embedded.lease("postgres", data_dir / "postgres"):
        for name in ("password", "url"):
            assert (data_dir / "postgres" / name).stat().st_mode & 0o077 == 0


def test_a_wrong_password_is_refused(data_dir: Path) -> None:
    with embedded.lease("postgres", data_dir / "postgres") as lease:
        secret = (data_dir / "postgres" / "password").read_text()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(lease.url.replace(secret, "guess")).close()


def test_given_addresses_are_used_and_nothing_starts(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("REDIS_URL", "redis://somewhere/0")
    with embedded.servers(data_dir) as leases:
        assert leases == []
    assert not data_dir.exists()


def test_a_start_that_fails_says_why(data_dir: Path) -> None:
    home = data_dir / "postgres"
    with embedded.lease("postgres", home):
        pass
    (home / "data" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(embedded.Failed, match="no_such_setting"), embedded.lease("postgres", home):
        pass
    assert locks.is_free(home / "keeper.lock")
