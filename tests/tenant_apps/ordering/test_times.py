"""When an order can be had: places in the oven, the promise that follows from them, and what is said when they are gone."""

import html
import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

import tenants
from pizzeria.oven import Load
from shared_apps.journal.facts import Actor
from tenant_apps.delivery.models import Hold, Share, Slot
from tenant_apps.menu import actions as menu
from tenant_apps.menu.models import Ingredient
from tenant_apps.ordering import access, actions, errors, times
from tenant_apps.ordering.models import Basket, Order
from tenant_apps.shop.models import Closure, Opening, Shop
from tests.tenant_apps.ordering.conftest import (
    FRIDAY_AFTERNOON,
    FRIDAY_EVENING,
    delivery,
    filled_basket,
    wish,
)
from toolbox import signing

NINE = FRIDAY_EVENING + timedelta(hours=1)
QUARTER = timedelta(minutes=15)
FIVE = Load(Decimal(5), 5)


def order(many: int = 2, *, at: datetime = FRIDAY_EVENING, type_: str = "collection", **wished) -> Order:
    wanted = (delivery if type_ == "delivery" else wish)(**wished)
    return actions.place_order(filled_basket(quantity=many, at=at), wish=wanted, by=Actor.guest(), at=at)


def taken(placed: Order) -> list[tuple[str, int]]:
    """Which stretches of the oven's time it takes, by Rome's clock, and how much of each."""
    rows = Share.objects.filter(hold__order=placed.id).order_by("slot").values_list("slot", "places")
    return [(f"{start + timedelta(hours=2):%H:%M}", int(places)) for start, places in rows]


