"""Two owners, two tabs, one plan: whoever comes second is refused, however close behind."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

import tenants
from shared_apps.billing import actions, asking, reading, verbs
from shared_apps.billing.actions import calls
from shared_apps.billing.errors import AlreadySubscribed, StillBusy
from shared_apps.billing.models import Call, Movement, Subscription
from shared_apps.billing.seen import Answer
from shared_apps.journal.models import Entry, Work
from tenants.models import Pizzeria
from tests.races import AtOnce
from tests.shared_apps.billing.conftest import OWNER, SYSTEM, days, seen

pytestmark = pytest.mark.race
MANY = 4
FACTS = ("TrialBegan", "TermsChanged")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the provider was made to do."""
    found: list[str] = []

    def perform(verb: str, row: Subscription, params: Any, *, key: str) -> str:
        found.append(verb)
        return f"cus_{row.pk}"

    monkeypatch.setattr(verbs, "perform", perform)
    monkeypatch.setattr(reading, "read_customer", lambda customer, *, turn: Answer(customer, turn, seen()))
    return found


@pytest.fixture
def committed(torino: Any, django_db_blocker: Any) -> Iterator[Subscription]:
    """torino's subscription, really there; gone afterwards."""
    with django_db_blocker.unblock(), tenants.platform(), ExitStack() as last:
        last.callback(_clear)
        yield actions.begin_trial(Pizzeria.objects.get(id=torino.id), by=SYSTEM, at=days(0))


def _clear() -> None:
    for model in (Movement, Call, Subscription):
        model.objects.all().delete()
    Entry.objects.filter(fact__in=FACTS).delete()
    Work.objects.filter(owner=Work.PLATFORM).delete()


def press(row: Subscription) -> Subscription:
    return asking.ask(row.pk, "subscribe", params={"plan": "pro", "interval": "month"}, by=OWNER, at=days(31))


def test_of_many_presses_one_subscribes(committed: Subscription, done: list[str], at_once: AtOnce) -> None:
    results = at_once(*[lambda: press(committed)] * MANY)
    assert done == ["subscribe"]
    assert [type(each) for each in results].count(Subscription) == 1
    assert {type(each) for each in results} <= {Subscription, StillBusy, AlreadySubscribed}


def test_control_without_the_look_under_the_lock_the_second_subscribes_too(
    committed: Subscription, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "_check_fits", lambda row, verb: None)
    press(committed)
    press(committed)
    assert done == ["subscribe", "subscribe"]
