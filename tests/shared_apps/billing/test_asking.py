"""Reserve, intent, call, settle: wherever it dies, nothing is done twice and nothing is forgotten."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from shared_apps.billing import actions, asking, reading, verbs
from shared_apps.billing.errors import (
    AlreadySubscribed,
    CardDeclined,
    NotSubscribed,
    ProviderAway,
    ProviderRefused,
    StillBusy,
)
from shared_apps.billing.models import Call, OrderCount, Subscription
from shared_apps.billing.seen import Answer, SeenSubscription
from shared_apps.billing.stripe_client import Away, Declined, Refused
from tests.shared_apps.billing.conftest import OWNER, days, seen

NOW, LATER = days(31), days(31) + timedelta(minutes=1)


class Killed(BaseException):
    """As if the process had died: nothing catches it."""


class Provider:
    """Remembers keys as Stripe does: the same key again does nothing and answers the same."""

    def __init__(self) -> None:
        self.done: dict[str, str] = {}
        self.subscription: SeenSubscription | None = None
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None
        self.told: dict[str, int] = {}
        self.moments: dict[str, datetime] = {}

    def perform(self, verb: str, row: Any, params: Any, *, key: str) -> str:
        self.before()
        if key not in self.done:
            self.done[key] = verb
            self.subscription = seen(plan=params.get("plan", "pro"))
        self.after()
        return "cus_1"

    def read_customer(self, customer: str, *, turn: int) -> Answer:
        return Answer(customer, turn, self.subscription, card="Visa 4242")

    def tell_meter(self, customer: str, *, orders: int, at: datetime, key: str) -> None:
        self.before()
        self.told.setdefault(key, orders)
        self.moments[key] = at
        self.after()


@pytest.fixture
def provider(row: Subscription, monkeypatch: pytest.MonkeyPatch) -> Provider:
    found = Provider()
    monkeypatch.setattr(verbs, "perform", found.perform)
    monkeypatch.setattr(reading, "read_customer", found.read_customer)
    monkeypatch.setattr(verbs, "tell_meter", found.tell_meter)
    return found


def raising(error: BaseException) -> Callable[[], None]:
    def die() -> None:
        raise error

    return die


def subscribe(row: Subscription, plan: str = "pro") -> Subscription:
    return asking.ask(row.pk, "subscribe", params={"plan": plan, "interval": "month"}, by=OWNER, at=NOW)


def state(row: Subscription) -> tuple[str, str]:
    return Subscription.objects.get(pk=row.pk).state, Call.objects.get().state


def test_what_is_asked_is_done_and_settled(row: Subscription, provider: Provider) -> None:
    assert subscribe(row, "franchise").plan == "franchise"
    assert state(row) == ("active", "done")
    assert list(provider.done.values()) == ["subscribe"]


def test_the_intent_and_its_key_stand_before_the_call(row: Subscription, provider: Provider) -> None:
    def look() -> None:
        assert Call.objects.get().state == "intended"

    provider.before = look
    subscribe(row)
    assert list(provider.done) == [str(Call.objects.get().id)]


@pytest.mark.parametrize("where", ["before the call", "after the call", "while reading", "while settling"])
def test_killed_anywhere_it_is_finished_once(
    row: Subscription, provider: Provider, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    with monkeypatch.context() as dying:
        if where == "before the call":
            provider.before = raising(Killed())
        elif where == "after the call":
            provider.after = raising(Killed())
        elif where == "while reading":
            dying.setattr(reading, "read_customer", lambda *args, **named: raising(Killed())())
        else:
            dying.setattr(actions.settling, "renew_terms", lambda *args, **named: raising(Killed())())
        with pytest.raises(Killed):
            subscribe(row)
    provider.before = provider.after = lambda: None
    assert Call.objects.get().state == "intended"
    assert asking.finish_calls(at=NOW) == 0  # whoever asked may still be at it
    assert asking.finish_calls(at=LATER) == 1
    assert asking.finish_calls(at=LATER + timedelta(minutes=1)) == 0
    assert state(row) == ("active", "done")
    assert list(provider.done.values()) == ["subscribe"]


def test_an_answer_that_never_came_is_asked_for_again(row: Subscription, provider: Provider) -> None:
    provider.after = raising(Away("reset"))  # it was done, and we do not know it
    with pytest.raises(ProviderAway):
        subscribe(row)
    with pytest.raises(StillBusy):
        subscribe(row, "starter")
    assert asking.finish_calls(at=LATER) == 0  # still away
    provider.after = lambda: None
    assert asking.finish_calls(at=LATER + timedelta(minutes=1)) == 1
    assert (state(row), len(provider.done)) == (("active", "done"), 1)


def test_two_presses_subscribe_once(row: Subscription, provider: Provider) -> None:
    def press_again() -> None:
        provider.before = lambda: None
        with pytest.raises(StillBusy):
            subscribe(row)

    provider.before = press_again
    subscribe(row)
    assert len(provider.done) == 1


def test_a_press_that_comes_when_the_other_has_ended_subscribes_no_second_time(
    row: Subscription, provider: Provider
) -> None:
    subscribe(row)
    with pytest.raises(AlreadySubscribed):
        subscribe(row)
    provider.subscription = seen(status="canceled", ended_at=days(31))
    asking.read_again(at=NOW)
    for verb in ("change", "cancel", "keep"):
        with pytest.raises(NotSubscribed):
            asking.ask(row.pk, verb, by=OWNER, at=NOW)
    assert len(provider.done) == 1


def test_a_declined_card_leaves_everything_as_it_was(row: Subscription, provider: Provider) -> None:
    provider.before = raising(Declined("Insufficient funds."))
    with pytest.raises(CardDeclined) as refused:
        subscribe(row)
    assert "Insufficient funds." in str(refused.value)
    assert state(row) == ("trialing", "refused")
    provider.before = lambda: None
    assert asking.finish_calls(at=LATER) == 0
    assert subscribe(row).state == "active"  # and the way is free


def test_what_the_provider_refuses_is_over(row: Subscription, provider: Provider) -> None:
    provider.before = raising(Refused("No such price"))
    with pytest.raises(ProviderRefused):
        subscribe(row)
    assert state(row) == ("trialing", "refused")


def test_an_intent_of_yesterday_is_not_asked_again(row: Subscription, provider: Provider) -> None:
    """Keys are forgotten after a day: asking again might do it twice."""
    provider.before = raising(Away("down"))
    with pytest.raises(ProviderAway):
        subscribe(row)
    provider.before = lambda: None
    assert asking.finish_calls(at=NOW + timedelta(hours=24)) == 1
    assert (state(row), provider.done) == (("trialing", "refused"), {})


@pytest.mark.parametrize("verb", ["ask", "read", "hand in"])
def test_no_transaction_is_open_while_the_provider_is_asked(row: Subscription, provider: Provider, verb: str) -> None:
    """The test's own transaction is the only one there is."""
    depth = len(connection.savepoint_ids)
    seen_depths = []
    provider.before = lambda: seen_depths.append(len(connection.savepoint_ids))
    if verb == "hand in":
        subscribe(row)
        actions.count_orders(row.pk, orders={days(31).date(): 3}, at=NOW)
        asking.hand_in_orders(at=days(34))
    else:
        subscribe(row)
    assert set(seen_depths) == {depth}


