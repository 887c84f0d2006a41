"""What still fits is said before it is asked for, and the price agrees."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.lines import price
from pizzeria.pricing import Half, Invalid, LineRequest, Topping
from pizzeria.toppings import is_full, room_for

from .card import menu, pizza

TOPPINGS = ["tomato", "mozzarella", "salame", "onion", "burrata", "anchovy", "walnut"]


def test_a_normal_pizza_has_room_on_the_whole_of_it():
    assert room_for(menu(), pizza(), "onion").side == "whole"


def test_what_does_not_go_together_is_said_by_its_name():
    room = room_for(menu(), pizza(toppings=["burrata"]), "anchovy")
    assert room.problem.code == "topping_clash"
    assert "burrata" in room.problem.message and "anchovies" in room.problem.message


def test_the_rule_holds_from_the_other_side_too():
    assert room_for(menu(), pizza(toppings=["anchovy"]), "burrata").problem.code == "topping_clash"


def test_when_one_side_is_full_the_other_takes_it():
    full_left = pizza(toppings=["onion left double", "walnut left"])
    three = menu(toppings_per_side=3)
    assert room_for(three, full_left, "burrata").side == "right"
    assert not is_full(three, full_left)


def test_when_both_are_full_none_does():
    three = menu(toppings_per_side=3)
    full = pizza(toppings=["onion whole double", "walnut"])
    assert room_for(three, full, "burrata").problem.code == "too_many_toppings"
    assert is_full(three, full)


def test_what_was_left_out_of_one_half_goes_on_the_other():
    wish = replace(pizza(), half=Half("diavola", removed=("salame",)))
    assert room_for(menu(half="highest"), wish, "salame").side == "left"


@pytest.mark.parametrize("half", [None, Half("diavola")])
def test_what_one_of_the_halves_does_not_take_is_refused(half):
    wish = replace(pizza(), half=half)
    room = room_for(menu(half="highest"), wish, "walnut")
    assert (room.problem.code if room.problem else "") == ("topping_excluded" if half else "")


@given(
    added=st.lists(
        st.builds(
            Topping,
            st.sampled_from(TOPPINGS),
            st.sampled_from(["whole", "left", "right"]),
            st.sampled_from(["light", "normal", "double"]),
        ),
        max_size=5,
        unique_by=lambda topping: topping.ingredient,
    ),
    another=st.sampled_from(TOPPINGS),
    half=st.none() | st.just(Half("diavola", removed=("salame",))),
    most=st.none() | st.integers(1, 5),
)
def test_the_price_agrees_with_what_was_said(added, another, half, most):
    card = menu(half="highest", toppings_per_side=most)
    wish = replace(pizza(), half=half, toppings=tuple(added))
    if any(topping.ingredient == another for topping in added) or not can_be_had(card, wish):
        return
    room = room_for(card, wish, another)
    if room.problem is None:
        price(card, LineRequest(replace(wish, toppings=(*added, Topping(another, room.side)))))
    else:
        with pytest.raises(Invalid) as refused:
            price(card, LineRequest(replace(wish, toppings=(*added, Topping(another)))))
        assert refused.value.code == room.problem.code


def can_be_had(card, wish):
    try:
        price(card, LineRequest(wish))
    except Invalid:
        return False
    return True
