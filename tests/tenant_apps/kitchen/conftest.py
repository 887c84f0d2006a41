"""A shop that is open for lunch, and the clock of its screens."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from shared_apps.journal.facts import Actor
from tests import orders

COOK = Actor("staff", "anna", "kitchen")
COUNTER = {"channel": "counter", "order_type": "collection"}  # said on a call: somebody who stands there


@pytest.fixture
def open_napoli(inside_napoli: Any) -> Any:
    orders.open_for_business()
    return inside_napoli


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``clock(moment)`` stops the clock at every door."""

    def stop(moment: datetime) -> None:
        monkeypatch.setenv("NOW", moment.isoformat())

    stop(orders.LUNCH)
    return stop


@pytest.fixture
def accepted(open_napoli: Any) -> Callable[..., Any]:
    """``accepted("2 Margherita", …)``: an order the counter has said yes to."""
    from tenant_apps.ordering import actions

    def make(*wanted: str, at: datetime = orders.LUNCH, **wish: Any) -> Any:
        return actions.accept_order(orders.order(*wanted, at=at, **wish), by=COOK, at=at)

    return make


@pytest.fixture
def till(open_napoli: Any, clock: Any, carla: Any, signed_in: Any) -> Any:
    """Carla's screen at the counter, in English."""
    client = signed_in(open_napoli, carla)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def call(till: Any) -> str:
    """The address of a call that was just answered."""
    return till.post("/counter/new/")["Location"]


def bill(page: Any) -> str:
    """What the call's page says from the bill on."""
    return page.content.decode().partition('id="bill"')[2]
