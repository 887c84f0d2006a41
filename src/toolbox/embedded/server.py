"""What the keeper knows of a running server, of whichever kind."""

import secrets
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path


class DidNotStart(Exception):
    """The server could not be started; the message says why."""


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[bytes]
    url: str
    log: Path
    stop_by: signal.Signals  # what asks it to finish writing and leave

    def died(self) -> str | None:
        """Return why it is gone, or None while it runs."""
        status = self.process.poll()
        if status is None:
            return None
        return f"{self.log.parent.name} ended with status {status}; the end of {self.log}:\n{last_lines(self.log)}"

    def stop(self, *, seconds: float = 60) -> None:
        """Ask it to leave, wait, and after ``seconds`` insist."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_by)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def password(file: Path) -> str:
    """Return the password kept in ``file``, made at the first call."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(24))
    return file.read_text()


def last_lines(log: Path, count: int = 12) -> str:
    """Return the end of a log, indented."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"    {line}" for line in lines[-count:])
