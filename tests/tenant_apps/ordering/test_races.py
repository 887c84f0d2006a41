"""Two at once. Each lock has its negative control: with the lock off the race is shown to happen."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import transaction

from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions, booking, queries, writing
from tenant_apps.ordering.actions import baskets, life, placing
from tenant_apps.ordering.models import BasketLine, Counter, Order
from tests.people import add
from tests.races import kinds, meet_before
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, configuration, facts, filled_basket, wish

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("inside_torino")]
MANY = 6
BY = Actor("staff", None, "counter")


def without_basket_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A basket that is neither locked nor emptied, so that the key alone stands in the way."""
    monkeypatch.setattr(placing, "locked", lambda basket: basket)
    monkeypatch.setattr(BasketLine.objects.none().__class__, "delete", lambda lines: None)


def place(basket: Any, key: str = "", **wished: Any) -> Callable[[], Any]:
    return lambda: actions.place_order(basket, wish=wish(**wished), by=Actor.guest(), at=FRIDAY_EVENING, key=key)


def test_one_key_from_many_threads_is_one_order(at_once):
    basket = filled_basket()
    results = at_once(*[place(basket, "same")] * MANY)
    assert kinds(results) == ["Order"] * MANY
    assert len({order.id for order in results}) == Order.objects.count() == 1
    assert facts(results[0].id) == ["OrderPlaced"]


def test_one_key_alone_is_enough_when_the_basket_is_not_locked(at_once, monkeypatch):
    without_basket_lock(monkeypatch)
    basket = filled_basket()
    results = at_once(*[place(basket, "same")] * MANY)
    assert len({order.id for order in results}) == Order.objects.count() == 1


def test_control_without_the_key_many_threads_are_many_orders(at_once, monkeypatch):
    without_basket_lock(monkeypatch)
    basket = filled_basket()
    results = at_once(*[place(basket)] * MANY)
    assert len({order.id for order in results}) == Order.objects.count() == MANY


def test_one_basket_is_one_order_whatever_the_keys(at_once):
    basket = filled_basket()
    results = at_once(*(place(basket, f"key {number}") for number in range(MANY)))
    assert kinds(results) == ["BasketEmpty"] * (MANY - 1) + ["Order"]


def test_control_without_the_baskets_lock_two_keys_are_two_orders(at_once, monkeypatch):
    monkeypatch.setattr(placing, "locked", lambda basket: basket)
    meet_before(monkeypatch, placing, "check_can_place", 2)
    basket = filled_basket()
    assert kinds(at_once(place(basket, "one"), place(basket, "two"))) == ["Order", "Order"]


def test_numbers_are_unique(at_once):
    waiting = [filled_basket() for _ in range(MANY)]
    results = at_once(*(place(basket) for basket in waiting))
    assert sorted(order.number for order in results) == list(range(1, MANY + 1))


def test_control_without_the_counters_lock_a_number_is_given_twice(at_once, monkeypatch):
    def careless(count: int = 1) -> int:
        last = Counter.objects.get_or_create(id=1)[0].last
        met.wait(20)
        Counter.objects.update(last=last + count)
        return last + count

    met = Barrier(2)
    Counter.objects.get_or_create(id=1)
    monkeypatch.setattr(writing, "take_numbers", careless)
    # For different times: two of the same time would wait for each other at its places.
    one, other = (FRIDAY_EVENING + timedelta(minutes=minutes) for minutes in (60, 75))
    results = at_once(place(filled_basket(), when=one), place(filled_basket(), when=other))
    assert kinds(results) == ["IntegrityError", "Order"]  # UNIQUE is the last wall


def test_of_two_tablets_exactly_one_wins(at_once):
    for _ in range(5):
        order = place(filled_basket())()
        one, other = (queries.order_for_staff(order.id) for _ in range(2))
        results = at_once(
            lambda one=one: actions.accept_order(one, by=BY, at=FRIDAY_EVENING),
            lambda other=other: actions.reject_order(other, reason="chiuso", by=BY, at=FRIDAY_EVENING),
        )
        assert kinds(results) == ["Order", "StateChanged"]
        assert len(facts(order.id)) == 2


