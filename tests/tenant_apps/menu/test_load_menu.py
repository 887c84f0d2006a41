"""Putting a whole menu into a new shop."""

import time

import pytest

from pizzeria import pricing, suggestions
from pizzeria.menu_sheet import EMPTY
from pizzeria.pricing import default_configuration
from pizzeria.tax import ITALY
from shared_apps.journal.facts import Actor
from tenant_apps.menu import actions, queries, starter
from tenant_apps.menu.models import Category, Ingredient, Product, Size
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("inside_napoli")


def load():
    actions.load_menu(starter.menu(), source="starter", by=Actor.system(), at=NOON)


def test_the_starter_menu_has_what_a_pizzeria_needs():
    load()
    menu = queries.price_menu(at=NOON)
    pizzas = [product for product in menu.products.values() if product.kind == "pizza"]
    toppings = {ingredient for ingredient, _ in menu.topping_prices}
    assert len(menu.sizes) == 3
    assert len(menu.doughs) == 3
    assert len(toppings) >= 25
    assert len(pizzas) >= 20
    assert {product.kind for product in menu.products.values()} == {"pizza", "food", "dessert", "drink"}


def test_in_a_new_shop_a_maxi_takes_more_of_the_oven_and_the_dough_than_a_classica():
    load()
    weight = {
        size.name["it"]: (size.oven_weight, size.dough_balls) for size in queries.price_menu(at=NOON).sizes.values()
    }
    assert weight == {"Baby": (1, 1), "Classica": (1, 1), "Maxi": (2, 2)}


def test_loading_takes_few_statements(django_assert_max_num_queries):
    starter.menu()
    with django_assert_max_num_queries(16):
        load()


def test_loading_is_quick():
    starter.menu()
    began = time.perf_counter()
    load()
    assert time.perf_counter() - began < 0.5  # measured 0.05 s alone; the rest is for a busy machine


def test_every_product_of_the_starter_menu_can_be_ordered_as_it_stands():
    load()
    menu = queries.price_menu(at=NOON)
    for product in menu.products:
        request = pricing.LineRequest(pricing.default_configuration(menu, product))
        quote = pricing.quote(menu, [request], order_type="collection", tax=ITALY)
        assert quote.total.amount > 0


def test_the_usual_size_and_dough_are_what_one_gets_unasked():
    load()
    menu = queries.price_menu(at=NOON)
    margherita = next(p for p in menu.products.values() if p.name["it"] == "Margherita")
    wish = pricing.default_configuration(menu, margherita.id)
    assert menu.sizes[wish.size].name["it"] == "Classica"
    assert "gluten" in menu.doughs[wish.dough].allergens


def test_a_dough_without_gluten_never_claims_that_there_is_none():
    load()
    doughs = queries.price_menu(at=NOON).doughs.values()
    without = [dough for dough in doughs if "gluten" not in dough.allergens]
    assert [dough.name["it"] for dough in without] == ["Impasto senza glutine"]
    assert all("gluten" in dough.may_contain for dough in without)


def test_alcohol_is_a_drink_with_a_tax_class_of_its_own():
    load()
    wine = Product.objects.get(name__it__startswith="Aglianico")
    assert (wine.kind, wine.vat_class) == ("drink", "alcohol")


def test_an_empty_menu_is_no_error():
    actions.load_menu(EMPTY, source="empty", by=Actor.system(), at=NOON)
    assert not Product.objects.exists()
    assert not Category.objects.exists() and not Size.objects.exists() and not Ingredient.objects.exists()


def test_the_starter_menu_names_what_is_offered_instead_and_leaves_what_makes_a_pizza_alone():
    load()
    offered = {row.name["it"]: row.substitute.name["it"] for row in Ingredient.objects.exclude(substitute=None)}
    assert offered == {
        "mozzarella di bufala": "fior di latte",
        "'nduja": "salame piccante",
        "funghi porcini": "funghi champignon",
    }


@pytest.mark.parametrize(
    ("out", "pizza", "words"),
    [
        ("mozzarella di bufala", "Bufalina", ["con fior di latte al posto di mozzarella di bufala"]),
        ("'nduja", "Calabrese", ["con salame piccante al posto di 'nduja"]),
        ("salame piccante", "Diavola", []),
    ],
)
def test_a_starter_pizza_that_lacks_something_is_offered_with_what_is_near(out, pizza, words):
    load()
    actions.eighty_six(Ingredient.objects.get(name__it=out), until=None, by=Actor.system(), at=NOON)
    menu = queries.price_menu(at=NOON)
    product = next(id for id, item in menu.products.items() if item.name["it"] == pizza)
    found = suggestions.suggestions(menu, default_configuration(menu, product))
    assert [suggestions.text(one, "it") for one in found] == [*words, f"senza {out}"]
