"""Guests' baskets and used keys do not pile up; what somebody may come back for stays."""

from datetime import timedelta
from typing import Any

from tenant_apps.ordering import actions, tasks
from tenant_apps.ordering.models import Attempt, Basket
from tests.cast import NOON

LONG_AGO = NOON - timedelta(days=61)


def test_only_guests_baskets_of_long_ago_are_forgotten(inside_napoli: Any, giulia: Any) -> None:
    recent = actions.open_basket(at=NOON - timedelta(days=59))
    own = actions.open_basket(user=giulia, at=LONG_AGO)
    actions.open_basket(at=LONG_AGO)
    assert actions.forget_old_baskets(at=NOON) == 1
    assert set(Basket.objects.all()) == {recent, own}


def test_a_key_is_kept_for_a_week(inside_napoli: Any) -> None:
    for key, age in (("old", 8), ("new", 6)):
        Attempt.objects.create(key=key, body="x", at=NOON - timedelta(days=age))
    assert actions.forget_old_baskets(at=NOON) == 0
    assert [attempt.key for attempt in Attempt.objects.all()] == ["new"]


def test_the_nightly_task_tidies_where_it_is_sent(inside_napoli: Any) -> None:
    actions.open_basket(at=LONG_AGO)
    tasks.tidy.apply(headers={"pizzeria": str(inside_napoli.id)}, throw=True)
    assert not Basket.objects.exists()
