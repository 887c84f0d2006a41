"""What is taken off for some months is for who pays by the month: off a year's bill it would be off the whole year."""

from typing import Any

import pytest

from shared_apps.billing.models import Invoice
from tests.shared_apps.billing.story import PAGE, Story, standin, story, stripe_client, stripe_server

__all__ = ["standin", "story", "stripe_client", "stripe_server"]


def test_who_comes_back_for_a_year_pays_the_year_as_promised(story: Story) -> None:
    story.go_to(31)
    story.give_card()
    story.choose("pro", "year")
    story.browser.post(PAGE + "cancel/", {"reason": "other", "words": ""})
    story.go_to(31 + 367)
    assert "Come back on Pro." in story.text() and "% off" not in story.text()
    story.browser.post(PAGE + "return/")
    story.hear()
    assert (story.row.interval, story.row.coupon, story.row.monthly_value) == ("year", "", 5750)
    assert list(Invoice.objects.filter(total__gt=0).values_list("total", flat=True)) == [84180, 84180]


@pytest.mark.parametrize(
    "duration, is_kept", [({"duration": "repeating", "duration_in_months": 3}, False), ({"duration": "forever"}, True)]
)
def test_what_is_off_for_some_months_ends_where_a_year_begins(story: Story, duration: Any, is_kept: bool) -> None:
    coupon = story.client.v1.coupons.create(params={"percent_off": 50, **duration}).id
    story.client.v1.promotion_codes.create(params={"code": "NAPOLI", "promotion": {"type": "coupon", "coupon": coupon}})
    story.give_card()
    story.browser.post(PAGE + "coupon/", {"code": "NAPOLI"})
    story.go_to(31)
    story.choose("pro")
    page = story.browser.get(PAGE + "plan/?plan=pro&interval=year")
    assert ("Your discount is one for plans by the month" in page.content.decode()) != is_kept
    assert "Your discount is one" not in story.text(PAGE + "plan/?plan=starter&interval=month")
    story.choose("pro", "year")
    assert (story.row.interval, story.row.coupon) == ("year", coupon if is_kept else "")
    assert story.row.monthly_value == (2875 if is_kept else 5750)
    assert Invoice.objects.latest("made_at", "id").total == page.context["preview"].total


@pytest.fixture
def three_months(story: Story) -> str:
    """A code that takes half off for three months."""
    params: Any = {"percent_off": 50, "duration": "repeating", "duration_in_months": 3}
    coupon = story.client.v1.coupons.create(params=params).id
    story.client.v1.promotion_codes.create(params={"code": "NAPOLI", "promotion": {"type": "coupon", "coupon": coupon}})
    return coupon


def test_a_code_for_some_months_is_not_taken_off_a_year(story: Story, three_months: str) -> None:
    story.go_to(31)
    story.give_card()
    story.browser.post(PAGE + "coupon/", {"code": "NAPOLI"})
    monthly, yearly = (story.text(f"{PAGE}plan/?plan=pro&interval={interval}") for interval in ("month", "year"))
    assert "Your code is taken off." in monthly and "€42.09" in monthly
    assert "Your code is one for plans by the month: it is not taken off." in yearly and "€841.80" in yearly
    assert "Your code is taken off." not in yearly
    story.choose("pro", "year")
    assert (story.row.coupon, story.row.monthly_value) == ("", 5750)
    assert Invoice.objects.get(total__gt=0).total == 84180


def test_nor_off_one_that_has_begun(story: Story, three_months: str) -> None:
    story.go_to(31)
    story.give_card()
    story.choose("pro", "year")
    answer = story.browser.post(PAGE + "coupon/", {"code": "NAPOLI"})
    assert answer.status_code == 422 and "for plans paid by the month" in answer.content.decode()
    assert (story.row.coupon, story.row.wished_coupon, story.row.monthly_value) == ("", "", 5750)


def test_it_is_taken_off_where_one_pays_by_the_month(story: Story, three_months: str) -> None:
    story.go_to(31)
    story.give_card()
    story.choose("pro")
    story.browser.post(PAGE + "coupon/", {"code": "NAPOLI"})
    assert (story.row.coupon, story.row.monthly_value) == (three_months, 3450)
