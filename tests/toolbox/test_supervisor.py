"""Several real processes under the supervisor: asked, killed, orphaned."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]

HARNESS = """
import sys
from pathlib import Path
from toolbox.embedded.supervisor import Program, Supervisor

def program(name, code):
    return Program(name, [sys.executable, "-c", code, {mark!r}])

print("starting", flush=True)
sys.exit(Supervisor(cwd=Path.cwd()).run([{programs}]))
"""

SLEEPER = "import time; print('here', flush=True); time.sleep(600)"
POLITE = (
    "import signal, sys, time\n"
    "signal.signal(signal.SIGTERM, lambda *_: (print('goodbye', flush=True), sys.exit(0)))\n"
    "print('here', flush=True); time.sleep(600)"
)
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(600)"
)
FORKS = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}, sys.argv[1]]); {SLEEPER}"
FAILS = "import sys; print('no oven'); sys.exit(3)"


@pytest.fixture
def mark(tmp_path: Path) -> Iterator[str]:
    """A word on every command line, to find the processes by."""
    yield str(tmp_path)
    for process in left_behind(str(tmp_path)):
        with suppress(psutil.NoSuchProcess):
            process.kill()


def left_behind(mark: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if mark in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def eventually(answer: Callable[[], bool], *, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not answer():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class Terminal:
    """The supervisor as a program, and what it printed."""

    def __init__(self, mark: str, log: Path, **programs: str) -> None:
        listed = ", ".join(f"program({name!r}, {code!r})" for name, code in programs.items())
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", HARNESS.format(programs=listed, mark=mark)],
                env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def shown(self) -> str:
        return self.log.read_text()

    def show(self, text: str, *, times: int = 1) -> bool:
        return eventually(lambda: self.shown().count(text) >= times)

    def ctrl_c(self) -> None:
        self.process.send_signal(signal.SIGINT)


def test_lines_stand_beside_the_name_of_their_process(mark: str, tmp_path: Path) -> None:
    terminal = Terminal(mark, tmp_path / "log", web=SLEEPER, worker=SLEEPER)
    assert terminal.show("web    | here")
    assert terminal.show("worker | here")
    terminal.ctrl_c()
    assert terminal.process.wait(20) == 0


def test_ctrl_c_lets_each_process_finish(mark: str, tmp_path: Path) -> None:
    terminal = Terminal(mark, tmp_path / "log", web=POLITE, worker=POLITE)
    assert terminal.show("here", times=2)
    terminal.ctrl_c()
    assert terminal.process.wait(20) == 0
    assert terminal.shown().count("goodbye") == 2
    assert not left_behind(mark)


def test_a_second_ctrl_c_kills_at_once_and_leaves_nothing(mark: str, tmp_path: Path) -> None:
    terminal = Terminal(mark, tmp_path / "log", web=STUBBORN, worker=FORKS)
    assert terminal.show("here", times=3)
    terminal.ctrl_c()
    assert terminal.show("Stopping")
    began = time.monotonic()
    terminal.ctrl_c()
    assert terminal.process.wait(20) == 0
    assert time.monotonic() - began < 5  # the grace is ten seconds
    assert not left_behind(mark)


def test_when_one_dies_its_reason_is_told_and_all_stop(mark: str, tmp_path: Path) -> None:
    terminal = Terminal(mark, tmp_path / "log", web=SLEEPER, worker=FAILS)
    assert terminal.process.wait(20) == 1
    assert "worker ended with status 3" in terminal.shown()
    assert terminal.shown().rstrip().endswith("no oven")
    assert not left_behind(mark)


def test_a_killed_process_is_named_with_its_signal(mark: str, tmp_path: Path) -> None:
    terminal = Terminal(mark, tmp_path / "log", web=SLEEPER)
    assert terminal.show("here")
    left_behind(mark)[0].kill()
    assert terminal.process.wait(20) == 1
    assert "web was ended by SIGKILL" in terminal.shown()


def test_a_killed_supervisor_takes_its_processes_along(mark: str, tmp_path: Path) -> None:
    terminal = Terminal(mark, tmp_path / "log", web=SLEEPER, worker=POLITE)
    assert terminal.show("here", times=2)
    terminal.process.kill()
    terminal.process.wait()
    assert eventually(lambda: not left_behind(mark))
