"""The owner's settings: saved, journalled without anybody's address, and seen by customers at once."""

from datetime import time, timedelta

import pytest

from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.shop import actions, queries
from tenant_apps.shop.actions import Hours
from tenant_apps.shop.errors import HoursOverlap, NotPaused, PauseTooLong
from tenant_apps.shop.models import Closure, Opening, Shop
from tenant_apps.shop.oven_picture import OvenPicture
from tests.cast import NOON

BY = Actor.system("test")
FORM = {
    "street": "Via Toledo 1",
    "postcode": "80134",
    "city": "Napoli",
    "phone": "081 123456",
    "email": "ciao@example.test",
    "takes_collection": "on",
    "takes_delivery": "on",
    "delivery_radius_km": "4.5",
    "delivery_fee": "3.00",
    "minimum_order": "15.00",
    "preparation_minutes": "25",
    "delivery_minutes": "20",
    "slot_minutes": "15",
    "oven_places": "12",
    "hold_minutes": "8",
    "accent": "basil",
}


WAYS = ("delivery", "collection", "eat_in")


def opening(day, number, opens, closes, *ways):
    start = f"d{day}_{number}"
    return {f"{start}_opens": opens, f"{start}_closes": closes, f"{start}_for": list(ways or WAYS)}


@pytest.fixture(autouse=True)
def shop(inside_napoli):
    return actions.open_shop({"name": "Pizzeria Napoli"}, week=actions.STARTER_WEEK, by=BY, at=NOON)


@pytest.fixture
def owner(at_napoli):
    at_napoli.force_login(User.objects.create_user("ciro@example.test", role="owner"))
    return at_napoli


def last(fact):
    return Entry.objects.filter(fact=fact).latest("id").payload


@pytest.mark.parametrize("language", ["it", "en"])
def test_amounts_may_have_a_comma_in_any_language(owner, language):
    said = FORM | {"delivery_fee": "2,50", "delivery_radius_km": "3,5"}
    assert owner.post("/manage/shop/", said, headers={"accept-language": language}).status_code == 302
    saved = Shop.objects.get()
    assert (str(saved.delivery_fee), str(saved.delivery_radius_km)) == ("2.50", "3.5")


def test_the_settings_are_saved_and_said(owner):
    assert owner.get("/manage/shop/").status_code == 200
    assert owner.post("/manage/shop/", FORM).status_code == 302
    row = Shop.objects.get()
    assert (row.city, str(row.delivery_fee), row.accent) == ("Napoli", "3.00", "basil")
    assert row.checked_settings_at
    changed = last("ShopChanged")["changed"]
    assert changed["delivery_fee"] == ["2.50", "3.00"] and changed["street"] is None


def test_a_shop_that_hands_nothing_out_is_refused(owner):
    form = {key: value for key, value in FORM.items() if not key.startswith("takes_")}
    assert owner.post("/manage/shop/", form).status_code == 422
    assert Shop.objects.get().takes_delivery


def test_the_same_settings_again_are_no_news(owner):
    owner.post("/manage/shop/", FORM)
    owner.post("/manage/shop/", FORM)
    assert Entry.objects.filter(fact="ShopChanged").count() == 1


def test_a_week_is_put_in_place_of_the_old_one(owner):
    assert owner.get("/manage/shop/hours/").status_code == 200
    form = opening(0, 0, "12:00", "15:00") | opening(4, 1, "18:30", "01:00", "delivery", "collection")
    assert owner.post("/manage/shop/hours/", form).status_code == 302
    rows = [(row.weekday, row.opens, row.closes) for row in Opening.objects.all()]
    assert rows == [(0, time(12), time(15)), (4, time(18, 30), time(1))]
    assert last("HoursChanged")["openings"] == [
        [0, "12:00", "15:00"],
        [4, "18:30", "01:00", ["delivery", "collection"]],
    ]
    late = Opening.objects.get(weekday=4)
    assert (late.for_delivery, late.for_collection, late.for_eat_in) == (True, True, False)


