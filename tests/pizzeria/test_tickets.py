"""A line as hands make it, and how many of each are open."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria import pricing
from pizzeria.catalogue import Policies
from pizzeria.configuration import Configuration, Half, Topping
from pizzeria.quotes import LineRequest
from pizzeria.tax import ITALY
from pizzeria.tickets import Count, Extra, Made, halves, item, tally
from tests.pizzeria.card import MENU

PLAIN = Configuration("margherita", "small", "classic")
HALVED = replace(PLAIN, half=Half("diavola", toppings=(Topping("burrata", "right", "double"),), removed=("onion",)))


def read(configuration, half="highest"):
    """The item as the kitchen reads it from what an order keeps of a quote."""
    menu = replace(MENU, policies=Policies(half=half))
    line = pricing.quote(menu, [LineRequest(configuration)], order_type="collection", tax=ITALY).to_json()["lines"][0]
    return item(line["name"], line["steps"], configuration.note)


def test_an_ordinary_pizza_has_nothing_to_say():
    plain = read(PLAIN)
    assert (plain.name, plain.is_split, bool(plain.whole), plain.is_special) == ("Margherita", False, False, False)


@pytest.mark.parametrize("policy", ["highest", "average", "sum", "percent"])
def test_halves_stand_beside_each_other_each_with_its_own(policy):
    made = read(HALVED, policy)
    assert [part.name["it"] for part in made.sides] == ["Margherita", "Diavola"]
    assert made.left.extras == made.left.without == ()
    assert [extra.text("it") for extra in made.right.extras] == ["burrata (doppio)"]
    assert made.right.without == ({"en": "onion", "it": "cipolla"},)


def test_a_topping_on_one_side_splits_a_whole_pizza():
    made = read(replace(PLAIN, toppings=(Topping("burrata", "left"), Topping("onion"))))
    assert made.is_split and not made.left.name
    assert made.left.extras == (Extra("burrata"),)
    assert [extra.text("en") for extra in made.whole.extras] == ["onion"]


def test_more_on_one_side_than_on_the_other_is_said_on_each():
    made = read(replace(PLAIN, toppings=(Topping("burrata", "left"), Topping("burrata", "right", "double"))))
    assert (made.left.extras, made.right.extras) == ((Extra("burrata"),), (Extra("burrata", "double"),))


def test_what_is_left_out_of_all_of_it_is_said_once():
    made = read(Configuration("diavola", "small", "classic", removed=("onion",), note="ben cotta"))
    assert (made.whole.without, made.note) == (({"en": "onion", "it": "cipolla"},), "ben cotta")


NAMES = st.text(st.characters(exclude_characters="½·"), min_size=1)


@given(NAMES, NAMES)
def test_two_names_come_out_as_they_went_in(left, right):
    whole = {"it": f"½ {left} · ½ {right}", "en": f"½ {right} · ½ {left}"}
    assert halves(whole) == ({"en": right, "it": left}, {"en": left, "it": right})


def test_halves_are_counted_as_halves():
    found = tally([Made(read(PLAIN), 3, "Baby"), Made(read(HALVED), 1, "Baby")], "it")
    assert found.items == (Count("Margherita", "Baby", 3, 1), Count("Diavola", "Baby", 0, 1))
    assert [row.together for row in found.items] == [Decimal("3.5"), Decimal("0.5")]


def test_sizes_are_counted_apart_and_toppings_by_their_amount():
    topped = read(replace(PLAIN, toppings=(Topping("burrata", "whole", "double"), Topping("onion", "left"))))
    found = tally([Made(topped, 2, "Baby"), Made(read(PLAIN), 1, "Maxi")], "en")
    assert [(row.size, row.whole) for row in found.items] == [("Baby", 2), ("Maxi", 1)]
    assert found.extras == (Count("burrata", "", 4, 0), Count("onion", "", 0, 2))


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 9)), max_size=8))
def test_no_pizza_is_lost_or_counted_twice(wanted):
    plain, halved = read(PLAIN), read(HALVED)
    found = tally([Made(halved if split else plain, many, "Baby") for split, many in wanted], "it")
    assert sum(row.together for row in found.items) == sum(many for _, many in wanted)
