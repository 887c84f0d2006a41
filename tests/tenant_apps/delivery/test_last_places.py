"""Many people, few places. What is sold is what there is; with the lock off the race is shown to oversell."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Sum

import tenants
from shared_apps.journal.facts import Actor
from tenant_apps.delivery import actions as delivery
from tenant_apps.delivery.models import Hold, Share
from tenant_apps.ordering import actions, errors
from tenant_apps.ordering.models import Order
from tenant_apps.shop.models import Shop
from tests.tenant_apps.delivery.conftest import AT, FRIDAY, need
from tests.tenant_apps.ordering.conftest import filled_basket, wish

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("busy_torino")]
CUSTOMERS, PLACES, AT_ONCE = 60, 10, 12
NINE = AT + timedelta(minutes=60)


@pytest.fixture
def crowd(busy_torino: Any, django_db_blocker: Any) -> Any:
    """``crowd(*functions)``: each in a connection of its own, a dozen at a time; their results or errors."""

    def run(*functions: Callable[[], Any]) -> list[Any]:
        def one(function: Callable[[], Any]) -> Any:
            with tenants.inside(busy_torino):
                try:
                    return function()
                except Exception as error:
                    return error
                finally:
                    connection.close()

        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(one, functions))

    with django_db_blocker.unblock(), tenants.inside(busy_torino):
        Shop.objects.update(oven_places=PLACES)
        yield run


def order_one(**options: Any) -> Callable[[], Any]:
    basket = filled_basket(quantity=1)
    return lambda: actions.place_order(basket, wish=wish(**options), by=Actor.guest(), at=AT)


def kinds(results: list[Any]) -> dict[str, int]:
    names = [type(result).__name__ for result in results]
    return {name: names.count(name) for name in set(names)}


def sold() -> int:
    return int(Share.objects.filter(hold__order__isnull=False).aggregate(all=Sum("places"))["all"] or 0)


def test_of_sixty_customers_ten_get_the_last_ten_places_and_the_others_hear_what_is_free(crowd):
    results = crowd(*(order_one(when=NINE) for _ in range(CUSTOMERS)))
    assert kinds(results) == {"Order": PLACES, "SlotFull": CUSTOMERS - PLACES}
    assert sold() == Order.objects.count() == Hold.objects.count() == PLACES
    refusal = next(result for result in results if isinstance(result, errors.SlotFull))
    quarter = timedelta(minutes=15)
    assert refusal.detail["next_slots"] == [(NINE + n * quarter).isoformat() for n in range(1, 6)]
    assert refusal.status == 409


def test_those_who_hold_a_place_get_it_and_nobody_else_does(crowd):
    from tenant_apps.delivery.actions import Dough

    shop = Shop.objects.get()
    waiting = [order_one(when=NINE) for _ in range(20)]
    lucky = [basket.id for basket in _baskets()[:PLACES]]
    for basket in lucky:
        delivery.hold_places(basket, shop=shop, need=need(1, due=75), dough=Dough(FRIDAY, 1), at=AT)
    results = crowd(*waiting)
    assert kinds(results) == {"Order": PLACES, "SlotFull": 10}
    assert set(Hold.objects.values_list("order", flat=True)) == {
        order.id for order in results if isinstance(order, Order)
    }


def _baskets() -> list[Any]:
    from tenant_apps.ordering.models import Basket

    return list(Basket.objects.order_by("id"))


def test_as_soon_as_possible_fills_one_stretch_after_the_other(crowd):
    results = crowd(*(order_one() for _ in range(25)))
    assert kinds(results) == {"Order": 25}
    taken = Share.objects.values_list("slot").annotate(all=Sum("places")).order_by("slot")
    assert [int(places) for _, places in taken] == [10, 10, 5]
    promised = sorted(order.promised_from for order in results)
    assert promised[0] < promised[-1]


def test_large_and_small_orders_never_wait_for_each_other_in_a_circle(crowd):
    def take(places: int, due: int | None) -> Callable[[], Any]:
        from tenant_apps.delivery.actions import Dough

        shop = Shop.objects.get()
        return lambda: delivery.hold_places(
            uuid4(), shop=shop, need=need(places, due=due), dough=Dough(FRIDAY, 1), at=AT
        )

    Shop.objects.update(dough_balls=1000)
    wanted = [(places, due) for due in (None, 60, 75, 90) for places in (1, 7, 23)]
    results = crowd(*(take(*wanted[number % len(wanted)]) for number in range(48)))
    assert set(kinds(results)) <= {"Hold", "OvenFull"}
    taken = Share.objects.values_list("slot").annotate(all=Sum("places"))
    assert max(places for _, places in taken) <= PLACES


def test_the_last_dough_is_sold_once(crowd):
    Shop.objects.update(dough_balls=3, oven_places=100)
    results = crowd(*(order_one(when=NINE + number % 3 * timedelta(minutes=15)) for number in range(12)))
    assert kinds(results) == {"Order": 3, "NoDough": 9}


def without(monkeypatch: pytest.MonkeyPatch, lock: str) -> None:
    """Let both see what is free before either has taken it, and hold nothing."""
    met = Barrier(2)
    monkeypatch.setattr(delivery, lock, lambda *args, **options: met.wait(20))


def test_control_without_the_slots_lock_the_last_place_is_sold_twice(crowd, monkeypatch):
    Shop.objects.update(oven_places=1)
    delivery.Slot.objects.create(start=NINE)
    without(monkeypatch, "_lock")
    assert kinds(crowd(order_one(when=NINE), order_one(when=NINE))) == {"Order": 2}
    assert sold() == 2


def test_control_without_the_days_lock_the_last_dough_is_sold_twice(crowd, monkeypatch):
    Shop.objects.update(dough_balls=1)
    without(monkeypatch, "_lock_dough")
    later = NINE + timedelta(minutes=15)
    assert kinds(crowd(order_one(when=NINE), order_one(when=later))) == {"Order": 2}


def test_who_waits_too_long_for_a_place_is_told_to_try_again(crowd, monkeypatch):
    from threading import Event

    from django.db import transaction

    from tenant_apps.ordering import booking

    monkeypatch.setattr(booking, "LONGEST_WAIT", "300ms")
    stuck, told = Event(), Event()

    def first() -> Any:
        with transaction.atomic():
            taken = order_one(when=NINE)()
            stuck.set()
            told.wait(20)
        return taken

    basket = filled_basket(quantity=1)

    def second() -> Any:
        stuck.wait(20)
        try:
            return actions.hold_time(basket, order_type="collection", when=NINE, at=AT)
        finally:
            told.set()

    results = crowd(first, second)
    assert kinds(results) == {"Order": 1, "TooBusy": 1}
    assert results[1].detail["next_slots"]


def look_as_one_visitor(shop: Shop) -> Callable[[], Any]:
    from tenant_apps.delivery.actions import Dough

    return lambda: delivery.hold_places(
        uuid4(), shop=shop, need=need(1, due=60), dough=Dough(FRIDAY, 1), visitor="one", at=AT
    )


def test_one_visitor_with_many_baskets_at_once_holds_a_few(crowd):
    results = crowd(*[look_as_one_visitor(Shop.objects.get())] * AT_ONCE)
    assert kinds(results) == {"Hold": delivery.MOST_HELD, "NotHeld": AT_ONCE - delivery.MOST_HELD}


def test_control_without_the_visitors_lock_one_visitor_holds_more(crowd, monkeypatch):
    monkeypatch.setattr(delivery, "MOST_HELD", 1)
    without(monkeypatch, "_lock_visitor")
    assert kinds(crowd(*[look_as_one_visitor(Shop.objects.get())] * 2)) == {"Hold": 2}
