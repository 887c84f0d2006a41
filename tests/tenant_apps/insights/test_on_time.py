"""How often it was there when promised."""

from datetime import timedelta

import pytest

from shared_apps.journal.facts import Actor
from tenant_apps.insights import queries
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.models import Order
from tenant_apps.ordering.queries import Promises
from tests import orders
from tests.orders import LUNCH

pytestmark = pytest.mark.usefixtures("inside_napoli")
LATER = LUNCH + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _open(inside_napoli):
    orders.open_for_business()


def done(late: int, *, days_ago: int = 0, **changes) -> Order:
    """An order that was there so many minutes after the promise; negative is early."""
    order = orders.order(order_type="collection")
    there = order.promised_to + timedelta(minutes=late)
    day = order.business_day - timedelta(days=days_ago)
    Order.objects.filter(id=order.id).update(
        **{"ready_at": there, "state": "ready", "business_day": day, "day_number": None, **changes}
    )
    return order


def test_without_an_order_nothing_is_said():
    assert queries.on_time(at=LATER).now.percent is None


def test_what_was_there_when_promised_is_on_time():
    for late in (-10, 0, 0, 5):
        done(late)
    found = queries.on_time(at=LATER).now
    assert (found.kept, found.measured, found.percent) == (3, 4, 75)


def test_a_delivery_is_there_when_it_was_handed_over():
    order = done(0, order_type="delivery", state="delivered")
    Order.objects.filter(id=order.id).update(finished_at=order.promised_to + timedelta(minutes=1))
    assert queries.on_time(at=LATER).now.percent == 0


def test_who_fetches_it_late_makes_nobody_late():
    order = done(0, state="collected")
    Order.objects.filter(id=order.id).update(finished_at=order.promised_to + timedelta(hours=1))
    assert queries.on_time(at=LATER).now.percent == 100


def test_what_is_late_by_now_counts_before_it_is_finished():
    order = orders.order()
    assert queries.on_time(at=LUNCH).now.measured == 0
    assert queries.on_time(at=order.promised_to + timedelta(minutes=1)).now.percent == 0


def test_a_promise_that_was_moved_was_not_kept():
    order = orders.order(order_type="collection")
    for _ in range(3):
        order = ordering.delay_order(order, minutes=10, by=Actor.system("test"), at=LUNCH)
    Order.objects.filter(id=order.id).update(state="ready", ready_at=order.promised_to)
    found = queries.on_time(at=LATER).now
    assert (found.measured, found.kept) == (1, 0)


def test_only_the_last_seven_days_count_beside_the_seven_before():
    done(0, days_ago=6)
    done(9, days_ago=7)
    done(0, days_ago=13)
    done(9, days_ago=14)
    found = queries.on_time(at=LATER)
    assert (found.now.measured, found.now.percent, found.before.percent) == (1, 100, 50)


@pytest.mark.parametrize("changes", [{"state": "cancelled"}, {"state": "rejected"}, {"imported": True}])
def test_what_was_not_sold_or_comes_from_elsewhere_does_not_count(changes):
    done(0, **changes)
    assert queries.on_time(at=LATER).now.measured == 0


def test_two_hundred_of_two_hundred_and_one_is_not_all():
    assert Promises(201, 200).percent == 99


def test_the_owners_first_page_says_it_in_a_sentence(inside_napoli, ciro, signed_in, monkeypatch):
    monkeypatch.setenv("NOW", LATER.isoformat())
    for late in (0, 0, 5):
        done(late)
    shown = signed_in(inside_napoli, ciro).get("/manage/", headers={"accept-language": "en"}).content.decode()
    assert "On time this week" in shown and "67 %" in shown
    assert "2 of 3 orders were there when promised" in shown


def test_it_is_one_question(django_assert_num_queries):
    queries.business_day(at=LATER)
    with django_assert_num_queries(4):  # three are the timetable's, which a page has read already
        queries.on_time(at=LATER)
