"""The rows of the menu as the price engine reads them."""

from datetime import time
from decimal import Decimal

import pytest

from pizzeria.availability import DayPart
from pizzeria.catalogue import Policies
from pizzeria.money import Money
from tenant_apps.menu import queries
from tenant_apps.menu.models import Category, Ingredient, Product, Rules, Size
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("starter_menu")
WEEKDAYS = frozenset(range(5))
LUNCH = {"days": [0, 1, 2, 3, 4], "from": "12:00", "to": "15:00"}


def read(product):
    return queries.read_price_menu(at=NOON).products[str(product.id)]


@pytest.fixture
def margherita():
    return Product.objects.get(name__it="Margherita")


def test_a_shop_that_declared_nothing_sells_halves_at_the_dearer_one():
    assert queries.read_price_menu(at=NOON).policies == Policies(half="highest", toppings_per_side=8)


def test_what_the_shop_declared_is_what_the_engine_goes_by():
    Rules.objects.create(
        half="percent",
        half_percent=Decimal("55.00"),
        split_fee=Decimal("0.50"),
        side_share=Decimal("0.60"),
        light=Decimal("0.50"),
        double=Decimal("1.75"),
        removals="tier",
        toppings_per_side=None,
    )
    assert queries.read_price_menu(at=NOON).policies == Policies(
        half="percent",
        half_percent=Decimal(55),
        split_fee=Money("0.50", "EUR"),
        side_share=Decimal("0.6"),
        light=Decimal("0.5"),
        double=Decimal("1.75"),
        removals="tier",
        toppings_per_side=None,
    )


def test_a_product_says_what_is_included_excluded_and_whether_it_is_a_half(margherita):
    Product.objects.filter(pk=margherita.pk).update(included=2, excluded=["kiwi"], halves=False)
    found = read(margherita)
    assert (found.included, found.excluded, found.halves) == (2, frozenset({"kiwi"}), False)


def test_a_product_is_offered_when_and_how_its_category_is_too(margherita):
    Category.objects.filter(pk=margherita.category_id).update(day_parts=[LUNCH], order_types=["eat_in", "collection"])
    assert read(margherita).day_parts == (DayPart(WEEKDAYS, time(12), time(15)),)
    assert read(margherita).order_types == {"eat_in", "collection"}
    late = {"days": [4, 5], "from": "14:00", "to": "23:00"}
    Product.objects.filter(pk=margherita.pk).update(day_parts=[late], order_types=["collection", "delivery"])
    assert read(margherita).day_parts == (DayPart(frozenset({4}), time(14), time(15)),)
    assert read(margherita).order_types == {"collection"}


def test_an_ingredient_says_its_tier_its_clashes_and_its_substitute():
    burrata, anchovy = Ingredient.objects.order_by("id")[:2]
    Ingredient.objects.filter(pk=burrata.pk).update(
        tier=3, is_premium=True, clashes=[str(anchovy.id)], substitute=anchovy
    )
    found = queries.read_price_menu(at=NOON).ingredients
    assert (found[str(burrata.id)].tier, found[str(burrata.id)].premium) == (3, True)
    assert found[str(burrata.id)].clashes == {str(anchovy.id)}
    assert found[str(burrata.id)].substitute == str(anchovy.id)
    assert (found[str(anchovy.id)].tier, found[str(anchovy.id)].substitute) == (1, "")


def test_a_size_says_what_it_takes_of_oven_and_dough():
    size = Size.objects.first()
    Size.objects.filter(pk=size.pk).update(oven_weight=Decimal("1.50"), dough_balls=2)
    found = queries.read_price_menu(at=NOON).sizes[str(size.id)]
    assert (found.oven_weight, found.dough_balls) == (Decimal("1.5"), 2)


def test_it_is_read_in_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        queries.read_price_menu(at=NOON)
