"""The owner's first screen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

import tenants
from tenant_apps.insights import actions
from tenant_apps.ordering.models import Order
from tests.cast import NOON

from .conftest import SYSTEM, TODAY, take_in, till_of

SignIn = Callable[[Any, Any], Client]


def learn(napoli: Any, days: int) -> None:
    with tenants.inside(napoli):
        take_in(till_of(days))
        actions.learn_from_sales(by=SYSTEM, at=NOON)


def page(client: Client, path: str = "/manage/", **kinds: Any) -> str:
    answer = client.get(path, headers={"accept-language": "en"}, **kinds)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_new_shop_is_taught_what_to_do(open_napoli: Any, ciro: Any, signed_in: SignIn) -> None:
    shown = page(signed_in(open_napoli, ciro))
    assert "Not enough history yet" in shown
    assert "Put something on the menu" in shown
    assert "Nothing was sold in this time." in shown


def test_today_stands_beside_last_week_by_this_time(open_napoli: Any, ciro: Any, signed_in: SignIn) -> None:
    with tenants.inside(open_napoli):
        take_in(till_of(8, last=TODAY))
        Order.objects.filter(business_day=TODAY).update(placed_at=NOON - timedelta(minutes=5))
        last_week = Order.objects.filter(business_day=TODAY - timedelta(days=7)).order_by("number")
        before = [order.id for order in last_week[:3]]
        Order.objects.filter(id__in=before).update(placed_at=NOON - timedelta(days=7, minutes=1))
        expected = Order.objects.filter(business_day=TODAY).count()
        late = Order.objects.filter(business_day=TODAY).first()
        Order.objects.filter(id=late.id).update(state="preparing", promised_to=NOON - timedelta(minutes=1))
    shown = page(signed_in(open_napoli, ciro), "/manage/now/")
    assert f'<div class="stat-value">{expected}</div>' in shown
    assert "3 last week by this time" in shown
    assert "1 is late" in shown
    assert "<html" not in shown


def test_tomorrow_stands_beside_the_simple_rule_with_its_error(open_napoli: Any, ciro: Any, signed_in: SignIn) -> None:
    learn(open_napoli, 120)
    shown = page(signed_in(open_napoli, ciro))
    assert "The simple rule says" in shown
    assert "Measured error" in shown
    assert "Saturday 9 May" in shown


@pytest.mark.parametrize(
    ("days", "words"), [(30, "Not enough history to test a forecast"), (3, "The first forecast comes after a week")]
)
def test_too_little_history_is_said_plainly(
    open_napoli: Any, ciro: Any, signed_in: SignIn, days: int, words: str
) -> None:
    learn(open_napoli, days)
    assert words in page(signed_in(open_napoli, ciro))


@pytest.mark.parametrize(
    ("by", "words"),
    [("day", "Sales by day"), ("week", "the week of"), ("product", "Best in the last 28 days: Margherita")],
)
def test_the_history_is_shown_by_day_week_and_product(
    open_napoli: Any, ciro: Any, signed_in: SignIn, by: str, words: str
) -> None:
    with tenants.inside(open_napoli):
        take_in(till_of(400, orders=3))
    assert words in page(signed_in(open_napoli, ciro), f"/manage/?by={by}")


def test_the_forecast_page_shows_the_days_ahead_and_tomorrow_by_product(
    open_napoli: Any, anna: Any, signed_in: SignIn
) -> None:
    learn(open_napoli, 120)
    shown = page(signed_in(open_napoli, anna), "/manage/forecast/")
    assert "14 open days ahead" in shown
    assert "Tomorrow by product" in shown


def test_the_forecast_page_of_a_new_shop_teaches(open_napoli: Any, anna: Any, signed_in: SignIn) -> None:
    assert "Not enough history yet" in page(signed_in(open_napoli, anna), "/manage/forecast/")


@pytest.mark.parametrize("path", ["/manage/", "/manage/now/"])
def test_the_kitchen_sees_no_sales(open_napoli: Any, anna: Any, signed_in: SignIn, path: str) -> None:
    assert signed_in(open_napoli, anna).get(path).status_code == 403


def test_a_guest_is_led_to_the_sign_in(open_napoli: Any, at_napoli: Client) -> None:
    assert at_napoli.get("/manage/").status_code == 302


def test_the_page_takes_few_queries(
    open_napoli: Any, ciro: Any, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    learn(open_napoli, 120)
    client = signed_in(open_napoli, ciro)
    page(client)
    with django_assert_max_num_queries(26):
        page(client)