@pytest.mark.parametrize(
    "form",
    [
        opening(0, 0, "12:00", ""),
        opening(0, 0, "12:00", "12:00"),
        {"d0_0_opens": "12:00", "d0_0_closes": "15:00"},
        opening(0, 0, "12:00", "15:00") | opening(0, 1, "14:00", "22:00"),
    ],
)
def test_an_impossible_week_is_refused_and_the_old_one_stands(owner, form):
    assert owner.post("/manage/shop/hours/", form).status_code == 422
    assert Opening.objects.count() == 14


def test_a_day_takes_four_openings_and_two_at_once_for_different_orders(owner):
    form = opening(2, 0, "18:00", "23:00", "delivery") | opening(2, 1, "17:00", "23:30", "collection", "eat_in")
    form |= opening(2, 2, "07:00", "08:00") | opening(2, 3, "12:00", "14:00")
    assert owner.post("/manage/shop/hours/", form).status_code == 302
    assert Opening.objects.filter(weekday=2).count() == 4
    page = owner.get("/manage/shop/hours/").content.decode()
    assert page.count('name="d2_3_opens" value="12:00"') == 0 and 'value="17:00"' in page


def test_monday_is_copied_to_every_day_and_saved_only_when_said(owner):
    form = opening(0, 0, "19:00", "22:00", "collection") | opening(3, 0, "10:00", "11:00")
    answer = owner.post("/manage/shop/hours/", form | {"copy": "0"})
    assert answer.status_code == 200
    assert Opening.objects.count() == 14
    shown = answer.context["form"]
    assert shown.is_valid() and [(h.weekday, h.opens, h.order_types) for h in shown.hours] == [
        (day, time(19), ("collection",)) for day in range(7)
    ]


def test_openings_of_one_day_may_touch_but_not_overlap():
    actions.set_hours([Hours(0, time(12), time(15)), Hours(0, time(15), time(18))], by=BY, at=NOON)
    with pytest.raises(HoursOverlap):
        actions.set_hours([Hours(0, time(18), time(1)), Hours(0, time(20), time(22))], by=BY, at=NOON)


def test_a_closed_day_closes_and_opens_again(owner):
    owner.post("/manage/shop/closures/", {"day": "2026-12-25", "reason": "Natale"})
    assert Closure.objects.get().reason == "Natale"
    assert owner.post("/manage/shop/closures/", {"day": "never"}).status_code == 422
    owner.post("/manage/shop/closures/2026-12-25/remove/")
    owner.post("/manage/shop/closures/2026-12-25/remove/")
    assert not Closure.objects.exists()
    assert owner.post("/manage/shop/closures/soon/remove/").status_code == 404
    assert Entry.objects.filter(fact="ClosureRemoved").count() == 1


def test_a_holiday_of_several_days_for_some_orders_only(owner, monkeypatch):
    monkeypatch.setenv("NOW", NOON.isoformat())
    form = {"day": "2026-08-10", "last": "2026-08-12", "reason": "Ferie", "order_types": ["delivery"]}
    assert owner.post("/manage/shop/closures/", form).status_code == 302
    assert [(row.day.day, row.order_types) for row in Closure.objects.all()] == [
        (day, ["delivery"]) for day in (10, 11, 12)
    ]
    page = owner.get("/manage/shop/hours/").content.decode()
    assert "Ferie" in page
    august = NOON.replace(month=8, day=11, hour=10, minute=30)
    assert queries.status("collection", at=august).is_open and not queries.status("delivery", at=august).is_open


@pytest.mark.parametrize("last", ["2026-08-09", "2026-12-31"])
def test_a_closure_that_ends_before_it_begins_or_never_is_refused(owner, last):
    answer = owner.post("/manage/shop/closures/", {"day": "2026-08-10", "last": last})
    assert answer.status_code == 422 and not Closure.objects.exists()


