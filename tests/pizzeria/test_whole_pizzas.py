from decimal import Decimal

import pytest

from pizzeria.catalogue import Menu, MenuProduct, Policies, RecipePart, by_id
from pizzeria.pricing import (
    Configuration,
    Half,
    Invalid,
    LineRequest,
    Topping,
    default_configuration,
    price_from,
    quote,
)
from pizzeria.tax import ITALY, NoRate

from .card import DOUGHS, MENU, SPLIT, eur, menu, order, pizza, plain, price


@pytest.mark.parametrize(
    "wish, amount",
    [
        (pizza(size="small"), "6.50"),
        (pizza(), "9.25"),
        (pizza(dough="corn"), "10.80"),
        (pizza(size="small", dough="corn"), "7.50"),
        (pizza(toppings=["burrata"]), "11.70"),
        (pizza(size="small", toppings=["burrata"]), "8.50"),
        (pizza(toppings=["burrata whole double"]), "14.15"),
        (pizza(toppings=["burrata whole light"]), "11.70"),
        (pizza(toppings=["mozzarella"]), "10.60"),  # more of what is on it already is a topping like any other
        (pizza(toppings=["burrata left"]), "10.48"),  # 9.25 + 1.225, rounded once
        (pizza(toppings=["burrata left", "burrata right"]), "11.70"),
        (pizza(toppings=["burrata left", "burrata right double"]), "12.93"),
        (pizza(toppings=["burrata left", "mozzarella right"]), "11.15"),
        (pizza("diavola", removed=["onion", "salame"]), "10.50"),
        (pizza("diavola", removed=["onion"], toppings=["burrata"]), "12.95"),
        (plain("water"), "1.50"),
    ],
)
def test_one_costs_the_sum_of_its_parts(wish, amount):
    assert price(wish) == amount


def test_a_line_is_rounded_once():
    assert price(pizza(toppings=["burrata left"]), quantity=2) == "20.95"  # 2 x 10.475, not 2 x 10.48
    assert order(pizza(toppings=["burrata left"])).lines[0].unit == eur("10.475")


def test_the_shop_declares_what_a_side_and_an_amount_cost():
    declared = menu(side_share=Decimal(1), light=Decimal("0.5"), double=Decimal("1.5"))
    assert price(pizza(toppings=["burrata left"]), card=declared) == "11.70"
    assert price(pizza(toppings=["burrata left", "burrata right"]), card=declared) == "11.70"
    assert price(pizza(toppings=["burrata whole light"]), card=declared) == "10.48"
    assert price(pizza(toppings=["burrata whole double"]), card=declared) == "12.93"


@pytest.mark.parametrize(
    "wish, code",
    [
        (plain("sushi"), "unknown_product"),
        (pizza(size=None), "size_missing"),
        (pizza(size="huge"), "size_not_offered"),
        (pizza("calzone", size="small"), "size_not_offered"),
        (Configuration("water", size="large"), "size_not_offered"),
        (pizza(dough=None), "dough_missing"),
        (pizza(dough="rice"), "unknown_dough"),
        (pizza(dough="stuffed", size="small"), "dough_not_offered"),
        (Configuration("water", dough="classic"), "not_built"),
        (Configuration("water", toppings=(Topping("onion"),)), "not_built"),
        (Configuration("water", half=Half("water")), "not_built"),
        (pizza(toppings=["kiwi"]), "unknown_ingredient"),
        (pizza(toppings=["truffle"]), "topping_not_offered"),
        (pizza("diavola", toppings=["walnut"]), "topping_excluded"),
        (pizza(toppings=["onion", "onion"]), "topping_twice"),
        (pizza(toppings=["onion", "onion left"]), "topping_twice"),
        (pizza(toppings=["burrata", "anchovy"]), "topping_clash"),
        (pizza(toppings=["anchovy left", "burrata"]), "topping_clash"),
        (pizza(toppings=["mozzarella"], removed=["mozzarella"]), "added_and_removed"),
        (pizza(removed=["kiwi"]), "unknown_ingredient"),
        (pizza(removed=["onion"]), "not_in_recipe"),
        (pizza(removed=["mozzarella", "mozzarella"]), "not_in_recipe"),
        (pizza(removed=["tomato"]), "not_removable"),
        (pizza(half="diavola"), "no_halves"),
    ],
)
def test_what_cannot_be_made_is_refused_by_name(wish, code):
    with pytest.raises(Invalid) as refused:
        order(wish)
    assert refused.value.code == code
    assert refused.value.text("it") != refused.value.message


