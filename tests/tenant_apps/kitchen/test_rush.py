"""Busy: one tap promises everything later, and it ends by itself."""

from datetime import timedelta

import pytest

from tenant_apps.kitchen import counting
from tenant_apps.ordering import times
from tenant_apps.shop import actions as shop
from tenant_apps.shop.errors import BadRush, NotBusy
from tenant_apps.shop.models import Shop
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK

HX = {"HTTP_HX_REQUEST": "true"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def tablet(open_napoli, clock, anna, signed_in):
    return signed_in(open_napoli, anna)


def soonest(at=LUNCH):
    return times.times("collection", at=at).soon.earliest


def test_one_tap_promises_later_for_a_while(tablet):
    before = soonest()
    assert tablet.post("/kitchen/rush/", {"rush": "20-30"}, **HX).status_code == 200
    row = Shop.objects.get()
    assert (row.extra_minutes, row.busy_until) == (20, LUNCH + 30 * MINUTE)
    assert soonest() == before + 20 * MINUTE


def test_it_ends_by_itself(open_napoli):
    usual = soonest(LUNCH + 30 * MINUTE)
    shop.declare_rush(minutes=20, until=LUNCH + 30 * MINUTE, by=COOK, at=LUNCH)
    assert soonest(LUNCH + 29 * MINUTE) > soonest(LUNCH + 30 * MINUTE) == usual


def test_or_when_somebody_says_so(tablet):
    tablet.post("/kitchen/rush/", {"rush": "10-0"}, **HX)
    assert Shop.objects.get().extra(at=LUNCH + timedelta(days=2)) == 10
    page = tablet.get("/kitchen/", headers={"Accept-Language": "en"}).content.decode()
    assert "Everything is promised 10 min later" in page
    tablet.post("/kitchen/calm/", **HX)
    assert Shop.objects.get().extra(at=LUNCH) == 0
    assert tablet.post("/kitchen/calm/", **HX).status_code == 409


@pytest.mark.parametrize("said", ["", "20", "200-30", "3-30", "20-3000", "a-b", "20--1"])
def test_no_such_rush_changes_nothing(tablet, said):
    assert tablet.post("/kitchen/rush/", {"rush": said}, **HX).status_code == 422
    assert Shop.objects.get().extra_minutes == 0


def test_a_rush_is_no_later_than_a_day_and_not_over_already(open_napoli):
    for until in (LUNCH, LUNCH + timedelta(hours=25)):
        with pytest.raises(BadRush):
            shop.declare_rush(minutes=10, until=until, by=COOK, at=LUNCH)
    shop.declare_rush(minutes=10, until=LUNCH + MINUTE, by=COOK, at=LUNCH)
    with pytest.raises(NotBusy):
        shop.end_rush(by=COOK, at=LUNCH + MINUTE)


def test_all_day_counts_what_is_open_now_and_what_is_for_later(tablet, accepted):
    accepted("2 Margherita", "Cola 33 cl")
    accepted("Margherita", "Diavola")
    accepted("3 Marinara", when=LUNCH + 90 * MINUTE)
    count = counting.all_day(at=LUNCH)
    assert [(row.name, row.whole) for row in count.now.items] == [("Margherita", 3), ("Cola 33 cl", 1), ("Diavola", 1)]
    assert [(row.name, row.whole) for row in count.later.items] == [("Marinara", 3)]
    assert [row.name for row in counting.all_day(at=LUNCH, station="bar").now.items] == ["Cola 33 cl"]
    page = tablet.get("/kitchen/all-day/?station=bar", **HX).content.decode()
    assert "Cola 33 cl" in page and "Diavola" not in page and "<html" not in page
