"""What an ingredient takes with it."""

from dataclasses import replace

from pizzeria.deals import Deal, DealChoice
from pizzeria.running_out import effects
from tests.pizzeria.card import MENU, eur


def without(menu, ingredient):
    gone = replace(menu.ingredients[ingredient], available=False)
    return replace(menu, ingredients={**menu.ingredients, ingredient: gone})


def deal(id, *products):
    return Deal(id, id, eur("10"), (DealChoice("one", "one", frozenset(products)),))


def test_what_cannot_be_left_out_sells_its_pizza_out():
    found = effects(MENU)["tomato"]
    assert "Margherita" in found.sold_out
    assert "Diavola" in found.without and "Diavola" not in found.sold_out


def test_a_topping_is_told_from_what_only_recipes_need():
    found = effects(MENU)
    assert found["burrata"].is_topping
    assert not found["truffle"].is_topping


def test_a_deal_ends_with_the_last_product_of_a_choice():
    menu = replace(
        MENU,
        deals={id: deal(id, *products) for id, products in (("a", ["margherita"]), ("b", ["margherita", "diavola"]))},
    )
    assert effects(menu)["tomato"].deals == ("a",)
    assert effects(menu)["onion"].deals == ()


def test_what_is_off_already_is_not_lost_again():
    menu = without(MENU, "tomato")
    assert effects(menu)["tomato"].sold_out == ()
    assert "Margherita" not in effects(menu)["mozzarella"].without


def test_a_pizza_whose_fixed_part_has_a_substitute_is_not_lost_until_that_is_out_too():
    items = {**MENU.ingredients, "tomato": replace(MENU.ingredients["tomato"], substitute="onion")}
    menu = replace(MENU, ingredients=items, deals={"a": deal("a", "margherita")})
    found = effects(menu)["tomato"]
    assert "Margherita" not in (*found.sold_out, *found.without)
    assert found.deals == ()
    last = effects(without(menu, "tomato"))["onion"]
    assert "Margherita" in last.sold_out and last.deals == ("a",)


def test_a_substitute_is_named_while_there_is_one():
    menu = replace(
        MENU, ingredients={**MENU.ingredients, "burrata": replace(MENU.ingredients["burrata"], substitute="mozzarella")}
    )
    assert effects(menu)["burrata"].substitute == "mozzarella"
    assert effects(without(menu, "mozzarella"))["burrata"].substitute == ""
