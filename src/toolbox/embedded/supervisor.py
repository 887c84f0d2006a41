"""Several processes in one terminal: each line with its process's name before it, and all of them gone at the end.

Ctrl-C asks every process to finish and leave; a second one kills them where they stand. When one dies by itself the
others are stopped too, and the reason is said last, where it is seen. When the supervisor itself is killed, the kernel
tells its processes to leave.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TextIO

from toolbox.embedded import account

COLOURS = (36, 33, 32, 35, 34, 96, 93)
GRACE_SECONDS = 10.0
LOOK_EVERY = 0.1
ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Program:
    """One process to run: its name in the margin, its command line, and what its environment has besides ours."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Running:
    program: Program
    process: subprocess.Popen[str]
    last: deque[str]
    reader: threading.Thread

    def leader_alive(self) -> bool:
        return self.process.poll() is None

    def tell(self, number: signal.Signals) -> None:
        """Signal the process alone: what it started is its own to stop, in its own order."""
        if self.leader_alive():
            self.process.send_signal(number)

    def kill_group(self) -> None:
        """End it and whatever it started and did not stop."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


class Supervisor:
    def __init__(self, *, cwd: Path, out: TextIO | None = None) -> None:
        self.cwd = cwd
        self.out = out or sys.stdout
        self._asked = 0
        self._running: list[_Running] = []
        self._writing = threading.Lock()
        self._width = 0
        self._coloured = "NO_COLOR" not in os.environ and (self.out.isatty() or "FORCE_COLOR" in os.environ)

    def run(self, programs: Sequence[Program], *, lost: Callable[[], str | None] = lambda: None) -> int:
        """Run them until someone asks to stop (returns 0) or one of them is gone (returns 1).

        ``lost`` is looked at all the time: a reason it returns, such as a database that went away, stops everything.
        """
        self._width = max(len(program.name) for program in programs)
        with self._signals():
            try:
                for index, program in enumerate(programs):
                    self._running.append(self._start(program, COLOURS[index % len(COLOURS)]))
                reason = self._watch(lost)
                if reason is None:
                    self.say("Stopping. Ctrl-C once more kills everything at once.")
                self._stop()
            finally:
                self._clear()
        if reason is not None:
            self.say(reason)
        return 0 if reason is None else 1

    def _start(self, program: Program, colour: int) -> _Running:
        us = os.getpid()
        process = subprocess.Popen(
            program.argv,
            cwd=self.cwd,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **program.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # the terminal's Ctrl-C comes to us alone
            preexec_fn=lambda: account.die_with(us, signal.SIGTERM),
        )
        last: deque[str] = deque(maxlen=15)
        reader = threading.Thread(target=self._pass_on, args=(program, process, last, colour), daemon=True)
        reader.start()
        return _Running(program, process, last, reader)

    def _pass_on(self, program: Program, process: subprocess.Popen[str], last: deque[str], colour: int) -> None:
        assert process.stdout
        margin = f"{program.name:<{self._width}} | "
        if self._coloured:
            margin = f"\x1b[{colour}m{margin}\x1b[0m"
        for line in process.stdout:
            last.append(line.rstrip("\n"))
            self.say(f"{margin}{last[-1]}")

    def _watch(self, lost: Callable[[], str | None]) -> str | None:
        """Return why we must stop, or None when we were asked to."""
        while not self._asked:
            for one in self._running:
                if not one.leader_alive():
                    return self._obituary(one)
            if reason := lost():
                return reason
            time.sleep(LOOK_EVERY)
        return None

    def _obituary(self, one: _Running) -> str:
        one.reader.join(1)  # what it said last may still be in the pipe
        status = one.process.returncode
        how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        said = "\n".join(f"    {line}" for line in one.last) or "    (nothing)"
        return f"\n{one.program.name} {how}, so everything was stopped. The last it said:\n{said}"

    def _stop(self) -> None:
        asked_before, deadline = self._asked, time.monotonic() + GRACE_SECONDS
        for one in reversed(self._running):
            one.tell(signal.SIGTERM)
        while any(one.leader_alive() for one in self._running):
            if self._asked > asked_before or time.monotonic() > deadline:
                return  # _clear kills what is left
            time.sleep(0.05)

    def _clear(self) -> None:
        for one in self._running:
            one.kill_group()
        for one in self._running:
            one.process.wait()
            one.reader.join(1)
            if one.process.stdout and not one.reader.is_alive():
                one.process.stdout.close()

    def say(self, text: str) -> None:
        """Print between the lines of the processes."""
        with self._writing:
            try:
                self.out.write(f"{text}\n")
                self.out.flush()
            except (BrokenPipeError, ValueError):
                self._asked = self._asked or 1  # nobody reads us any more

    @contextmanager
    def _signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._note) for number in ASKING}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._asked += 1
