"""What a manager sees and says of the oven's places and the dough: slot by slot, day by day."""

import html
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

import tenants
from shared_apps.accounts import actions as accounts
from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.delivery import actions, book
from tenant_apps.delivery.errors import OvenFull
from tenant_apps.delivery.models import DoughDay, Hold, Slot
from tenant_apps.shop import actions as shops
from tenant_apps.shop.models import Shop
from tests.people import PASSWORD
from tests.tenant_apps.delivery.conftest import AT, FRIDAY

NINE = AT + timedelta(minutes=60)
BY = Actor.system("test")


def stretch(minutes: int, *, at=AT):
    start = AT + timedelta(minutes=minutes)
    return next(one for one in book.day_of(None, at=at).stretches if one.start == start)


class TestBook:
    def test_a_day_shows_what_is_booked_of_each_slot(self, hold):
        actions.give_to_order(hold(4, due=75, balls=4), order=uuid4())
        hold(2, due=75, balls=2)
        assert (stretch(60).taken, stretch(60).places, stretch(60).percent) == (6, 12, 50)
        assert book.day_of(FRIDAY, at=AT).dough == book.Dough(None, None, 6)

    def test_what_is_over_is_not_shown_and_tomorrow_is_whole(self, shop):
        today, tomorrow = book.day_of(None, at=AT), book.day_of(FRIDAY + timedelta(days=1), at=AT)
        assert today.stretches[0].start == AT and len(today.stretches) == 14  # till half past eleven
        assert len(tomorrow.stretches) == 10 + 20  # lunch and dinner
        assert today.is_today and not tomorrow.is_today

    def test_a_day_that_is_not_near_is_today(self, shop):
        assert book.day_of(FRIDAY + timedelta(days=book.DAYS_SHOWN), at=AT).day == FRIDAY
        assert book.day_of(FRIDAY - timedelta(days=1), at=AT).day == FRIDAY

    def test_what_was_booked_before_the_day_was_closed_is_still_seen(self, hold):
        actions.give_to_order(hold(4, due=75), order=uuid4())
        shops.close_on(FRIDAY, reason="", by=BY, at=AT)
        assert [one.start for one in book.day_of(None, at=AT).stretches] == [NINE]

    def test_a_page_costs_four_questions_and_three_for_the_hours(self, hold, django_assert_max_num_queries):
        hold(30, due=75, balls=30)
        book.day_of(None, at=AT)
        with django_assert_max_num_queries(7):
            book.day_of(None, at=AT)


class TestSetting:
    def test_a_closed_slot_sells_nothing_and_keeps_what_is_booked(self, hold):
        actions.give_to_order(hold(4, due=75), order=uuid4())
        assert actions.set_places(NINE, places=0, by=BY, at=AT) is None
        with pytest.raises(OvenFull):
            hold(1, due=75)
        assert Hold.objects.get().places == 4
        assert (stretch(60).is_closed, stretch(60).over) == (True, 4)

    def test_back_to_usual_is_as_it_was(self, hold):
        before = stretch(60)
        actions.set_places(NINE, places=20, by=BY, at=AT)
        hold(20, due=75)
        assert stretch(60).is_special
        assert actions.set_places(NINE, places=None, by=BY, at=AT) == 20
        assert (stretch(60).places, stretch(60).usual, before.places) == (12, 12, 12)

    def test_the_journal_knows_who_and_what_and_hears_of_nothing_twice(self, shop):
        for _ in range(2):
            actions.set_places(NINE, places=3, by=BY, at=AT)
            actions.set_dough(FRIDAY, balls=80, by=BY, at=AT)
        told = {entry.fact: entry.payload for entry in Entry.objects.filter(fact__in=("PlacesChanged", "DoughChanged"))}
        assert told == {
            "PlacesChanged": {"start": NINE.isoformat(), "places": 3, "before": None},
            "DoughChanged": {"day": "2026-05-08", "balls": 80, "before": None},
        }
        assert Entry.objects.filter(fact__in=told).count() == 2

    @pytest.mark.parametrize("minutes", [-15, 7, 60 * 24 * 9])
    def test_only_a_slot_that_is_to_come_soon_can_be_set(self, shop, minutes):
        assert not book.is_stretch(AT + timedelta(minutes=minutes), at=AT)
        assert book.is_stretch(NINE, at=AT)


