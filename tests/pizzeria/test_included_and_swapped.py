from dataclasses import replace

import pytest

from pizzeria.pricing import Half, Invalid, MenuProduct, RecipePart, step_text

from .card import PRODUCTS, eur, menu, order, pizza, price


def with_included(**included):
    """A card on which these pizzas have so many toppings in their price."""
    changed = [replace(item, included=included.get(item.id, 0)) for item in PRODUCTS]
    return menu(products=changed, half="highest")


TWO = with_included(margherita=2)


@pytest.mark.parametrize(
    "toppings, amount",
    [
        ([], "9.25"),
        (["onion", "salame"], "9.25"),
        (["onion", "salame", "walnut"], "10.10"),  # the dearest two are free, 0.85 is left
        (["burrata"], "9.25"),  # premium counts double and fills both places
        (["burrata", "onion"], "10.10"),  # 2.45 saved
        (["burrata", "salame", "walnut"], "11.70"),  # 2.05 + 1.55 saved: more than 2.45
        (["salame whole double"], "9.25"),  # a double is two
        (["burrata left", "salame left", "walnut left"], "9.25"),  # one side takes half a place: 1 + 1/2 + 1/2
        (["burrata left", "salame", "onion right"], "9.68"),  # 1.225 and 2.05 of two places, 0.425 is left
        (["burrata whole double"], "14.15"),  # four places: it does not fit
    ],
)
def test_two_toppings_are_included_and_the_ones_that_save_most_are_free(toppings, amount):
    assert price(pizza(toppings=toppings), card=TWO) == amount


def test_of_two_halves_the_more_generous_one_counts_whichever_side_it_is_on():
    for wish in (pizza(half="diavola", toppings=["salame"]), pizza("diavola", half="margherita", toppings=["salame"])):
        assert price(wish, card=with_included(margherita=1)) == "10.50"
        assert price(wish, card=with_included(margherita=0)) == "12.55"


def test_what_is_included_says_so_and_what_it_would_cost():
    salame, onion = order(pizza(toppings=["salame", "onion"]), card=with_included(margherita=1)).lines[0].steps[2:]
    assert (step_text(salame), salame.amount.amount) == ("spicy salami (included)", 0)
    assert salame.params == {
        "ingredient": "salame",
        "side": "whole",
        "amount": "normal",
        "price": "2.05",
        "included": True,
    }
    assert (step_text(onion), onion.amount) == ("onion", eur("0.85"))
    assert step_text(salame, reason=False) == "spicy salami"


SWAPS = {policy: menu(removals=policy, half="highest") for policy in ("none", "tier", "swap")}
# Tiers: salami and burrata 2, everything else on the card 1. A large Diavola is 10.50.


@pytest.mark.parametrize(
    "removed, toppings, none, tier, swap",
    [
        (["salame"], [], "10.50", "10.50", "10.50"),  # never below the price without toppings
        (["salame"], ["burrata"], "12.95", "10.50", "10.50"),
        (["onion"], ["burrata"], "12.95", "12.95", "10.50"),  # a higher tier than what was left out
        (["salame"], ["tomato left"], "10.88", "10.50", "10.50"),  # a lower one
        (["onion"], ["tomato whole double"], "12.00", "11.25", "11.25"),  # one for one: the double's second is paid
        (["onion"], ["burrata", "tomato"], "13.70", "12.95", "11.25"),  # the dearest that it may pay for
        (["onion", "salame"], ["burrata", "tomato"], "13.70", "10.50", "10.50"),
        (["onion"], ["burrata left", "tomato right"], "12.10", "11.73", "10.50"),  # one on each side
        (["onion"], ["burrata left", "tomato left"], "12.10", "11.73", "10.88"),
    ],
)
def test_what_is_left_out_pays_for_what_the_shop_declares(removed, toppings, none, tier, swap):
    wish = pizza("diavola", removed=removed, toppings=toppings)
    assert [price(wish, card=card) for card in SWAPS.values()] == [none, tier, swap]


def test_each_side_pays_for_itself():
    half = Half("diavola", removed=("salame",))
    assert price(pizza(half=half, toppings=["burrata right"]), card=SWAPS["swap"]) == "10.50"
    assert price(pizza(half=half, toppings=["burrata left"]), card=SWAPS["swap"]) == "11.73"
    assert price(pizza(half=half, toppings=["burrata"]), card=SWAPS["swap"]) == "11.73"  # the left side is paid


def test_a_swap_names_what_it_is_for():
    step = order(pizza("diavola", removed=["salame"], toppings=["burrata"]), card=SWAPS["tier"]).lines[0].steps[2]
    assert step_text(step) == "burrata (instead of spicy salami)"
    assert step_text(step, "it") == "burrata (al posto di salame piccante)"
    assert step.params["price"] == "2.45" and not step.amount


def test_what_a_removal_paid_for_takes_no_included_place():
    products = [replace(item, included=1) for item in PRODUCTS]
    wish = pizza("diavola", removed=["onion"], toppings=["tomato", "mozzarella"])
    assert price(wish, card=menu(removals="swap", products=products)) == "10.50"
    assert price(wish, card=menu(products=products)) == "11.25"


def test_the_cheapest_way_counts_not_the_dearest_topping_first():
    """The salami takes one place and is free with it; the burrata takes two, which there are not, and is paid for."""
    products = [replace(item, included=1) for item in PRODUCTS]
    prices = {(item, size): price for (item, size), price in menu().topping_prices.items()}
    prices["salame", "large"] = eur("2.50")
    card = replace(menu(removals="swap", products=products), topping_prices=prices)
    assert price(pizza("diavola", removed=["onion"], toppings=["salame", "burrata"]), card=card) == "10.50"


CLASHING = [
    MenuProduct("burratina", "Burratina", "pizza", "food", {"large": eur(12)}, (RecipePart("burrata"),)),
    MenuProduct(
        "saltata", "Saltata", "pizza", "food", {"large": eur(12)}, (RecipePart("burrata"), RecipePart("anchovy"))
    ),
]


@pytest.mark.parametrize(
    "wish, clashes",
    [
        (pizza(toppings=["anchovy left", "burrata right"]), False),
        (pizza(toppings=["anchovy left", "burrata"]), True),
        (pizza("burratina", toppings=["anchovy"]), True),
        (pizza("burratina", toppings=["anchovy"], removed=["burrata"]), False),
        (pizza("burratina", half="margherita", toppings=["anchovy right"]), False),
        (pizza("burratina", half="margherita", toppings=["anchovy left"]), True),
        (pizza("margherita", half="burratina", toppings=["anchovy right"]), True),
        (pizza("saltata"), False),  # what a recipe holds was tasted by its cook
    ],
)
def test_what_clashes_does_not_lie_on_one_side(wish, clashes):
    card = menu(products=[*PRODUCTS, *CLASHING], half="highest")
    if clashes:
        with pytest.raises(Invalid, match="do not go together"):
            order(wish, card=card)
    else:
        assert order(wish, card=card)
