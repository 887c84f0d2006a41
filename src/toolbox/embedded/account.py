"""Which account a server runs under, and that it dies with its keeper.

PostgreSQL refuses to run as root. Then an account that every system has is borrowed; none is created. Where that account
may not enter the folders above the checkout (a 0700 home, say), the server is given the one capability that opens them.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

BORROWED = ("nobody", "daemon")
PR_SET_PDEATHSIG = 1


class NoAccount(Exception):
    """We are root, and no unprivileged account can run the server here."""


def hand_over(folder: Path) -> None:
    """Make the folder, private to the account that the server runs under."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            account = _borrowed()
            os.chown(folder, account.pw_uid, account.pw_gid)
        folder.chmod(0o700)
    except PermissionError as refused:
        raise NoAccount(
            f"{folder} belongs to another account; run as that one, or set DATA_DIR elsewhere."
        ) from refused


def give(file: Path) -> None:
    """Give one file in the folder to the server's account, readable by nobody else."""
    file.chmod(0o600)
    if os.geteuid() == 0:
        account = _borrowed()
        os.chown(file, account.pw_uid, account.pw_gid)


def start(argv: Sequence[str | Path], *, home: Path, log: Path, dies_by: signal.Signals) -> subprocess.Popen[bytes]:
    """Start a server, its output appended to ``log``. It gets the signal ``dies_by`` when this process dies."""
    keeper = os.getpid()
    with log.open("ab") as out:
        return subprocess.Popen(
            as_unprivileged(argv, home=home, dies_by=dies_by),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
            preexec_fn=lambda: die_with(keeper, dies_by),
        )


def run(argv: Sequence[str | Path], *, home: Path) -> None:
    """Run a server's own tool to its end; raises CalledProcessError with its output."""
    subprocess.run(as_unprivileged(argv, home=home), check=True, capture_output=True, text=True, cwd="/")


def die_with(parent: int, by: signal.Signals) -> None:
    """Ask the kernel to send this process a signal when its parent dies. Linux only; elsewhere nothing happens."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(by), 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def as_unprivileged(argv: Sequence[str | Path], *, home: Path, dies_by: signal.Signals | None = None) -> list[str]:
    """Return the command line that runs ``argv`` without root's rights: itself, unless we are root."""
    plain = [str(part) for part in argv]
    if os.geteuid() != 0:
        return plain
    if not (setpriv := shutil.which("setpriv")):
        raise NoAccount("As root this needs `setpriv` (package util-linux). Install it, or run as an ordinary user.")
    account = _borrowed()
    drop = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    for rights in (["--inh-caps=-all", "--bounding-set=-all"], _ENTER_ANYWHERE):
        if _reaches([*drop, *rights], binary=plain[0], home=home):
            # Changing the account makes the kernel forget the signal; setpriv asks for it again afterwards.
            asked = [f"--pdeathsig={dies_by.name.removeprefix('SIG')}"] if dies_by else []
            return [*drop, *rights, *asked, *plain]
    raise NoAccount(
        f"The account {account.pw_name!r} may not enter {home}, and this system does not let root lend it the right to. "
        "Move the checkout, set DATA_DIR to a folder all may enter, run as an ordinary user, or give DATABASE_URL and REDIS_URL."
    )


# One capability and no other. Without the securebit access(2), with which PostgreSQL looks for its own binary, would
# disregard it.
_ENTER_ANYWHERE = [
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=+dac_override",
    "--bounding-set=-all,+dac_override",
    "--securebits=+no_setuid_fixup",
]


def _reaches(prefix: list[str], *, binary: str, home: Path) -> bool:
    test = ["/usr/bin/env", "test", "-x", binary, "-a", "-w", str(home)]
    return subprocess.run([*prefix, *test], capture_output=True, cwd="/").returncode == 0


def _borrowed() -> pwd.struct_passwd:
    for name in BORROWED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoAccount(f"None of the accounts {', '.join(BORROWED)} exists; run as an ordinary user.")
