from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.availability import (
    NEVER,
    DayPart,
    both_parts,
    both_types,
    hours_name,
    next_change,
    offered,
    types_name,
)
from pizzeria.catalogue import MenuProduct
from pizzeria.pricing import Half, Invalid

from .card import PRODUCTS, eur, menu, order, pizza, plain

WEEKDAYS = frozenset(range(5))
LUNCH = DayPart(WEEKDAYS, time(12), time(15))
NIGHT = DayPart(frozenset({4, 5}), time(22), time(2))
ALL_DAY = DayPart(frozenset({6}), time(0), time(0))


def at(day, clock):
    """A moment in a week that begins on Monday, the 23rd."""
    hour, minute = clock.split(":")
    return datetime(2026, 11, 23 + day, int(hour), int(minute))


@pytest.mark.parametrize(
    "part, day, clock, covered",
    [
        (LUNCH, 0, "12:00", True),
        (LUNCH, 0, "14:59", True),
        (LUNCH, 0, "15:00", False),
        (LUNCH, 5, "13:00", False),
        (NIGHT, 4, "22:00", True),
        (NIGHT, 4, "01:00", False),  # that is Thursday's night
        (NIGHT, 5, "01:59", True),  # Friday's
        (NIGHT, 6, "01:59", True),  # Saturday's
        (NIGHT, 6, "02:00", False),
        (ALL_DAY, 6, "00:00", True),
        (ALL_DAY, 6, "23:59", True),
        (ALL_DAY, 5, "23:59", False),
        (NEVER[0], 0, "00:00", False),
    ],
)
def test_a_part_of_the_week_covers_its_hours_and_its_nights(part, day, clock, covered):
    assert part.covers(at(day, clock)) is covered


def lunch_dish(**limits):
    return MenuProduct("dish", {"en": "Dish", "it": "Piatto"}, "food", "food", {"": eur(9)}, **limits)


@pytest.mark.parametrize(
    "limits, day, order_type, can_be_had",
    [
        ({}, 5, "delivery", True),
        ({"day_parts": (LUNCH,)}, 0, "delivery", True),
        ({"day_parts": (LUNCH,)}, 5, "delivery", False),
        ({"day_parts": (LUNCH, DayPart(frozenset({5}), time(12), time(14)))}, 5, "delivery", True),
        ({"order_types": frozenset({"eat_in"})}, 0, "eat_in", True),
        ({"order_types": frozenset({"eat_in"})}, 0, "delivery", False),
    ],
)
def test_a_thing_is_offered_at_its_hours_and_in_its_ways(limits, day, order_type, can_be_had):
    dish = lunch_dish(**limits)
    assert offered(dish, local=at(day, "13:00"), order_type=order_type) is can_be_had
    assert offered(dish)  # nothing asked


def test_what_is_not_served_now_is_refused_with_its_hours():
    card = menu(products=[lunch_dish(day_parts=(LUNCH,))])
    assert order(plain("dish"), card=card, when=at(0, "13:00"))
    assert order(plain("dish"), card=card)
    with pytest.raises(Invalid) as refused:
        order(plain("dish"), card=card, when=at(0, "19:00"))
    assert refused.value.code == "not_now"
    assert refused.value.message == "Dish is served Mon-Fri 12:00-15:00."
    assert refused.value.text("it") == "Piatto è disponibile lun-ven 12:00-15:00."


def test_what_is_not_for_this_order_type_is_refused_with_those_it_is_for():
    card = menu(products=[lunch_dish(order_types=frozenset({"eat_in", "collection"}))])
    with pytest.raises(Invalid) as refused:
        order(plain("dish"), card=card, order_type="delivery")
    assert refused.value.code == "not_for_type"
    assert refused.value.message == "Dish is only for collection or eating in."
    assert refused.value.text("it") == "Piatto è solo per ritiro o consumo al tavolo."


@pytest.mark.parametrize("limits", [{"day_parts": NEVER}, {"order_types": frozenset({""})}])
def test_what_a_category_and_its_product_never_both_allow_is_not_on_offer(limits):
    with pytest.raises(Invalid, match="Dish is not on offer"):
        order(plain("dish"), card=menu(products=[lunch_dish(**limits)]), when=at(0, "13:00"))


def test_both_halves_are_served_or_none():
    late = [item if item.id != "diavola" else _at_lunch(item) for item in PRODUCTS]
    with pytest.raises(Invalid, match="Diavola is served"):
        order(pizza(half=Half("diavola")), card=menu(products=late, half="highest"), when=at(0, "19:00"))