@pytest.mark.usefixtures("shop")
class TestPlacing:
    def test_an_order_takes_its_places_whatever_its_way_in(self):
        for channel in ("web", "api", "phone"):
            assert taken(order(2, channel=channel)) == [("20:15", 2)]
        assert Hold.objects.filter(basket=None).count() == 3

    def test_a_collection_is_baked_in_its_slot_and_a_delivery_before_the_way(self):
        assert taken(order(2, when=NINE)) == [("21:00", 2)]
        assert taken(order(2, when=NINE, type_="delivery")) == [("20:30", 2)]

    def test_a_drink_takes_no_place(self):
        basket = filled_basket("Acqua naturale 50 cl")
        placed = actions.place_order(basket, wish=wish(), by=Actor.guest(), at=FRIDAY_EVENING)
        assert taken(placed) == []

    def test_the_promise_moves_and_widens_with_what_is_booked(self):
        first, second, third = order(12), order(12), order(2)
        minutes = [
            (placed.promised_from - FRIDAY_EVENING, placed.promised_to - placed.promised_from)
            for placed in (first, second, third)
        ]
        assert [int(start.total_seconds() // 60) for start, _ in minutes] == [30, 45, 50]
        widths = [width for _, width in minutes]
        assert widths == sorted(widths) and widths[0] < widths[-1]

    def test_the_kitchen_is_told_when_to_begin_an_order_for_later(self):
        assert order(2).fires_at is None
        assert order(2, when=NINE).fires_at == NINE - timedelta(minutes=20)
        assert order(20, when=NINE + QUARTER).fires_at == NINE - timedelta(minutes=20)  # its first part bakes at nine
        early = order(2, when=FRIDAY_EVENING + timedelta(minutes=45), type_="delivery")
        assert early.fires_at == FRIDAY_EVENING

    def test_a_slot_that_is_full_is_refused_with_the_next_free_ones_and_never_moved(self):
        order(12, when=NINE)
        with pytest.raises(errors.SlotFull) as refused:
            order(1, when=NINE)
        assert refused.value.detail["next_slots"][:2] == [
            (NINE + QUARTER).isoformat(),
            (NINE + 2 * QUARTER).isoformat(),
        ]
        assert Order.objects.count() == 1
        assert Basket.objects.get(lines__isnull=False).lines.get().quantity == 1

    def test_the_next_free_slots_are_free_for_this_basket(self):
        order(8, when=NINE)
        order(8, when=NINE + QUARTER)
        with pytest.raises(errors.SlotFull) as refused:
            order(5, when=NINE)
        assert refused.value.detail["next_slots"][0] == (NINE + 2 * QUARTER).isoformat()

    def test_when_the_evening_is_full_the_next_days_are_offered_and_not_taken(self):
        Shop.objects.update(oven_places=1)
        Slot.objects.bulk_create(Slot(start=FRIDAY_EVENING + n * QUARTER, places=0) for n in range(20))
        with pytest.raises(errors.KitchenFull) as refused:
            order(1)
        assert refused.value.detail["next_slots"][0].startswith("2026-05-09T")

    def test_dough_is_a_second_limit_and_another_day_has_its_own(self):
        Shop.objects.update(dough_balls=5)
        order(4)
        with pytest.raises(errors.NoDough) as refused:
            order(2, when=NINE)
        assert refused.value.detail["next_slots"][0].startswith("2026-05-09T")
        assert order(5, when=datetime.fromisoformat(refused.value.detail["next_slots"][0]))

    @pytest.mark.parametrize("verb", ["cancel", "reject"])
    def test_what_is_not_made_gives_its_places_back(self, verb, cook):
        placed = order(12, when=NINE)
        options = {"reason": "chiuso"} if verb == "reject" else {}
        getattr(actions, f"{verb}_order")(placed, by=cook, at=FRIDAY_EVENING, **options)
        assert not Hold.objects.exists()
        order(12, when=NINE)

    def test_what_was_begun_gives_nothing_back(self, cook):
        Shop.objects.update(dough_balls=12)
        placed = order(12)
        for verb in ("accept", "start", "cancel"):
            placed = getattr(actions, f"{verb}_order")(placed, by=cook, at=FRIDAY_EVENING)
        assert taken(placed) == [("20:15", 12)]
        with pytest.raises(errors.NoDough):
            order(1)

    def test_what_the_kitchen_is_late_with_stands_in_the_way(self):
        order(10)
        later = FRIDAY_EVENING + timedelta(minutes=35)  # the 20:15 stretch is over, and its pizzas are not made
        late = order(8, at=later)
        Order.objects.filter(id=late.id).delete()
        Hold.objects.filter(order=late.id).delete()
        Order.objects.update(state="ready")
        assert order(8, at=later).promised_from <= late.promised_from

    def test_a_busy_kitchen_promises_later_until_it_is_busy_no_more(self):
        Shop.objects.update(extra_minutes=25, busy_until=FRIDAY_EVENING + timedelta(minutes=30))
        assert order(1).promised_from == FRIDAY_EVENING + timedelta(minutes=45)
        half_past = FRIDAY_EVENING + timedelta(minutes=30)
        assert order(1, at=half_past).promised_from == half_past + timedelta(minutes=20)

    def test_only_the_counter_lets_people_stay(self):
        Shop.objects.update(takes_eat_in=True)
        with pytest.raises(errors.TypeNotOffered):
            order(1, order_type="eat_in")
        assert order(1, order_type="eat_in", channel="counter").order_type == "eat_in"
        Opening.objects.update(for_eat_in=False)
        with pytest.raises(errors.ShopClosed):
            order(1, order_type="eat_in", channel="counter")


@pytest.mark.usefixtures("shop")
class TestHours:
    def test_a_closure_can_be_for_one_way_of_getting_it(self):
        Closure.objects.create(day=date(2026, 5, 8), order_types=["delivery"])
        with pytest.raises(errors.ShopClosed) as refused:
            order(2, type_="delivery")
        assert refused.value.detail["opens_at"] == "2026-05-09T10:00:00+00:00"
        assert order(2).number

    def test_a_closed_shop_says_which_times_can_be_had(self):
        with pytest.raises(errors.ShopClosed) as refused:
            order(2, at=FRIDAY_AFTERNOON)
        assert refused.value.detail["next_slots"][0] == "2026-05-08T17:00:00+00:00"  # half an hour after it opens

    def test_a_pause_moves_the_slots_and_ends_by_itself(self):
        Shop.objects.update(paused_until=NINE)
        offered = times.times("collection", at=FRIDAY_EVENING)
        assert not offered.is_open and offered.opens_at == NINE
        assert offered.slots[0].start >= NINE + timedelta(minutes=20)
        assert times.times("collection", at=NINE).is_open

    def test_being_busy_says_nothing_about_tomorrow(self):
        tomorrow = date(2026, 5, 9)
        calm = times.times("collection", at=FRIDAY_EVENING, day=tomorrow)
        Shop.objects.update(extra_minutes=60, busy_until=NINE)
        assert times.times("collection", at=FRIDAY_EVENING, day=tomorrow).slots == calm.slots

    def test_all_slots_cost_few_questions(self, django_assert_max_num_queries):
        order(2, when=NINE)
        with django_assert_max_num_queries(14):
            times.times("delivery", at=FRIDAY_EVENING, load=FIVE)

    def test_a_slot_says_how_many_places_it_has_left(self):
        order(8, when=NINE)
        known = {offer.start: offer for offer in times.times("collection", at=FRIDAY_EVENING, load=FIVE).slots}
        assert (known[NINE].places_left, known[NINE].is_free) == (4, False)
        assert (known[NINE + QUARTER].places_left, known[NINE + QUARTER].is_free) == (12, True)


def ask(shop, path="/api/v1/slots/?type=collection"):
    return Client(HTTP_HOST=shop.host).get(path).json()


class TestApi:
    def test_each_slot_has_its_places(self, open_shop):
        with tenants.inside(open_shop):
            order(12, when=NINE)
        known = {slot["start"]: slot["places_left"] for slot in ask(open_shop)["slots"]}
        assert known["2026-05-08T19:00:00Z"] == 0 and known["2026-05-08T19:15:00Z"] == 12

    def test_a_full_slot_is_a_409_with_the_next_free_ones(self, open_shop):
        with tenants.inside(open_shop):
            order(12, when=NINE)
            basket = filled_basket()
            total = sum(line.quantity for line in basket.lines.all()) * Decimal("6.50")
        body = {
            "basket": str(basket.id),
            "order_type": "collection",
            "name": "Renzo",
            "phone": "1",
            "when": NINE.isoformat(),
        }
        answer = Client(HTTP_HOST=open_shop.host).post(
            "/api/v1/orders/", json.dumps(body | {"expected_total": str(total)}), content_type="application/json"
        )
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "slot_full")
        assert problem["next_slots"][0] == (NINE + QUARTER).isoformat()
        assert answer["Content-Type"] == "application/problem+json"


class TestPages:
    def see(self, browser, path="/checkout/", **posted):
        answer = browser.post(path, posted) if posted else browser.get(path)
        return answer, html.unescape(answer.content.decode())

    def held(self, shop):
        with tenants.inside(shop):
            return [
                (f"{start + timedelta(hours=2):%H:%M}", int(places))
                for start, places in Share.objects.order_by("slot").values_list("slot", "places")
            ]

    def test_who_reaches_the_checkout_holds_a_place(self, browser, open_shop):
        _, page = self.see(browser)
        assert self.held(open_shop) == [("20:15", 2)]
        assert "Held for you until 20:08" in page
        self.see(browser)
        assert self.held(open_shop) == [("20:15", 2)]

    def test_choosing_a_time_moves_the_hold(self, browser, open_shop):
        self.see(browser)
        answer, page = self.see(browser, "/checkout/time/", when=NINE.isoformat(), order_type="collection")
        assert answer.status_code == 200 and "Held for you" in page
        assert re.search(rf'value="{re.escape(NINE.isoformat())}" checked', page)
        assert self.held(open_shop) == [("21:00", 2)]
        _, page = self.see(browser)
        assert re.search(
            rf'value="{re.escape(NINE.isoformat())}" checked', page
        )  # still, after the page is loaded anew

    def test_looking_takes_nothing(self, browser, open_shop):
        browser.head("/checkout/")
        browser.get("/checkout/time/?order_type=collection&when=soon")
        assert self.held(open_shop) == []

    def test_what_others_took_meanwhile_is_said_and_what_was_typed_stays(self, browser, open_shop):
        _, page = self.see(browser)
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        with tenants.inside(open_shop):
            order(12, when=NINE)
        answer, page = self.see(browser, **fields, name="Giulia", phone="333", tender="counter", when=NINE.isoformat())
        assert answer.status_code == 409
        assert "not enough places left at that time" in page and 'value="Giulia"' in page
        assert re.search(rf'value="{re.escape(NINE.isoformat())}" disabled', page) and "full" in page
        assert self.held(open_shop)[0] == ("20:15", 2)  # what it held stays its own
        answer, page = self.see(browser, "/checkout/time/", when=NINE.isoformat(), order_type="collection")
        assert answer.status_code == 409 and "not enough places" in page

    def test_placing_makes_the_hold_the_orders(self, browser, open_shop):
        _, page = self.see(browser)
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        answer, _ = self.see(browser, **fields, name="Giulia", phone="333", tender="counter", when="soon")
        assert answer.status_code == 302
        with tenants.inside(open_shop):
            assert Hold.objects.get().order == Order.objects.get().id

    def test_the_same_time_is_held_for_its_minutes_once_and_can_be_ordered_after_that(
        self, browser, open_shop, monkeypatch
    ):
        _, page = self.see(browser)
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        monkeypatch.setenv("NOW", (FRIDAY_EVENING + timedelta(minutes=9)).isoformat())
        _, page = self.see(browser)
        assert "This time is not held for you. Order while it is free." in page and "Held for you until" not in page
        assert self.held(open_shop) == []
        answer, _ = self.see(browser, **fields, name="Giulia", phone="333", tender="counter", when="soon")
        assert answer.status_code == 302

    def test_what_cannot_be_ordered_any_more_holds_nothing(self, browser, open_shop):
        self.see(browser)
        with tenants.inside(open_shop):
            tomato = Ingredient.objects.get(name__it="pomodoro")
            menu.eighty_six(tomato, until=None, by=Actor.guest(), at=FRIDAY_EVENING)
        self.see(browser)
        assert self.held(open_shop) == []

    def test_one_address_does_not_hold_an_evening(self, open_shop):
        for _ in range(6):
            guest = Client(HTTP_HOST=open_shop.host, headers={"accept-language": "en"})
            with tenants.inside(open_shop):
                basket = filled_basket()
                Basket.objects.filter(id=basket.id).update(order_type="collection")
                guest.cookies["basket"] = signing.sign(str(basket.id), purpose="basket")
            _, page = self.see(guest)
        assert "This time is not held for you" in page
        assert sum(places for _, places in self.held(open_shop)) == 4 * 2

    def test_who_asks_too_often_is_held_nothing_and_still_shown_the_times(self, browser, open_shop, monkeypatch):
        monkeypatch.setattr(access, "MOST_HOLDS", 1)
        browser.defaults["REMOTE_ADDR"] = "192.0.2.86"
        self.see(browser)
        answer, page = self.see(browser, "/checkout/time/", when=NINE.isoformat(), order_type="collection")
        assert answer.status_code == 200 and "not held for you" in page
        assert re.search(rf'value="{re.escape(NINE.isoformat())}" checked', page)
        assert self.held(open_shop) == [("20:15", 2)]

    def test_an_emptied_basket_holds_nothing(self, browser, open_shop):
        self.see(browser)
        with tenants.inside(open_shop):
            line = Basket.objects.get().lines.get().id
        browser.post(f"/basket/lines/{line}/", {"quantity": "0"})
        assert self.held(open_shop) == []

    @pytest.mark.parametrize("when", ["nonsense", "2026-05-08T20:00", "9999-12-31T23:59:59+00:00"])
    def test_a_time_that_is_none_holds_nothing(self, browser, open_shop, when):
        answer, _ = self.see(browser, "/checkout/time/", when=when, order_type="collection")
        assert answer.status_code in (200, 409)
        assert self.held(open_shop) == []

    def test_a_full_evening_is_said_and_other_times_are_offered(self, browser, open_shop):
        with tenants.inside(open_shop):
            Slot.objects.bulk_create(Slot(start=FRIDAY_EVENING + n * QUARTER, places=0) for n in range(20))
        _, page = self.see(browser)
        assert "The oven is full until we close." in page and 'value="soon"' not in page
        assert 'role="alert"' not in page  # nobody did anything wrong