@pytest.mark.parametrize("quantity", [0, -1, 100, True, 1.5, "2"])
def test_a_quantity_is_between_one_and_ninety_nine(quantity):
    with pytest.raises(Invalid, match="between 1 and 99"):
        order((pizza(), quantity))


def test_an_order_is_delivered_collected_or_eaten_in():
    with pytest.raises(Invalid, match="Choose delivery"):
        order(pizza(), order_type="drive_in")


def test_a_class_without_a_rate_stops_the_sale():
    odd = menu(products=[MenuProduct("card", "Gift card", "other", "voucher", {"": eur(10)})])
    with pytest.raises(NoRate):
        order(plain("card"), card=odd)


def test_only_so_many_toppings_fit_on_a_side():
    two = menu(toppings_per_side=2)
    assert order(pizza(toppings=["onion left double", "burrata right", "salame right"]), card=two)
    for toppings in (["onion whole double", "salame left"], ["onion", "salame", "burrata"]):
        with pytest.raises(Invalid, match="At most 2 toppings"):
            order(pizza(toppings=toppings), card=two)


def test_a_line_says_which_it_is_and_how_its_price_came_about():
    wish = pizza("diavola", dough="corn", toppings=["burrata left double"], removed=["onion"])
    line = quote(MENU, [LineRequest(wish, 2, "line-7")], order_type="delivery", tax=ITALY).lines[0]
    assert (line.id, line.name, line.size, line.quantity) == ("line-7", "Diavola", {"en": "Large", "it": "Grande"}, 2)
    assert [(step.kind, str(step.amount.amount)) for step in line.steps] == [
        ("base", "10.50"),
        ("dough", "1.55"),
        ("topping", "2.450"),
        ("removal", "0.00"),
    ]
    assert line.steps[2].params == {"ingredient": "burrata", "side": "left", "amount": "double"}


def test_a_card_starts_with_the_first_size_and_dough():
    assert default_configuration(MENU, "margherita") == pizza(size="small")
    assert default_configuration(MENU, "water") == plain("water")
    sold_out = [type(d)(d.id, d.name, d.allergens, available=d.id != "classic") for d in DOUGHS]
    assert default_configuration(menu(doughs=sold_out), "margherita").dough == "corn"
    none = [type(d)(d.id, d.name, d.allergens, available=False) for d in DOUGHS]
    assert default_configuration(menu(doughs=none), "margherita").dough == "classic"


def test_a_card_says_from_which_price():
    assert price_from(MENU, "margherita") == eur("6.50")
    assert price_from(MENU, "water") == eur("1.50")
    assert price_from(menu(doughs=[]), "calzone") == eur(11)


def test_a_shop_without_doughs_asks_for_none():
    assert price(pizza(dough=None), card=menu(doughs=[])) == "9.25"


@pytest.mark.parametrize(
    "change",
    [
        {"products": by_id([MenuProduct("x", "X", "pizza", "food", {"": eur(-1)})])},
        {"products": by_id([MenuProduct("x", "X", "pizza", "food", {"": eur(1)}, (RecipePart("kiwi"),))])},
        {"currency": "USD"},
        {"policies": Policies(split_fee=type(eur(1))(1, "USD"))},
    ],
)
def test_a_menu_that_cannot_be_trusted_is_no_menu(change):
    parts = {key: getattr(SPLIT, key) for key in SPLIT.__dataclass_fields__}
    with pytest.raises(ValueError):
        Menu(**{**parts, **change})


@pytest.mark.parametrize(
    "policy",
    [
        {"half": "cheapest"},
        {"side_share": 2},
        {"side_share": 0},
        {"light": 2},
        {"double": 0},
        {"half_percent": 0},
        {"removals": "refund"},
        {"split_fee": eur(-1)},
    ],
)
def test_a_policy_that_would_surprise_is_refused(policy):
    with pytest.raises(ValueError):
        Policies(**policy)
