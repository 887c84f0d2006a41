"""An owner writes the menu by hand: from nothing to a pizza that can be ordered."""

from decimal import Decimal

import pytest

from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.menu import actions, queries
from tenant_apps.menu.errors import PizzaWithoutDough
from tenant_apps.menu.models import Category, Dough, Ingredient, Product, Size, ToppingPrice
from tenant_apps.ordering.models import BasketLine
from tenant_apps.shop import actions as shop
from tests.cast import NOON

BY = Actor.system("test")
PIZZA = "/manage/menu/products/new/?kind=pizza"


@pytest.fixture
def owner(at_napoli, inside_napoli, monkeypatch):
    """A browser of the owner, whose shop is open and has no menu at all."""
    monkeypatch.setenv("NOW", NOON.isoformat())
    shop.open_shop({"name": "Napoli"}, week=shop.STARTER_WEEK, by=BY, at=NOON)
    at_napoli.force_login(User.objects.create_user("ciro@example.test", role="owner"))
    return at_napoli


def add(client, what, **said):
    """Fill in the form and expect to be led back to the menu."""
    answer = client.post(what if what.startswith("/") else f"/manage/menu/{what}/new/", said)
    assert answer.status_code == 302, answer.content.decode()


def write_a_menu(client):
    """A size, a dough, two toppings, a category and a pizza of them; every word through the pages."""
    add(client, "sizes", name_it="Classica", name_en="Classic", diameter="32")
    size = Size.objects.get()
    add(client, "doughs", name_it="Classico", allergens="gluten", **{f"size-{size.id}": "0"})
    add(client, "toppings", name_it="Pomodoro", name_en="Tomato sauce", allergens="none")
    add(client, "toppings", name_it="Provola", allergens="milk", **{f"size-{size.id}": "1,50"})
    add(client, "categories", name_it="Pizze", name_en="Pizzas")
    recipe = [str(row.id) for row in Ingredient.objects.all()]
    said = {"category": Category.objects.get().id, "vat_class": "food", "allergens": "none", "recipe": recipe}
    add(client, PIZZA, name_it="Nostra", name_en="Ours", **said, **{f"size-{size.id}": "7,50"})
    return Product.objects.get()


def test_an_empty_menu_becomes_a_shop_where_a_pizza_can_be_ordered(owner):
    pizza = write_a_menu(owner)
    assert "Nostra" in owner.get("/", headers={"accept-language": "it"}).content.decode()
    size, provola = Size.objects.get(), Ingredient.objects.get(name__it="Provola")
    wish = {"product": pizza.id, "size": size.id, "dough": Dough.objects.get().id, "topping": provola.id}
    quoted = owner.get("/menu/quote/", wish, headers={"accept-language": "it"}).content.decode()
    assert "9,00" in quoted
    owner.post("/basket/add/", wish)
    assert BasketLine.objects.count() == 1
    basket = owner.get("/basket/", headers={"accept-language": "it"}).content.decode()
    assert "Nostra" in basket and "9,00" in basket


def test_what_was_written_is_what_is_sold(owner):
    pizza = write_a_menu(owner)
    found = queries.read_price_menu(at=NOON).products[str(pizza.id)]
    assert found.name == {"it": "Nostra", "en": "Ours"} and len(found.recipe) == 2
    assert not Ingredient.objects.get(name__it="Pomodoro").is_topping
    assert ToppingPrice.objects.get().price == Decimal("1.50")
    assert Size.objects.get().is_usual and Size.objects.get().diameter == 32 and Dough.objects.get().is_usual


def test_each_addition_is_announced_and_makes_the_kept_pages_old(owner, monkeypatch):
    raised = []
    monkeypatch.setattr(actions, "raise_cache_generation", lambda: raised.append(1))
    write_a_menu(owner)
    facts = ["SizeAdded", "DoughAdded", "IngredientAdded", "IngredientAdded", "CategoryAdded", "ProductAdded"]
    assert list(Entry.objects.filter(fact__in=facts).order_by("id").values_list("fact", flat=True)) == facts
    assert len(raised) == 6