def test_control_without_the_condition_both_tablets_win(at_once, monkeypatch):
    monkeypatch.setattr(life, "_in_expected_state", lambda order: Order.objects.filter(id=order.id))
    order = place(filled_basket())()
    one, other = (queries.order_for_staff(order.id) for _ in range(2))
    results = at_once(
        lambda: actions.accept_order(one, by=BY, at=FRIDAY_EVENING),
        lambda: actions.reject_order(other, reason="chiuso", by=BY, at=FRIDAY_EVENING),
    )
    assert kinds(results) == ["Order", "Order"]
    assert len(facts(order.id)) == 3


def test_adding_the_same_at_once_is_one_line(at_once):
    basket = filled_basket("Diavola")
    same = configuration("Margherita")
    at_once(*[lambda: actions.add_to_basket(basket, configuration=same, at=FRIDAY_EVENING)] * MANY)
    assert sorted(line.quantity for line in basket.lines.all()) == [2, MANY]


def test_control_without_the_baskets_lock_the_same_is_many_lines(at_once, monkeypatch):
    basket = filled_basket("Diavola")
    same = configuration("Margherita")
    monkeypatch.setattr(baskets, "locked", lambda basket: basket)
    meet_before(monkeypatch, baskets, "_merge", 2)
    monkeypatch.setattr(baskets, "_same", lambda *_: None)  # what both saw before either had written
    at_once(*[lambda: actions.add_to_basket(basket, configuration=same, at=FRIDAY_EVENING)] * 2)
    assert basket.lines.count() == 3


def adopting(person: Any) -> list[Callable[[], Any]]:
    waiting = [filled_basket(name, quantity=1) for name in ("Margherita", "Diavola")]
    return [lambda guest=guest: actions.adopt_basket(guest, user=person, at=FRIDAY_EVENING) for guest in waiting]


def test_two_devices_that_sign_in_at_once_fill_one_basket(at_once):
    person = add("giulia", "", "torino")
    assert kinds(at_once(*adopting(person))) == ["Basket", "Basket"]
    assert person.basket.lines.count() == 2


def test_control_without_the_persons_lock_the_second_device_fails(at_once, monkeypatch):
    person = add("giulia", "", "torino")
    devices = adopting(person)
    monkeypatch.setattr(baskets, "_lock_person", lambda user: None)
    meet_before(monkeypatch, baskets, "locked", 2)
    assert kinds(at_once(*devices)) == ["Basket", "IntegrityError"]


def test_who_comes_while_the_first_is_stuck_is_told_to_look_again(at_once, monkeypatch):
    monkeypatch.setattr(booking, "LONGEST_WAIT", "300ms")
    basket, stuck, told = filled_basket(), Event(), Event()

    def first() -> Any:
        with transaction.atomic():
            order = place(basket, "same")()
            stuck.set()
            told.wait(20)
        return order

    def second() -> Any:
        stuck.wait(20)
        try:
            return place(basket, "same")()
        finally:
            told.set()

    results = at_once(first, second)
    assert kinds(results) == ["InFlight", "Order"]
    assert place(basket, "same")() == results[0]


def test_a_crash_leaves_the_key_free_and_no_order(at_once, monkeypatch):
    basket = filled_basket()

    class Killed(BaseException):
        pass

    def dies(*args: Any, **options: Any) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(life.journal, "record", dies)
        with pytest.raises(Killed):
            place(basket, "same")()
    assert not Order.objects.exists()
    assert basket.lines.exists()
    assert place(basket, "same")().number


def test_a_fault_that_is_no_waiting_stays_a_fault(monkeypatch):
    from django.db import OperationalError

    with pytest.raises(OperationalError), placing._waiting_briefly():
        raise OperationalError("the server is gone")
