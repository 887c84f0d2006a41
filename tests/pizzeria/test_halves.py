from decimal import Decimal

import pytest

from pizzeria.pricing import Half, Invalid, Topping

from .card import HALF_CARDS, SPLIT, eur, menu, order, pizza, price

HALVED = pizza(half="diavola")  # 9.25 and 10.50


@pytest.mark.parametrize(
    "policy, amount", [("highest", "10.50"), ("average", "9.88"), ("sum", "9.88"), ("percent", "9.88")]
)
def test_two_halves_cost_what_the_shop_declares(policy, amount):
    assert price(HALVED, card=HALF_CARDS[policy]) == amount


def test_a_percentage_may_make_halves_dearer_and_a_fee_too():
    dearer = menu(half="percent", half_percent=Decimal(60), split_fee=eur("0.50"))
    assert price(HALVED, card=dearer) == "12.35"  # 60 % of 9.25 and of 10.50, and 0.50
    assert price(pizza(half="margherita"), card=dearer) == "9.25"  # that is no split


@pytest.mark.parametrize("quantity, amount", [(1, "9.88"), (2, "19.75"), (3, "29.63")])
def test_half_a_cent_is_rounded_once_for_the_line(quantity, amount):
    assert price(HALVED, card=HALF_CARDS["average"], quantity=quantity) == amount


def test_each_half_has_its_own_toppings_and_removals():
    half = Half("diavola", (Topping("anchovy", "right"),), ("onion", "salame"))
    wish = pizza(half=half, toppings=["tomato left"], removed=["mozzarella"])
    line = order(wish, card=SPLIT).lines[0]
    told = [(step.kind, step.params.get("side")) for step in line.steps]
    assert told == [
        ("halves", None),
        ("split_fee", None),
        ("dough", None),
        ("topping", "left"),
        ("topping", "right"),
        ("removal", "left"),
        ("removal", "right"),
        ("removal", "right"),
    ]
    assert line.name == {"en": "½ Margherita · ½ Diavola", "it": "½ Margherita · ½ Diavola"}
    assert line.steps[0].params["prices"] == ["9.25", "10.50"]


def test_what_is_left_out_of_one_half_may_be_added_to_the_other():
    half = Half("diavola", removed=("onion",))
    assert price(pizza(half=half, toppings=["onion left"]), card=HALF_CARDS["highest"]) == "10.93"
    for wish in (pizza(half=half, toppings=["onion right"]), pizza(half=half, toppings=["onion"])):
        with pytest.raises(Invalid, match="both added and removed"):
            order(wish, card=SPLIT)


@pytest.mark.parametrize(
    "wish, code",
    [
        (pizza(half="calzone"), "half_excluded"),
        (pizza("calzone", half="margherita"), "half_excluded"),
        (pizza(half="special"), "half_differs"),
        (pizza(half="water"), "half_differs"),
        (pizza(half="sushi"), "unknown_product"),
        (pizza(half=Half("diavola", removed=("burrata",))), "not_in_recipe"),
        (pizza(half="diavola", toppings=["walnut left"]), "topping_excluded"),
        (pizza(half=Half("diavola", (Topping("onion", "right"),)), toppings=["onion"]), "topping_twice"),
    ],
)
def test_halves_that_do_not_go_together_are_refused(wish, code):
    with pytest.raises(Invalid) as refused:
        order(wish, card=SPLIT)
    assert refused.value.code == code
