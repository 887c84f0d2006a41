"""The whole live path: an order's step in the kitchen, the relay, the gateway as its own process, a browser that listens."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import connection

import tenants
from shared_apps.journal import relay
from tests import orders
from toolbox import live
from toolbox.embedded import ports

ROOT = Path(__file__).parents[2]


@pytest.fixture
def gateway(settings: Any) -> Iterator[int]:
    """The gateway as it runs in production, on a free port."""
    port = ports._any_free()
    env = {**os.environ, "SECRET_KEY": settings.SECRET_KEY, "REDIS_URL": settings.REDIS_URL, "LIVE_PORT": str(port)}
    process = subprocess.Popen([sys.executable, ROOT / "manage.py", "serve", "live"], env=env, cwd=ROOT)
    try:
        while not _is_up(port):
            assert process.poll() is None
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(15)


@pytest.fixture
def relaying(settings: Any, torino: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A relay that works until the test is over; what it hands to the workers is not run."""
    monkeypatch.setattr(relay, "_start", lambda *_: None)
    stop, stream = threading.Event(), redis.Redis.from_url(settings.REDIS_URL)

    def run() -> None:
        while not stop.is_set():
            if not relay.relay_once(stream):
                time.sleep(0.1)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    stop.set()
    thread.join()
    stream.delete(live.stream(str(torino.id)))
    stream.close()


def _until(is_so: Callable[[], bool]) -> None:
    latest = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < latest
        time.sleep(0.05)


def _is_up(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connected:
        try:
            connected.request("GET", "/healthz")
            return connected.getresponse().read() == b"ok"
        except OSError:
            return False


def _listen(port: int, token: str, heard: list[Any], many: int, is_listening: threading.Event) -> None:
    """Note each event, until there are that many."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connected:
        connected.request("GET", f"/live/?token={token}")
        with connected.getresponse() as answer:
            while len(heard) < many and (line := answer.readline().decode()):
                is_listening.set()
                if line.startswith("data: "):
                    heard.append(json.loads(line.removeprefix("data: ")))


@pytest.mark.timeout(60)
def test_a_bump_moves_the_customers_page(torino: Any, gateway: int, relaying: None, settings: Any) -> None:
    from shared_apps.journal.facts import Actor
    from shared_apps.journal.models import Entry
    from tenant_apps.kitchen import actions as kitchen
    from tenant_apps.ordering import actions as ordering

    cook = Actor("staff", "anna", "kitchen")
    heard: list[Any] = []
    is_listening = threading.Event()
    with tenants.inside(torino):
        orders.open_for_business()
        order = ordering.accept_order(orders.order(), by=cook, at=orders.LUNCH)
        other = ordering.accept_order(orders.order(), by=cook, at=orders.LUNCH)
        _until(lambda: not Entry.objects.to_relay().exists())
        time.sleep(2.5)  # a new page looks back a little: not as far as this
        token = live.mint(settings.SECRET_KEY, pizzeria=str(torino.id), topics=[f"order:{order.id}"])
        page = threading.Thread(target=_listen, args=(gateway, token, heard, 2, is_listening))
        page.start()
        assert is_listening.wait(10)
        kitchen.bump_ticket(other, by=cook, at=orders.LUNCH)
        kitchen.bump_ticket(order, by=cook, at=orders.LUNCH)
        page.join(20)
    assert [event["event"] for event in heard] == ["OrderStarted", "OrderReady"]
    assert all(f"order:{order.id}" in event["topics"] for event in heard)
