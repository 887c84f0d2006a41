"""Journeys: the whole platform as `make demo` starts it, on servers of its own, and a real Chromium at a phone's size."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CHROMIUM += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
PASSWORD = "pizza-demo"
START_SECONDS = 240


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@dataclass(frozen=True)
class House:
    """The platform under way: where it listens, and where it writes its mail."""

    port: int
    log: Path

    def url(self, host: str = "", path: str = "/") -> str:
        return f"http://{f'{host}.' if host else ''}localhost:{self.port}{path}"

    def mails(self, to: str) -> list[dict[str, Any]]:
        """Return the mails to an address, newest first; waits a while for the first."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/_demo/mail/?to={quote(to)}",
            headers={"Accept": "application/json", "Host": f"localhost:{self.port}"},
        )
        for _ in range(100):
            with urllib.request.urlopen(request, timeout=10) as answer:
                if found := json.load(answer):
                    return found
            time.sleep(0.1)
        raise AssertionError(f"nothing was mailed to {to}")

    def codes(self, to: str) -> list[str]:
        """Return the codes in those mails."""
        return [code for mail in self.mails(to) for code in mail["codes"]]


def seven_in_the_evening() -> str:
    """Return NOW as a shift to the next 19:00 in Rome, when every demo shop is open."""
    now = datetime.now(UTC)
    dinner = now.astimezone(ZoneInfo("Europe/Rome")).replace(hour=19, minute=0, second=0)
    if dinner <= now:
        dinner += timedelta(days=1)
    return f"+{int((dinner - now).total_seconds() // 60)}m"


def _free_ports() -> int:
    """Return a port that is free with the three after it: live events, and the stand-ins of Stripe and PayPal."""
    for port in range(18000, 28000, 7):
        try:
            with ExitStack() as bound:
                for place in range(port, port + 4):
                    bound.enter_context(socket.socket()).bind(("127.0.0.1", place))
        except OSError:
            continue
        return port
    raise RuntimeError("no four free ports")


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The platform; a running demo's where JOURNEYS_PORT says so (for writing journeys)."""
    if running := os.environ.get("JOURNEYS_PORT"):
        yield House(int(running), Path(os.devnull))
        return
    with demo(NOW=seven_in_the_evening()) as started:
        yield started


@contextmanager
def demo(*options: str, **environment: str) -> Iterator[House]:
    """A platform of one's own, in a folder and on ports of its own, for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="pizzamama-journeys-"))
    port, log = _free_ports(), folder / "log"
    ours = {"PORT": str(port), "DATA_DIR": str(folder), "ENVIRONMENT": "development", **environment}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", *options],
            cwd=ROOT,
            env=surroundings() | ours,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(port, process, log)
        yield House(port, log)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def surroundings() -> dict[str, str]:
    """Return this process's environment without what would lead a demo to the tests' servers."""
    theirs = ("DATABASE_URL", "REDIS_URL", "STATIC_ROOT")
    return {name: value for name, value in os.environ.items() if name not in theirs}


def _wait_until_ready(port: int, demo: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and demo.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"the demo did not start:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


Visitor = Callable[..., Page]


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    """``visitor()``: a person with a browser of their own, phone-sized unless told. Their console must stay clean."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def come(width: int = 390, height: int = 844, language: str = "en-GB") -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale=language)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: _note(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield come
    for context in contexts:
        context.close()
    assert complaints == []


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    # A refusal (409, 422) or a declined card (402) is an answer that pages deal with, and a lost line something they
    # say; Chromium and htmx print both as errors all the same.
    expected = re.search(r"status of (401|402|403|404|409|422)|ERR_INTERNET_DISCONNECTED|^htmx:", message.text)
    if message.type == "error" and not expected:
        complaints.append(f"{message.location.get('url')}: {message.text}")


def sign_in(page: Page, house: House, host: str, email: str, *, to: str) -> None:
    """Sign in by the page that asks for it on the way to ``to``."""
    page.goto(house.url(host, to))
    page.get_by_label(re.compile("e-?mail", re.I)).fill(email)
    page.get_by_label(re.compile("^password", re.I)).first.fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^sign in", re.I)).first.click()
    page.wait_for_url(re.compile(re.escape(to)))
