import json

import pytest
from hypothesis import given

from pizzeria.configuration import Configuration, Half, Invalid, Topping
from pizzeria.words import REFUSALS, text_of

from .wishes import wishes

FULL = {
    "product": "margherita",
    "size": "large",
    "dough": "corn",
    "half": {
        "product": "diavola",
        "toppings": [{"ingredient": "onion", "side": "right", "amount": "double"}],
        "removed": ["salame"],
    },
    "toppings": [{"ingredient": "burrata", "side": "left", "amount": "normal"}],
    "removed": ["mozzarella"],
    "note": "well done",
}


def test_the_stored_shape_is_read_and_written():
    wish = Configuration.from_json(FULL)
    assert wish.toppings == (Topping("burrata", "left"),)
    assert wish.half == Half("diavola", (Topping("onion", "right", "double"),), ("salame",))
    assert wish.to_json() == FULL


def test_what_is_left_out_is_nothing_special():
    assert Configuration.from_json({"product": "water", "size": ""}) == Configuration("water")
    bare = {"product": "margherita", "toppings": [{"ingredient": "onion"}]}
    assert Configuration.from_json(bare).toppings == (Topping("onion", "whole", "normal"),)


@pytest.mark.parametrize("side", ["whole", "right"])
def test_toppings_inside_the_half_lie_on_the_right(side):
    half = {"product": "diavola", "toppings": [{"ingredient": "onion", "side": side}]}
    assert Configuration.from_json({"product": "margherita", "half": half}).half.toppings == (
        Topping("onion", "right"),
    )


@pytest.mark.parametrize(
    "data, field",
    [
        (None, "configuration"),
        ([], "configuration"),
        ({}, "product"),
        ({"product": 7}, "product"),
        ({"product": "m", "size": 3}, "size"),
        ({"product": "m", "dough": ["x"]}, "dough"),
        ({"product": "m", "price": "0.01"}, "price"),
        ({"product": "m", "toppings": "onion"}, "toppings"),
        ({"product": "m", "toppings": ["onion"]}, "toppings"),
        ({"product": "m", "toppings": [{"ingredient": "x"}] * 51}, "toppings"),
        ({"product": "m", "toppings": [{"ingredient": "x", "side": "top"}]}, "side"),
        ({"product": "m", "toppings": [{"ingredient": "x", "amount": "none"}]}, "amount"),
        ({"product": "m", "toppings": [{"ingredient": "x", "amount": ["light"]}]}, "amount"),
        ({"product": "m", "toppings": [{}]}, "ingredient"),
        ({"product": "m", "removed": [None]}, "removed"),
        ({"product": "m", "note": "x" * 201}, "note"),
        ({"product": "m", "note": 5}, "note"),
        ({"product": "m", "half": "diavola"}, "half"),
        ({"product": "m", "half": {"product": "d", "toppings": [{"ingredient": "x", "side": "left"}]}}, "side"),
    ],
)
def test_anything_else_is_refused_by_name(data, field):
    with pytest.raises(Invalid) as refused:
        Configuration.from_json(data)
    assert (refused.value.code, refused.value.params) == ("malformed", {"field": field})


def test_a_refusal_speaks_both_languages():
    refused = Invalid("not_in_recipe", name="Marinara", ingredient={"en": "onion", "it": "cipolla"})
    assert refused.message == str(refused) == "Marinara is made without onion."
    assert refused.text("it") == "Marinara non contiene cipolla."
    assert refused.text("de") == refused.message
    assert all(set(words) == {"en", "it"} for words in REFUSALS.values())


def test_a_name_falls_back_to_what_there_is():
    assert text_of({"it": "cipolla", "en": "onion"}, "it-it") == "cipolla"
    assert text_of({"de": "Zwiebel"}, "it") == "Zwiebel"
    assert text_of({}, "it") == ""


@given(wishes())
def test_a_configuration_survives_json(wish):
    assert Configuration.from_json(json.loads(json.dumps(wish.to_json()))) == wish