class TestPage:
    @pytest.fixture
    def manager(self, open_shop):
        with tenants.inside(open_shop):
            person = accounts.add_person("m@napoli.test", name="Mara", role="manager", password=PASSWORD, by=BY, at=AT)
            client = Client(HTTP_HOST=open_shop.host, headers={"accept-language": "en"})
            client.force_login(User.objects.get(id=person.id))
        return client

    def see(self, client, path="/manage/places/", **posted):
        headers = {"HX-Request": "true"} if posted.pop("htmx", False) else {}
        answer = client.post(path, posted, headers=headers) if posted else client.get(path)
        return answer, html.unescape(answer.content.decode())

    def rows(self, page):
        plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
        return re.findall(r"(\d\d:\d\d)–\d\d:\d\d (closed |usually \d+ )?(\d+) of (\d+) booked", plain)

    def test_today_is_shown_from_now_on_with_the_next_days(self, manager):
        _, page = self.see(manager)
        assert self.rows(page)[0] == ("20:00", "", "0", "12")
        assert "Nobody counts the dough" in page and "?day=2026-05-14" in page and "?day=2026-05-15" not in page

    def test_a_slot_is_closed_with_one_tap_and_that_is_taken_back_with_another(self, manager, open_shop):
        said = {"day": "2026-05-08", "start": NINE.isoformat()}
        answer, page = self.see(manager, "/manage/places/slot/", places="0", htmx=True, **said)
        assert ("21:00", "closed ", "0", "0") in self.rows(page) and "<html" not in page
        toast = json.loads(answer["HX-Trigger"])["toast"]
        assert toast["text"] == "21:00 is closed."
        answer = manager.post(toast["undo"])
        assert answer.url == "/manage/places/?day=2026-05-08"
        with tenants.inside(open_shop):
            assert Slot.objects.get().places is None

    def test_undo_goes_back_to_the_number_before_not_to_the_usual_one(self, manager, open_shop):
        said = {"day": "2026-05-08", "start": NINE.isoformat()}
        self.see(manager, "/manage/places/slot/", places="5", **said)
        answer, _ = self.see(manager, "/manage/places/slot/", places="", htmx=True, **said)
        manager.post(json.loads(answer["HX-Trigger"])["toast"]["undo"])
        with tenants.inside(open_shop):
            assert Slot.objects.get().places == 5

    def test_the_days_dough_is_set_and_set_back(self, manager, open_shop):
        _, page = self.see(manager, "/manage/places/dough/", day="2026-05-09", balls="80", htmx=True)
        assert "0 of 80 balls booked." in page
        self.see(manager, "/manage/places/dough/", day="2026-05-09", balls="")
        with tenants.inside(open_shop):
            assert DoughDay.objects.get().balls is None
            assert Shop.objects.get().dough_balls is None

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("slot", {"start": NINE.isoformat(), "places": "501"}),
            ("slot", {"start": NINE.isoformat(), "places": "-1"}),
            ("slot", {"start": "2026-05-08T21:00", "places": "1"}),
            ("slot", {"start": "soon", "places": "1"}),
            ("slot", {"start": (NINE + timedelta(minutes=1)).isoformat(), "places": "1"}),
            ("dough", {"day": "2026-06-08", "balls": "1"}),
            ("dough", {"day": "2026-05-08", "balls": "-1"}),
            ("dough", {"balls": "1"}),
        ],
    )
    def test_what_makes_no_sense_is_refused_with_what_does(self, manager, open_shop, path, said):
        answer, page = self.see(manager, f"/manage/places/{path}/", htmx=True, **said)
        assert answer.status_code == 422 and "Between 0 and" in answer["HX-Trigger"]
        assert self.rows(page)
        with tenants.inside(open_shop):
            assert not Slot.objects.exists() and not DoughDay.objects.exists()

    def test_a_closed_day_says_where_to_look(self, manager, open_shop):
        with tenants.inside(open_shop):
            shops.close_on(FRIDAY, reason="", by=BY, at=AT)
        _, page = self.see(manager)
        assert "Nothing more that day" in page and "/manage/shop/hours/" in page


def test_the_places_of_one_stretch_limit_the_next_hold(hold):
    actions.set_places(NINE, places=2, by=BY, at=AT)
    with pytest.raises(OvenFull):
        hold(3, due=75)
    assert hold(2, due=75).places == 2