def test_what_the_oven_can_take_is_saved_and_drawn(owner):
    form = FORM | {
        "oven_places": "20",
        "slot_minutes": "10",
        "dough_balls": "300",
        "hold_minutes": "5",
        "takes_eat_in": "on",
    }
    assert owner.post("/manage/shop/", form).status_code == 302
    row = Shop.objects.get()
    assert (row.oven_places, row.slot_minutes, row.dough_balls, row.hold_minutes, row.takes_eat_in) == (
        20,
        10,
        300,
        5,
        True,
    )
    page = owner.get("/manage/shop/", headers={"accept-language": "en"}).content.decode()
    assert "120 pizzas an hour" in page and "300 dough balls last 2:30 hours" in page


def test_the_picture_follows_what_is_typed_and_saves_nothing(owner):
    ask = {"slot_minutes": "15", "oven_places": "8", "dough_balls": ""}
    page = owner.get("/manage/shop/oven/", ask, headers={"accept-language": "en"}).content.decode()
    assert "32 pizzas an hour" in page and page.count("<circle") == 32
    nonsense = owner.get("/manage/shop/oven/", ask | {"oven_places": "x"}, headers={"accept-language": "en"})
    assert "48 pizzas an hour" in nonsense.content.decode()
    assert Shop.objects.get().oven_places == 12


@pytest.mark.parametrize(("minutes", "places"), [(5, 1), (15, 12), (60, 500), (120, 30), (7, 64)])
def test_every_pizza_of_the_picture_lies_in_its_box(minutes, places):
    oven = OvenPicture(minutes, places)
    for box in oven.boxes:
        assert box.dots and all(
            box.x <= dot.x - dot.r and dot.x + dot.r <= box.x + 64 and dot.y - dot.r >= 0 and dot.y + dot.r <= 64
            for dot in box.dots
        )


def test_a_pause_ends_by_itself():
    until = NOON + timedelta(minutes=30)
    open_at = NOON.replace(hour=10, minute=30)  # Friday 12:30 in Rome
    assert queries.status("delivery", at=open_at).is_open
    actions.pause_orders(until=open_at + timedelta(minutes=30), by=BY, at=open_at)
    paused = queries.status("delivery", at=open_at)
    assert not paused.is_open and paused.opens_at == open_at + timedelta(minutes=30)
    assert queries.status("delivery", at=open_at + timedelta(minutes=30)).is_open
    with pytest.raises(PauseTooLong):
        actions.pause_orders(until=until + timedelta(days=2), by=BY, at=NOON)


def test_a_pause_is_ended_by_hand_once(owner):
    owner.post("/manage/shop/pause/", {"minutes": "30"})
    assert Shop.objects.get().paused_until
    assert owner.get("/manage/shop/").status_code == 200
    owner.post("/manage/shop/resume/")
    assert Shop.objects.get().paused_until is None
    with pytest.raises(NotPaused):
        actions.resume_orders(by=BY, at=NOON)


def test_a_way_the_shop_does_not_offer_is_never_open():
    Shop.objects.update(takes_delivery=False)
    assert not queries.status("delivery", at=NOON.replace(hour=10, minute=30)).is_open


def test_an_opening_for_collection_alone():
    Opening.objects.update(for_delivery=False)
    at = NOON.replace(hour=10, minute=30)
    assert queries.status("collection", at=at).is_open and not queries.status("delivery", at=at).is_open


def test_the_last_order_is_the_preparation_before_closing():
    found = queries.status("collection", at=NOON.replace(hour=10, minute=30))
    assert found.closes_at - found.last_order_at == timedelta(minutes=20)


def test_the_checklist_ticks_what_is_done(owner):
    steps = {step.code: step.is_done for step in queries.set_up_steps(products=0, staff=1)}
    assert steps == {"address": False, "hours": True, "menu": False, "settings": False} | {
        "payments": False,
        "seller": False,
        "staff": False,
    }
    owner.post("/manage/shop/", FORM)
    left = [step.code for step in queries.set_up_steps(products=3, staff=2) if not step.is_done]
    assert left == ["payments", "seller"]


def test_the_kitchen_does_not_see_the_settings(at_napoli):
    assert at_napoli.get("/manage/shop/").status_code == 302
    at_napoli.force_login(User.objects.create_user("anna@example.test", role="kitchen"))
    assert at_napoli.get("/manage/shop/").status_code == 403