def test_the_night_finds_what_no_event_brought(row: Subscription, provider: Provider) -> None:
    subscribe(row)
    provider.subscription = seen(status="canceled", ended_at=days(32))
    assert asking.read_again(at=days(33)) == 1
    assert Subscription.objects.get(pk=row.pk).state == "cancelled"


# -- orders for the meter


@pytest.fixture
def counted(row: Subscription, provider: Provider) -> Provider:
    """Four orders on day 31 and five on day 32."""
    subscribe(row)
    actions.count_orders(row.pk, orders={days(31).date(): 4, days(32).date(): 5}, at=days(32))
    return provider


def test_a_day_is_handed_in_when_it_is_over_for_good(row: Subscription, counted: Provider) -> None:
    assert asking.hand_in_orders(at=days(32)) == 0
    assert asking.hand_in_orders(at=days(33)) == 1
    assert asking.hand_in_orders(at=days(34)) == 1
    assert sorted(counted.told.values()) == [4, 5]
    assert {key.rpartition("-2026")[0] for key in counted.told} == {str(row.pk)}


def test_a_day_counts_when_it_is_handed_in(row: Subscription, counted: Provider) -> None:
    """A period that turned in the meantime is closed: the provider would drop what is told for it."""
    counted.before = raising(Away("down"))
    asking.hand_in_orders(at=days(32.6))
    counted.before = lambda: None
    asking.hand_in_orders(at=days(33.6))
    assert list(counted.moments.values()) == [days(32.6), days(33.6)]  # what was said is said again


