"""What processes remember of a pizzeria, and how they hear that it has changed."""

import time
from typing import Any

import pytest

import tenants
from tenants import actions, registry
from tenants.errors import NoSuchPizzeria
from tenants.models import Pizzeria
from tests.cast import NOON, Somebody
from toolbox.ids import uuid7


def test_an_id_leads_to_its_pizzeria(napoli: tenants.Here) -> None:
    assert registry.by_id(napoli.id) == registry.by_id(str(napoli.id)) == napoli
    for stranger in (uuid7(), "napoli", ""):
        with pytest.raises(NoSuchPizzeria):
            registry.by_id(stranger)


def test_one_enters_by_row_by_id_or_by_here(napoli: tenants.Here) -> None:
    with tenants.platform():
        row = Pizzeria.objects.get(id=napoli.id)
    for way in (row, napoli, napoli.id, str(napoli.id)):
        with tenants.inside(way) as here:
            assert here == tenants.current() == napoli


def test_another_process_hears_of_a_suspension_at_once(torino: tenants.Here) -> None:
    registry.listen()
    _wait_until(lambda: _hears_of(torino))


def _hears_of(here: tenants.Here) -> bool:
    """Say it as another process would, and look whether this one has forgotten."""
    registry.by_id(here.id)
    with registry.redis.Redis.from_url(registry.settings.REDIS_URL) as client:
        client.publish(registry.CHANNEL, str(here.id))
    time.sleep(0.05)
    return str(here.id) not in registry._known


def _wait_until(true: Any) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline


def test_without_redis_shops_are_found_and_suspended_all_the_same(
    torino: tenants.Here, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert registry.by_host(torino.host) == torino
    with tenants.platform():
        row = Pizzeria.objects.get(id=torino.id)
        with caplog.at_level("WARNING", "tenants.registry"):
            actions.suspend_pizzeria(row, reason="", by=Somebody(), at=NOON)
    found = registry.by_host(torino.host)
    assert found is not None
    assert found.state == "suspended"
    assert "Redis could not pass it on" in caplog.text


def test_an_answer_that_was_overtaken_by_a_change_is_not_remembered(
    napoli: tenants.Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = registry.here

    def read_while_it_changes(row: Pizzeria) -> tenants.Here:
        registry.forget(row.id)
        return read(row)

    monkeypatch.setattr(registry, "here", read_while_it_changes)
    registry.by_id(napoli.id)
    assert registry._known == {}


def test_a_change_of_the_menu_makes_kept_pages_old(inside_napoli: tenants.Here) -> None:
    before = registry.by_id(inside_napoli.id).cache_generation
    actions.raise_cache_generation()
    assert registry.by_id(inside_napoli.id).cache_generation == before + 1


def test_activity_is_noted_to_five_minutes(inside_napoli: tenants.Here) -> None:
    from datetime import timedelta

    def noted() -> Any:
        with tenants.platform():
            return Pizzeria.objects.get(id=inside_napoli.id).last_activity_at

    actions.note_activity(at=NOON + timedelta(minutes=10))
    assert noted() == NOON + timedelta(minutes=10)
    actions.note_activity(at=NOON + timedelta(minutes=12))
    assert noted() == NOON + timedelta(minutes=10)
