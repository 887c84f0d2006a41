"""A real Redis, a page of reactions of our own, and the tasks that were sent."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.db import transaction

import tenants
from shared_apps.journal import actions, tasks
from shared_apps.journal.facts import Actor
from tests.cast import NOON
from tests.shared_apps.journal import wiring
from toolbox import live

SYSTEM = Actor.system("test")


@pytest.fixture(autouse=True)
def our_reactions(settings: Any) -> None:
    settings.REACTIONS = wiring.__name__
    wiring.DEALT_WITH.clear()


@pytest.fixture
def stream(settings: Any) -> Iterator[Any]:
    client = redis.Redis.from_url(settings.REDIS_URL)
    yield client
    for key in client.scan_iter(live.stream("*")):
        client.delete(key)
    client.close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was handed to the workers: (slug of the house, entry id, handler)."""
    found: list[Any] = []

    def take(entry: str, handler: str) -> None:
        here = tenants.current()
        found.append((here.slug if here else None, entry, handler))

    monkeypatch.setattr(tasks.react_in_pizzeria, "delay", take)
    monkeypatch.setattr(tasks.react_on_platform, "delay", take)
    return found


@pytest.fixture
def turin(torino: Any) -> Iterator[Any]:
    """torino, with a platform that has nothing to relay before and after."""
    from shared_apps.journal.models import Work

    with tenants.platform():
        Work.objects.all().delete()
    yield torino
    with tenants.platform():
        Work.objects.all().delete()


def ring(house: Any, *orders: Any, fact: type = wiring.BellRang) -> list[Any]:
    """Record one fact for each, in one transaction, in a house (None: the platform)."""
    with tenants.inside(house) if house else tenants.platform(), transaction.atomic():
        return [actions.record(fact(str(order)), by=SYSTEM, at=NOON) for order in orders]


def heard(stream: Any, house: Any) -> list[str]:
    """Return the orders of the events in the house's stream, in order."""
    import json

    events = [json.loads(fields[b"event"]) for _, fields in stream.xrange(live.stream(str(house.id)))]
    return [topic.removeprefix("order:") for event in events for topic in event["topics"] if topic.startswith("order:")]
