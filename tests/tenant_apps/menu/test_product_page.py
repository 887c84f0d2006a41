"""One pizza: choosing size, dough, toppings and what is left out, with the price explained."""

import pytest

from shared_apps.journal.facts import Actor
from tenant_apps.menu import actions
from tenant_apps.menu.models import Dough, Ingredient, Product, Size
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("starter_menu")


@pytest.fixture
def margherita():
    return Product.objects.get(name__it="Margherita")


def get(client, path, data=None):
    return client.get(path, data or {}, headers={"Accept-Language": "en"})


def test_it_opens_as_on_the_card(at_napoli, margherita):
    text = get(at_napoli, f"/menu/{margherita.id}/").content.decode()
    assert "€6.50" in text and "Classic" in text and "gluten, milk" in text
    assert "without basil" in text and "without tomato" not in text


def test_every_choice_is_a_line_of_the_price(at_napoli, margherita):
    wish = {
        "product": str(margherita.id),
        "size": str(Size.objects.get(name__it="Maxi").id),
        "dough": str(Dough.objects.get(name__it="Integrale").id),
        f"topping-{Ingredient.objects.get(name__it='acciughe').id}": "whole:double",
        "removed": str(Ingredient.objects.get(name__it="basilico").id),
    }
    for path in (f"/menu/{margherita.id}/", "/menu/quote/"):
        text = get(at_napoli, path, wish).content.decode()
        assert "€21.00" in text  # 13.00 + 2.00 dough + 2 x 3.00
        for words in ("anchovies (double)", "without basil", "gluten, fish, milk"):
            assert words in text, words


def test_what_cannot_be_is_said_and_not_priced(at_napoli, margherita):
    wish = {"product": str(margherita.id), "size": "", "removed": str(Ingredient.objects.get(name__it="pomodoro").id)}
    text = get(at_napoli, "/menu/quote/", wish).content.decode()
    assert "notice-bad" in text and "Add to basket" not in text


def test_a_dough_that_the_size_does_not_come_in_gives_way(at_napoli, margherita):
    without = Dough.objects.get(name__it="Impasto senza glutine")
    wish = {"product": str(margherita.id), "size": str(Size.objects.get(name__it="Baby").id), "dough": str(without.id)}
    text = get(at_napoli, "/menu/quote/", wish).content.decode()
    assert "€5.00" in text and "Dough without gluten" not in text


def test_the_dough_without_gluten_warns(at_napoli, margherita):
    without = Dough.objects.get(name__it="Impasto senza glutine")
    wish = {
        "product": str(margherita.id),
        "size": str(Size.objects.get(name__it="Classica").id),
        "dough": str(without.id),
    }
    text = get(at_napoli, "/menu/quote/", wish).content.decode()
    assert "not fit for coeliacs" in text and "May contain traces of:</span>" not in text and "gluten" in text


def test_what_ran_out_is_left_out_where_it_may_be(at_napoli):
    actions.eighty_six(Ingredient.objects.get(name__it="burrata"), until=None, by=Actor.system(), at=NOON)
    pizza = Product.objects.get(name__it="Mortadella e pistacchio")
    text = get(at_napoli, f"/menu/{pizza.id}/").content.decode()
    assert "Add to basket" in text and "without burrata" in text
    assert 'class="name">burrata' not in text and 'class="name">buffalo mozzarella' in text


def test_a_drink_has_no_dough_and_no_toppings(at_napoli):
    cola = Product.objects.get(name__it="Cola 33 cl")
    text = get(at_napoli, f"/menu/{cola.id}/").content.decode()
    assert "€2.50" in text and 'name="dough"' not in text and 'name="topping-' not in text


def test_a_product_of_nobody_is_not_found(at_napoli):
    assert get(at_napoli, "/menu/01900000-0000-7000-8000-000000000000/").status_code == 404
    assert get(at_napoli, "/menu/quote/", {"product": "nonsense"}).status_code == 404


def test_it_takes_few_queries(at_napoli, margherita, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        get(at_napoli, f"/menu/{margherita.id}/")
