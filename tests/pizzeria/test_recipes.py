from dataclasses import replace

import pytest

from pizzeria.pricing import Half, Invalid, Topping
from pizzeria.recipes import ALLERGENS, allergens, missing, ordered
from pizzeria.words import ALLERGENS as NAMES

from .card import DOUGHS, MENU, PRODUCTS, SPLIT, menu, order, pizza, plain


@pytest.mark.parametrize(
    "wish, contains, may",
    [
        (pizza(), "gluten milk", ""),
        (pizza(removed=["mozzarella"]), "gluten", ""),
        (pizza(removed=["mozzarella"], dough="stuffed"), "gluten milk", ""),
        (pizza(dough="corn"), "milk", "gluten"),
        (pizza("diavola"), "gluten milk", "mustard"),
        (pizza("diavola", removed=["mozzarella"]), "gluten", "milk mustard"),
        (pizza("diavola", removed=["mozzarella", "salame"]), "gluten", ""),
        (pizza(toppings=["anchovy left"]), "gluten fish milk", ""),
        (pizza(toppings=["walnut"]), "gluten milk nuts", "peanuts"),
        (plain("water"), "", ""),
        (plain("tiramisu"), "gluten eggs milk nuts", "peanuts"),
    ],
)
def test_allergens_are_those_of_what_is_served(wish, contains, may):
    assert allergens(MENU, wish) == (tuple(contains.split()), tuple(may.split()))
    line = order(wish).lines[0]
    assert (line.allergens, line.may_contain) == (tuple(contains.split()), tuple(may.split()))


def test_what_one_half_lacks_the_other_may_have():
    half = Half("diavola", (Topping("walnut", "right"),), ("mozzarella",))
    assert allergens(SPLIT, pizza(half=half)) == (("gluten", "milk", "nuts"), ("peanuts", "mustard"))
    both = pizza(half=replace(half, toppings=()), removed=["mozzarella"])
    assert allergens(SPLIT, both) == (("gluten",), ("milk", "mustard"))


def test_without_a_dough_nobody_says_what_is_in_it():
    with pytest.raises(Invalid, match="Choose a dough"):
        allergens(MENU, pizza(dough=None))
    assert allergens(menu(doughs=[]), pizza(dough=None)) == (("milk",), ())


def test_the_fourteen_are_named_in_both_languages_and_in_order():
    assert list(NAMES) == list(ALLERGENS) and len(ALLERGENS) == 14
    assert ordered({"molluscs", "gluten", "milk"}) == ("gluten", "milk", "molluscs")
    with pytest.raises(ValueError):
        ordered({"lactose"})


def test_what_is_86_stops_the_recipes_that_need_it():
    out = menu(without=("mozzarella", "tomato"))
    assert [item.id for item in missing(out, pizza("diavola", toppings=["tomato"]))] == ["tomato", "mozzarella"]
    with pytest.raises(Invalid) as refused:
        order(pizza("diavola", removed=["tomato"]), card=out)
    assert refused.value.code == "recipe_sold_out"
    assert refused.value.params["ingredients"] == ["mozzarella"]
    assert order(pizza("diavola", removed=["tomato", "mozzarella"]), card=out)
    assert missing(out, plain("water")) == ()


@pytest.mark.parametrize(
    "card, wish",
    [
        (menu(without=("burrata",)), pizza(toppings=["burrata"])),
        (menu(doughs=[replace(dough, available=False) for dough in DOUGHS]), pizza()),
        (menu(products=[replace(item, available=False) for item in PRODUCTS]), plain("water")),
        (
            menu(products=[replace(i, available=i.id != "diavola") for i in PRODUCTS], half="sum"),
            pizza(half="diavola"),
        ),
    ],
)
def test_what_is_sold_out_is_refused(card, wish):
    with pytest.raises(Invalid, match="is sold out"):
        order(wish, card=card)
