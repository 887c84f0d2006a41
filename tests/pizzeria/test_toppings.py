import pytest

from pizzeria.pricing import Half, Invalid, Topping
from pizzeria.toppings import added, is_full, room_for

from .card import SPLIT, menu, pizza

TWO = menu(toppings_per_side=2)


def test_all_toppings_are_those_of_both_halves():
    wish = pizza(half=Half("diavola", (Topping("onion", "right"),)), toppings=["burrata left"])
    assert [topping.ingredient for topping in added(wish)] == ["burrata", "onion"]


@pytest.mark.parametrize(
    "toppings, full",
    [
        ([], False),
        (["onion left double"], False),
        (["onion left double", "salame right"], False),
        (["onion left double", "salame right double"], True),
        (["onion", "salame"], True),
    ],
)
def test_a_pizza_is_full_when_neither_side_takes_more(toppings, full):
    assert is_full(TWO, pizza(toppings=toppings)) is full
    assert not is_full(SPLIT, pizza(toppings=toppings))


@pytest.mark.parametrize(
    "wish, card, side, problem",
    [
        (pizza(), TWO, "whole", None),
        (pizza(toppings=["onion left double"]), TWO, "right", None),
        (pizza(toppings=["onion right double"]), TWO, "left", None),
        (pizza(toppings=["onion whole double"]), TWO, "whole", "too_many_toppings"),
        (pizza(toppings=["anchovy left"]), TWO, "right", None),
        (pizza(toppings=["anchovy"]), TWO, "whole", "topping_clash"),
        (pizza(), menu(without=("burrata",)), "whole", "sold_out"),
    ],
)
def test_one_more_topping_goes_where_there_is_room_for_it(wish, card, side, problem):
    room = room_for(card, wish, "burrata")
    assert (room.side, room.problem and room.problem.code) == (side, problem)


def test_what_is_not_on_the_menu_has_no_room():
    assert isinstance(room_for(SPLIT, pizza(), "kiwi").problem, Invalid)
