"""How long it took, beside what was promised."""

from datetime import timedelta

import pytest

from tenant_apps.kitchen import actions
from tenant_apps.kitchen.times import times
from tenant_apps.ordering import actions as ordering
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def made(accepted):
    """``made(wait, work)``: an order that waited and was worked on so long."""

    def make(wait, work, *wanted, at=LUNCH, **wish):
        order = accepted(*wanted, at=at, **wish)
        order = ordering.start_order(order, by=COOK, at=at + wait * MINUTE)
        return ordering.ready_order(order, by=COOK, at=at + (wait + work) * MINUTE)

    return make


def test_waiting_and_working_are_told_apart(made):
    for wait, work in ((1, 10), (2, 12), (9, 30)):
        made(wait, work)
    waited, worked, together = (line.today for line in times(at=LUNCH).whole)
    assert (waited.p50, worked.p50, together.p50) == (2 * MINUTE, 12 * MINUTE, 14 * MINUTE)
    assert together.many == 3


def test_the_week_is_seven_business_days(made):
    made(0, 30, at=LUNCH - 7 * DAY)
    made(0, 10, at=LUNCH - 6 * DAY)
    made(0, 20)
    together = times(at=LUNCH).whole[-1]
    assert (together.today.many, together.week.many, together.week.p50) == (1, 2, 15 * MINUTE)


def test_an_order_for_later_did_not_wait_since_it_was_accepted(made):
    made(75, 10, when=LUNCH + 90 * MINUTE)
    waited = times(at=LUNCH).whole[0].today
    assert waited.p50 < 20 * MINUTE


def test_what_was_called_back_counts_until_it_was_really_ready(made):
    order = ordering.recall_order(made(0, 10), by=COOK, at=LUNCH + 11 * MINUTE)
    ordering.ready_order(order, by=COOK, at=LUNCH + 18 * MINUTE)
    assert times(at=LUNCH).whole[-1].today.p50 == 18 * MINUTE


def test_each_station_is_measured_by_what_it_struck_off(accepted):
    order = accepted("Margherita", "Cola 33 cl")
    order = ordering.start_order(order, by=COOK, at=LUNCH)
    actions.bump_ticket(order, station="bar", by=COOK, at=LUNCH + 2 * MINUTE)
    actions.bump_ticket(order, station="oven", by=COOK, at=LUNCH + 9 * MINUTE)
    order.refresh_from_db()
    actions.bump_ticket(order, by=COOK, at=LUNCH + 10 * MINUTE)
    assert [line.today.p50 for line in times(at=LUNCH).stations] == [9 * MINUTE, 2 * MINUTE]


def test_in_time_is_what_was_ready_as_promised_whenever_it_is_fetched(made):
    for late in (0, 0, 0, 90):
        order = made(0, 5 + late)
        ordering.collect_order(order, by=COOK, at=order.promised_to + 30 * MINUTE)
    found = times(at=LUNCH + 180 * MINUTE)
    assert (found.today.percent, found.week.percent, found.promised) == (75, 75, 20)


def test_the_kitchens_pages_and_the_owners_say_the_same(made):
    from tenant_apps.insights import queries as insights
    from tenant_apps.kitchen import queries

    for late in (0, 0, 90):
        made(0, 5 + late)
    later = LUNCH + 180 * MINUTE
    assert queries.board(at=later).kept == times(at=later).today.percent == insights.on_time(at=later).now.percent == 67


def test_it_costs_the_same_however_much_was_made(made, django_assert_max_num_queries):
    for _ in range(5):
        made(1, 10)
    with django_assert_max_num_queries(6):  # the hours among them
        times(at=LUNCH)


def test_the_page_shows_it_and_teaches_when_there_is_nothing(open_napoli, clock, anna, signed_in, made):
    tablet = signed_in(open_napoli, anna)
    assert (
        "Nothing was measured yet" in tablet.get("/kitchen/times/", headers={"Accept-Language": "en"}).content.decode()
    )
    made(1, 12)
    page = tablet.get("/kitchen/times/", headers={"Accept-Language": "en"}).content.decode()
    assert "13 min" in page and "20 min promised" in page and "<svg" in page
    assert "Stations are measured" in page