def test_a_drink_has_one_price_and_the_vat_of_drinks(owner):
    category = actions.add_category({"it": "Bevande"}, by=BY, at=NOON)
    page = owner.get(f"/manage/menu/products/new/?kind=drink&category={category.id}").content.decode()
    assert '<option value="drink" selected>' in page and 'name="recipe"' not in page
    said = {"name_it": "Birra", "category": category.id, "price": "4,00", "vat_class": "alcohol"}
    add(owner, "/manage/menu/products/new/?kind=drink", **said, allergens=["gluten"], description_it="33 cl")
    beer = Product.objects.get()
    assert (beer.kind, beer.vat_class, beer.allergens) == ("drink", "alcohol", ["gluten"])
    assert beer.description == {"it": "33 cl"} and beer.prices.get().size is None


@pytest.mark.parametrize(
    ("wrong", "missing"),
    [({"name_it": ""}, None), ({"price": "-1"}, None), ({"allergens": ["none", "milk"]}, None), ({}, "allergens")],
)
def test_what_is_missing_or_wrong_adds_nothing(owner, wrong, missing):
    category = actions.add_category({"it": "Bevande"}, by=BY, at=NOON)
    said = {"name_it": "Cola", "category": category.id, "price": "3", "vat_class": "drink", "allergens": "none"}
    said = {name: value for name, value in {**said, **wrong}.items() if name != missing}
    assert owner.post("/manage/menu/products/new/?kind=drink", said).status_code == 422
    assert not Product.objects.exists()


def test_a_pizza_waits_for_a_category_and_a_size(owner):
    page = owner.get(PIZZA).content.decode()
    assert "/manage/menu/categories/new/" in page and "/manage/menu/sizes/new/" in page and "name_it" not in page


def test_a_pizza_needs_a_price(owner):
    write_a_menu(owner)
    said = {"name_it": "Altra", "category": Category.objects.get().id, "vat_class": "food", "allergens": "none"}
    assert owner.post(PIZZA, said).status_code == 422
    assert Product.objects.count() == 1


def test_no_size_for_pizzas_that_no_dough_comes_in(owner):
    pizza = write_a_menu(owner)
    said = {"name_it": "Maxi", f"pizza-{pizza.id}": "14", f"dough-{Dough.objects.get().id}": ""}
    assert owner.post("/manage/menu/sizes/new/", said).status_code == 422
    assert Size.objects.count() == 1
    add(owner, "sizes", **{**said, f"dough-{Dough.objects.get().id}": "1"})
    maxi = Size.objects.get(name__it="Maxi")
    assert not maxi.is_usual and pizza.prices.get(size=maxi).price == 14


def test_the_first_dough_comes_in_every_size_that_pizzas_come_in(inside_napoli):
    size = actions.add_size({"it": "Classica"}, doughs={}, toppings={}, pizzas={}, by=BY, at=NOON)
    category = actions.add_category({"it": "Pizze"}, by=BY, at=NOON)
    new = actions.NewProduct(category, "pizza", {"it": "Nostra"}, "food", {size.id: Decimal(7)})
    actions.add_product(new, by=BY, at=NOON)
    with pytest.raises(PizzaWithoutDough):
        actions.add_dough({"it": "Integrale"}, prices={}, allergens=["gluten"], by=BY, at=NOON)
    assert not Dough.objects.exists()


def test_a_new_size_proposes_the_prices_of_the_usual_one(owner, starter_menu_rows):
    page = owner.get("/manage/menu/sizes/new/").content.decode()
    usual = ToppingPrice.objects.filter(size__is_usual=True).first()
    assert f'name="topping-{usual.ingredient_id}" value="' in page


@pytest.fixture
def starter_menu_rows(owner):
    owner.post("/manage/menu/starter/")


def test_a_topping_is_drawn_as_the_starter_menus_is(inside_napoli):
    row = actions.add_topping({"it": "basilico"}, prices={}, allergens=[], by=BY, at=NOON)
    assert row.glyph == "basilico"
    assert actions.add_topping({"it": "Fiori"}, prices={}, allergens=[], by=BY, at=NOON).glyph == ""


@pytest.mark.parametrize("what", ["categories", "products", "sizes", "toppings", "doughs"])
def test_only_who_may_edit_the_menu_adds_to_it(owner, what):
    owner.force_login(User.objects.create_user("anna@example.test", role="kitchen"))
    assert owner.get(f"/manage/menu/{what}/new/").status_code == 403


def test_a_second_dough_is_not_the_usual_one(inside_napoli):
    first = actions.add_dough({"it": "Classico"}, prices={}, allergens=["gluten"], by=BY, at=NOON)
    second = actions.add_dough({"it": "Integrale"}, prices={}, allergens=["gluten"], by=BY, at=NOON)
    assert (first.is_usual, second.is_usual) == (True, False)