def test_one_that_the_meter_does_not_answer_for_stops_no_other(row: Subscription, counted: Provider) -> None:
    def away_once() -> None:
        counted.before = lambda: None
        raise Away("500")

    counted.before = away_once
    assert asking.hand_in_orders(at=days(34)) == 1
    assert list(counted.told.values()) == [5]


def test_a_plan_that_ends_is_told_its_last_days_before(row: Subscription, counted: Provider) -> None:
    Subscription.objects.update(cancel_at=days(33))
    assert asking.hand_in_orders(at=days(32.4)) == 0
    assert asking.hand_in_orders(at=days(32.95)) == 2
    assert {*counted.moments.values()} == {days(32.95)}


def test_who_is_unpaid_is_told_too_and_what_came_before_the_plan_is_not(row: Subscription, counted: Provider) -> None:
    Subscription.objects.update(status="unpaid", billed_from=days(31.4))
    assert asking.hand_in_orders(at=days(35)) == 1
    assert list(counted.told.values()) == [5]


def test_a_day_counted_again_after_it_was_handed_in_changes_nothing(row: Subscription, counted: Provider) -> None:
    asking.hand_in_orders(at=days(34))
    assert actions.count_orders(row.pk, orders={days(31).date(): 9}, at=days(35)) == 0
    assert asking.hand_in_orders(at=days(36)) == 0
    assert sum(counted.told.values()) == 9


@pytest.mark.parametrize("where", ["before", "after"])
def test_killed_while_handing_in_each_day_counts_once(row: Subscription, counted: Provider, where: str) -> None:
    setattr(counted, where, raising(Killed()))
    with pytest.raises(Killed):
        asking.hand_in_orders(at=days(34))
    counted.before = counted.after = lambda: None
    actions.count_orders(row.pk, orders={days(31).date(): 100}, at=days(34))  # too late: what was said is said again
    assert asking.hand_in_orders(at=days(34)) == 2
    assert sorted(counted.told.values()) == [4, 5]


def test_a_later_count_wins_and_an_older_one_does_not(row: Subscription, counted: Provider) -> None:
    day = days(31).date()
    assert actions.count_orders(row.pk, orders={day: 3}, at=days(32.5)) == 1  # one was cancelled
    assert actions.count_orders(row.pk, orders={day: 4}, at=days(32.2)) == 0
    assert OrderCount.objects.get(day=day).orders == 3


def test_orders_from_before_one_came_to_us_are_not_counted(row: Subscription) -> None:
    assert actions.count_orders(row.pk, orders={days(-1).date(): 50, days(0).date(): 2}, at=days(0.1)) == 1
    assert [count.orders for count in OrderCount.objects.all()] == [2]


def test_who_is_on_trial_pays_for_no_order(row: Subscription, provider: Provider) -> None:
    actions.count_orders(row.pk, orders={days(1).date(): 5}, at=days(1))
    assert asking.hand_in_orders(at=days(4)) == 0
