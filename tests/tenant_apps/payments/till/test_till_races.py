"""Two tablets, twenty at once. Each lock has its negative control."""

from collections.abc import Iterator
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

import tenants
from pizzeria import ledger
from tenant_apps.payments import actions, posting, till_queries
from tenant_apps.payments.actions import Counting, counter, receipts
from tenant_apps.payments.models import Payment, Receipt, Series
from tests import orders
from tests.orders import LUNCH
from tests.people import add
from tests.races import kinds, meet_before
from tests.tenant_apps.payments.till.conftest import CASHIER, at_price, pay, stands

pytestmark = pytest.mark.race
MANY = 20


@pytest.fixture(autouse=True)
def inside_torino(torino: Any, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), tenants.inside(torino):
        orders.open_for_business()
        yield


def priced(total: str = "9.50") -> Any:
    return at_price(orders.order(tender="counter"), total)


def test_two_tablets_take_a_due_once(at_once):
    order = priced()
    results = at_once(*(lambda key=key: pay(order, 950, key=key) for key in ("one", "other")))
    assert kinds(results) == ["NothingDue", "Payment"]
    assert stands(ledger.DRAWER) == 950


def test_control_without_the_orders_lock_a_due_is_taken_twice(at_once, monkeypatch):
    order = priced()
    monkeypatch.setattr(counter, "locked_order", lambda id: order)
    monkeypatch.setattr(counter, "_settle", lambda *args, **who: None)
    meet_before(monkeypatch, counter, "check_can_take", 2)
    results = at_once(*(lambda key=key: pay(order, 950, key=key) for key in ("one", "other")))
    assert kinds(results) == ["Payment", "Payment"]


def test_one_form_sent_many_times_at_once_is_one_payment(at_once):
    order = priced()
    results = at_once(*[lambda: pay(order, 400, key="form")] * 6)
    assert len({payment.id for payment in results}) == Payment.objects.count() == 1


def test_twenty_receipts_at_once_have_numbers_without_gaps(at_once):
    waiting = [priced() for _ in range(MANY)]
    results = at_once(*(lambda order=order: pay(order, 950, key=str(order.id)) for order in waiting))
    assert kinds(results) == ["Payment"] * MANY
    assert sorted(Receipt.objects.values_list("number", flat=True)) == list(range(1, MANY + 1))


def test_who_is_rolled_back_among_them_leaves_no_gap(at_once):
    def fails(order: Any) -> None:
        with transaction.atomic():
            pay(order, 950, key=str(order.id))
            raise ZeroDivisionError

    waiting = [priced() for _ in range(10)]
    acts = [
        (lambda order=order: fails(order)) if number % 2 else (lambda order=order: pay(order, 950, key=str(order.id)))
        for number, order in enumerate(waiting)
    ]
    assert kinds(at_once(*acts)) == ["Payment"] * 5 + ["ZeroDivisionError"] * 5
    assert sorted(Receipt.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_control_without_the_counters_lock_a_number_is_wanted_twice(at_once, monkeypatch):
    met = Barrier(2)

    def careless(name: str, year: int) -> int:
        last = Series.objects.get_or_create(name=name, year=year)[0].last
        met.wait(20)
        return last + 1

    Series.objects.create(name="R", year=2026)
    monkeypatch.setattr(receipts, "take_number", careless)
    results = at_once(*(lambda order=order: pay(order, 950, key=str(order.id)) for order in (priced(), priced())))
    assert kinds(results) == ["IntegrityError", "Payment"]  # UNIQUE is the last wall


def test_a_courier_is_settled_once(at_once):
    luca, carla = add("luca", "courier", "torino"), add("carla", "cashier", "torino")
    pay(priced(), 950, holder=ledger.courier(str(luca.id)))
    said = {"target": ledger.SAFE, "signer": carla, "by": CASHIER, "at": LUNCH}
    counts = at_once(
        *(lambda key=key: actions.settle_courier(luca, Counting(key, amount=950), **said) for key in ("one", "other"))
    )
    assert sorted(count.expected for count in counts) == [0, 950]
    assert stands(ledger.courier(str(luca.id))) == 0


def test_control_without_the_accounts_lock_what_a_courier_carries_is_expected_twice(at_once, monkeypatch):
    luca, carla = add("luca", "courier", "torino"), add("carla", "cashier", "torino")
    pay(priced(), 950, holder=ledger.courier(str(luca.id)))
    said = {"target": ledger.SAFE, "signer": carla, "by": CASHIER, "at": LUNCH}
    monkeypatch.setattr(posting, "hold_account", lambda account: None)
    meet_before(monkeypatch, posting, "open_day", 2)
    counts = at_once(
        *(lambda key=key: actions.settle_courier(luca, Counting(key, amount=950), **said) for key in ("one", "other"))
    )
    assert [count.expected for count in counts] == [950, 950]


def test_who_pays_while_the_day_is_closed_pays_on_one_side_of_it(at_once):
    waiting = [priced() for _ in range(6)]
    acts = [lambda order=order: pay(order, 950, key=str(order.id)) for order in waiting]
    *_, close = at_once(*acts, lambda: actions.close_day(LUNCH.date(), by=CASHIER, at=LUNCH))
    before = Payment.objects.filter(business_day=LUNCH.date()).count()
    assert close.figures["cash"]["drawer"] == 950 * before
    assert close.figures["sales"]["gross"] == 950 * before
    assert till_queries.lying(until=LUNCH.date()).get(ledger.DRAWER, 0) == 950 * before
