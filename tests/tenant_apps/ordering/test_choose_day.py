"""The checkout's days: another one is the customer's choice, is always said, and is never chosen for them."""

import html
import re
from datetime import timedelta

import pytest

import tenants
from tenant_apps.delivery.models import DoughDay, Share, Slot
from tenant_apps.menu.models import Product
from tenant_apps.ordering.models import Order
from tenant_apps.shop.models import Shop
from tenants.actions import raise_cache_generation
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING

QUARTER = timedelta(minutes=15)


def see(browser, path="/checkout/", **posted):
    answer = browser.post(path, posted) if posted else browser.get(path)
    return html.unescape(answer.content.decode())


def starts(page):
    return re.findall(r'name="when"[^>]* value="(2026[^"]+)"', page)


def a_full_evening(shop):
    with tenants.inside(shop):
        Slot.objects.bulk_create(Slot(start=FRIDAY_EVENING + n * QUARTER, places=0) for n in range(20))


def test_today_is_shown_and_the_days_to_come_can_be_chosen(browser):
    page = see(browser)
    days = re.findall(r'<option value="(2026-[^"]+)"( selected)?>([^<]+)', page)
    assert days[0] == ("2026-05-08", " selected", "Today, Friday 8 May")
    assert days[1][0] == "2026-05-09" and len(days) >= 8


def test_another_day_has_its_own_times_and_none_is_chosen(browser, open_shop):
    page = see(browser, "/checkout/time/", order_type="collection", when="soon", day="2026-05-09")
    assert all(start.startswith("2026-05-09") for start in starts(page)) and starts(page)
    assert 'value="soon"' not in page and " checked" not in page
    assert "Held for you" not in page


def test_who_looked_at_another_day_and_chose_no_time_orders_nothing(browser, open_shop):
    wished = {"order_type": "collection", "name": "Giulia", "phone": "333 1234567", "tender": "counter"}
    page = see(browser, **wished, day="2026-05-09", later="1", expected_total="13.00")
    assert "Choose one of the times." in page
    with tenants.inside(open_shop):
        assert not Order.objects.exists()


def test_a_time_of_another_day_is_held_and_ordered_for_that_day(browser, open_shop):
    wanted = starts(see(browser, "/checkout/time/", order_type="collection", when="soon", day="2026-05-09"))[0]
    page = see(browser, "/checkout/time/", order_type="collection", when=wanted, day="2026-05-09")
    assert "Held for you until" in page and "Saturday 9 May" in page
    total = re.search(r'name="expected_total" value="([^"]+)"', see(browser))[1]
    wished = {"order_type": "collection", "name": "Giulia", "phone": "333 1234567", "tender": "counter"}
    see(browser, **wished, when=wanted, day="2026-05-09", expected_total=total)
    with tenants.inside(open_shop):
        order = Order.objects.get()
        assert (order.requested_for.isoformat(), order.business_day.isoformat()) == (wanted, "2026-05-09")


def test_a_time_of_the_day_before_is_not_kept_when_the_day_changes(browser, open_shop):
    tonight = starts(see(browser))[-1]
    see(browser, "/checkout/time/", order_type="collection", when=tonight, day="2026-05-08")
    page = see(browser, "/checkout/time/", order_type="collection", when=tonight, day="2026-05-09")
    assert tonight not in page and " checked" not in page


def test_a_full_evening_says_when_something_is_free(browser, open_shop):
    a_full_evening(open_shop)
    page = see(browser)
    assert "The next free time is on Saturday 9 May at 12:30." in page
    assert 'value="2026-05-08" selected' in page  # and moves nobody there


def test_a_refusal_of_the_time_itself_is_said_at_the_times(browser, open_shop):
    total = re.search(r'name="expected_total" value="([^"]+)"', see(browser))[1]
    wished = {"order_type": "collection", "name": "Giulia", "phone": "333 1234567", "tender": "counter"}
    with tenants.inside(open_shop):
        Shop.objects.update(paused_until=FRIDAY_EVENING + timedelta(hours=1))
        raise_cache_generation()
    page = see(browser, **wished, when="soon", expected_total=total)
    assert "The shop takes no orders right now" in page and 'value="Giulia"' in page


def test_near_the_end_there_is_no_slot_left_and_as_soon_as_possible_is_still_offered(browser, open_shop, monkeypatch):
    monkeypatch.setenv(
        "NOW", (FRIDAY_EVENING + timedelta(hours=3, minutes=3)).isoformat()
    )  # closes at half past eleven
    page = see(browser)
    assert re.search(r'value="soon" checked', page) and starts(page) == []
    assert 'value="2026-05-08" selected' in page and 'name="later"' not in page
    tomorrow = see(browser, "/checkout/time/", order_type="collection", when="soon", day="2026-05-09")
    assert 'value="soon"' not in tomorrow and starts(tomorrow)
    again = see(browser, "/checkout/time/?order_type=collection&day=2026-05-08")
    assert 'value="soon"' in again


def test_too_little_dough_is_called_so(browser, open_shop):
    with tenants.inside(open_shop):
        DoughDay.objects.create(day=FRIDAY_EVENING.date(), balls=1)
    page = see(browser)
    assert "There is not enough dough left for this order today." in page and "The oven is full" not in page


def test_the_page_without_javascript_shows_the_day_asked_for(browser, open_shop):
    page = see(browser, order_type="collection", change="collection", day="2026-05-10", name="Giulia")
    assert 'value="2026-05-10" selected' in page and 'value="Giulia"' in page
    with tenants.inside(open_shop):
        assert not Share.objects.filter(slot__start__date="2026-05-10").exists()


class TestServedAtLunchOnly:
    @pytest.fixture
    def lunch_only(self, open_shop):
        part = {"days": [0, 1, 2, 3, 4, 5, 6], "from": "12:00", "to": "15:00"}
        with tenants.inside(open_shop):
            Product.objects.update(day_parts=[part])
            raise_cache_generation()

    def test_the_bill_says_when_it_is_served_and_for_then_it_can_be_ordered(self, browser, lunch_only):
        now = see(browser, "/checkout/order/?order_type=collection&when=soon")
        assert "is served" in now and "12:00" in now and "Order for" not in now
        lunch = see(browser, "/checkout/order/?order_type=collection&when=2026-05-09T10:30:00%2B00:00")
        assert "is served" not in lunch and "Order for" in lunch

    def test_a_refusal_says_it_at_the_line_and_nothing_is_lost(self, browser, lunch_only, open_shop):
        wished = {"order_type": "collection", "name": "Giulia", "phone": "333 1234567", "tender": "counter"}
        page = see(browser, **wished, when="soon", expected_total="13.00")
        assert "is served" in page and 'value="Giulia"' in page
        with tenants.inside(open_shop):
            assert not Order.objects.exists()

    def test_the_bill_looks_again_when_a_time_is_chosen(self, browser):
        answer = browser.post("/checkout/time/", {"order_type": "collection", "when": "soon"})
        assert answer["HX-Trigger"] == "timeChosen"
        assert 'hx-trigger="timeChosen from:body' in see(browser)
        assert see(browser, "/checkout/order/?order_type=collection&when=nonsense")
