"""What customers read about the shop: open until, opens at, and until when those words are true."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from django.utils import translation

from shared_apps.journal.facts import Actor
from tenant_apps.shop import actions, queries
from tenant_apps.shop.models import Closure, Opening, Shop
from tenant_apps.shop.templatetags.shop_now import shop_closed, shop_now
from tenants.actions import raise_cache_generation
from tests.cast import NOON
from toolbox import freshness

BY = Actor.system("test")
# Friday 8 May 2026, two hours ahead in Rome: lunch 12:00-14:30, dinner 18:30-23:30.
LUNCH = datetime(2026, 5, 8, 10, 30, tzinfo=UTC)
AFTERNOON = datetime(2026, 5, 8, 13, 0, tzinfo=UTC)
NIGHT = datetime(2026, 5, 8, 21, 45, tzinfo=UTC)


@pytest.fixture(autouse=True)
def shop(inside_napoli):
    actions.open_shop({"name": "Pizzeria Napoli"}, week=actions.STARTER_WEEK, by=BY, at=NOON)
    with translation.override("en"):
        yield


def said(at):
    request = RequestFactory().get("/")
    request.at = at
    return shop_now({"request": request})["words"], freshness.until(request)


def test_open_until_the_shop_closes_and_near_the_end_until_when_to_order():
    words, until = said(LUNCH)
    assert words == "Open until 14:30"
    assert until == datetime(2026, 5, 8, 11, 10, tzinfo=UTC)
    words, until = said(until)
    assert words == "Open until 14:30, order by 14:10"
    assert until == datetime(2026, 5, 8, 12, 10, tzinfo=UTC)


def test_while_the_kitchen_is_busy_the_last_order_is_earlier():
    Shop.objects.update(extra_minutes=25, busy_until=LUNCH + timedelta(minutes=50))
    raise_cache_generation()
    words, until = said(LUNCH + timedelta(minutes=20))
    assert words == "Open until 14:30, order by 13:45"
    assert until == LUNCH + timedelta(minutes=50)  # the rush is over


def test_between_lunch_and_dinner_it_says_when():
    words, until = said(AFTERNOON)
    assert words == "Opens at 18:30" and until == datetime(2026, 5, 8, 16, 30, tzinfo=UTC)


def test_late_at_night_it_opens_tomorrow_and_says_so_until_midnight():
    words, until = said(NIGHT)
    assert words == "Opens tomorrow at 12:00" and until == datetime(2026, 5, 8, 22, 0, tzinfo=UTC)


def test_after_closed_days_the_weekday_is_named():
    for day in (9, 10):
        actions.close_on(LUNCH.date().replace(day=day), reason="", by=BY, at=NOON)
    assert said(NIGHT)[0] == "Opens Monday at 12:00"


def test_a_week_away_has_a_date():
    for days in range(1, 9):
        actions.close_on(LUNCH.date() + timedelta(days=days), reason="", by=BY, at=NOON)
    assert said(NIGHT)[0] == "Opens Sunday 17 May at 12:00"


def test_a_closed_day_says_why():
    actions.close_on(LUNCH.date(), reason="Ferragosto", by=BY, at=NOON)
    assert said(LUNCH)[0] == "Ferragosto. Opens tomorrow at 12:00"
    actions.close_on(LUNCH.date(), reason="", by=BY, at=NOON)
    assert said(LUNCH)[0] == "Opens tomorrow at 12:00"


def test_a_pause_says_when_it_ends():
    actions.pause_orders(until=LUNCH + timedelta(minutes=30), by=BY, at=LUNCH)
    words, until = said(LUNCH)
    assert words == "Orders again from 13:00" and until == LUNCH + timedelta(minutes=30)


def test_a_shop_without_hours_is_closed():
    Opening.objects.all().delete()
    assert said(LUNCH)[0] == "Closed"


def test_a_shop_that_hands_nothing_out_is_closed():
    Shop.objects.update(takes_delivery=False, takes_collection=False)
    assert said(LUNCH)[0] == "Closed"


def test_round_the_clock_is_just_open():
    Opening.objects.all().delete()
    midnight = datetime(2026, 1, 1).time()
    Opening.objects.bulk_create(
        Opening(weekday=day, opens=opens, closes=closes)
        for day in range(7)
        for opens, closes in ((midnight, midnight.replace(hour=12)), (midnight.replace(hour=12), midnight))
    )
    assert said(LUNCH)[0] == "Open"


def test_in_italian_days_are_italian():
    actions.close_on(LUNCH.date().replace(day=9), reason="", by=BY, at=NOON)
    with translation.override("it"):
        assert "domenica" in said(NIGHT)[0]


def closed(at, order_type=""):
    request = RequestFactory().get("/")
    request.at = at
    told = shop_closed({"request": request}, order_type)
    return None if told["is_open"] else told["words"]


def test_a_page_where_one_orders_says_when_orders_are_taken_again_and_else_nothing():
    assert closed(LUNCH) is None
    assert closed(AFTERNOON) == "Opens at 18:30"


def test_of_two_ways_the_one_that_opens_first_counts_unless_one_is_named():
    Closure.objects.create(day=LUNCH.date(), order_types=["delivery"])
    raise_cache_generation()
    assert closed(LUNCH) is None
    assert closed(LUNCH, "delivery") == "Opens tomorrow at 12:00"
    assert closed(AFTERNOON) == "Opens at 18:30"


def test_an_opening_for_those_who_stay_is_none_for_those_who_fetch():
    Shop.objects.update(takes_eat_in=True)
    Opening.objects.filter(weekday=4).update(for_delivery=False, for_collection=False)
    raise_cache_generation()
    assert queries.status("eat_in", at=LUNCH).is_open
    assert not queries.status("collection", at=LUNCH).is_open
    assert closed(LUNCH) == "Opens tomorrow at 12:00"