def _at_lunch(item):
    return MenuProduct(item.id, item.name, item.kind, item.vat_class, item.prices, item.recipe, day_parts=(LUNCH,))


@pytest.mark.parametrize(
    "parts, english, italian",
    [
        ((LUNCH,), "Mon-Fri 12:00-15:00", "lun-ven 12:00-15:00"),
        ((NIGHT,), "Fri, Sat 22:00-02:00", "ven, sab 22:00-02:00"),
        ((DayPart(frozenset({0, 2, 3, 4, 6}), time(9), time(10)),), "Mon, Wed-Fri, Sun 09:00-10:00", None),
        ((DayPart(frozenset(range(7)), time(18), time(22)),), "18:00-22:00", "18:00-22:00"),
        ((LUNCH, ALL_DAY), "Mon-Fri 12:00-15:00, Sun 00:00-00:00", None),
        (NEVER, "", ""),
    ],
)
def test_hours_are_said_shortly(parts, english, italian):
    said = hours_name(parts)
    assert said["en"] == english
    assert italian is None or said["it"] == italian


def test_a_way_that_does_not_exist_is_not_said():
    assert types_name({"", "delivery"}) == {"en": "delivery", "it": "consegna"}


@pytest.mark.parametrize(
    "parts, day, clock, next_day, next_clock",
    [
        ((LUNCH,), 0, "11:00", 0, "12:00"),
        ((LUNCH,), 0, "12:00", 0, "15:00"),
        ((LUNCH,), 4, "15:00", 7, "12:00"),
        ((NIGHT,), 5, "01:00", 5, "02:00"),
        ((LUNCH, NIGHT), 4, "15:00", 4, "22:00"),
    ],
)
def test_what_was_worked_out_holds_until_the_next_change(parts, day, clock, next_day, next_clock):
    assert next_change([lunch_dish(day_parts=parts)], local=at(day, clock)) == at(0, next_clock) + timedelta(
        days=next_day
    )


def test_what_is_always_offered_never_changes():
    assert next_change([lunch_dish()], local=at(0, "12:00")) is None
    rome = at(0, "11:00").replace(tzinfo=ZoneInfo("Europe/Rome"))
    assert next_change([lunch_dish(day_parts=(LUNCH,))], local=rome).tzinfo == rome.tzinfo


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
day_parts = st.builds(DayPart, st.frozensets(st.integers(0, 6)), clocks, clocks)
moments = st.integers(0, 7 * 48 - 1).map(lambda half_hours: datetime(2026, 11, 23) + timedelta(minutes=30 * half_hours))


@given(one=st.lists(day_parts, max_size=3), other=st.lists(day_parts, max_size=3), moment=moments)
def test_both_means_at_the_hours_of_the_one_and_of_the_other(one, other, moment):
    apart = all(offered(lunch_dish(day_parts=tuple(parts)), local=moment) for parts in (one, other))
    assert offered(lunch_dish(day_parts=both_parts(one, other)), local=moment) is apart


@given(parts=st.lists(day_parts, min_size=1, max_size=3).map(tuple), moment=moments)
def test_nothing_changes_before_the_next_change(parts, moment):
    dish = lunch_dish(day_parts=parts)
    change = next_change([dish], local=moment) or moment + timedelta(days=7)
    assert change > moment
    before = [moment + timedelta(minutes=30 * step) for step in range(7 * 48)]
    assert len({offered(dish, local=now) for now in before if now < change}) == 1


@pytest.mark.parametrize(
    "one, other, both",
    [
        ([], [], set()),
        (["delivery"], [], {"delivery"}),
        ([], ["eat_in"], {"eat_in"}),
        (["delivery", "eat_in"], ["eat_in"], {"eat_in"}),
        (["delivery"], ["eat_in"], {""}),  # in no way at all, which is not in every way
    ],
)
def test_both_means_in_the_ways_of_the_one_and_of_the_other(one, other, both):
    assert both_types(one, other) == both


@given(part=day_parts)
def test_a_part_of_the_week_survives_json(part):
    assert DayPart.from_json(part.to_json()) == part


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"days": [7], "from": "12:00", "to": "13:00"},
        {"days": [0], "from": "noon", "to": "1"},
        {"days": 1},
        {"days": [0], "from": "12:00:30", "to": "13:00"},
        {"days": [0], "from": "12:00", "to": "13:00+01:00"},
    ],
)
def test_what_is_no_part_of_the_week_is_refused(data):
    with pytest.raises(ValueError):
        DayPart.from_json(data)
