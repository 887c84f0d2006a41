"""Out of an ingredient: its toppings vanish, what needs it is sold out, and undo restores exactly."""

from datetime import timedelta

import pytest

from pizzeria import pricing
from pizzeria.tax import ITALY
from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.menu import actions, queries
from tenant_apps.menu.errors import NotOut
from tenant_apps.menu.models import Ingredient
from tenants.models import Pizzeria
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("starter_menu")
BY = Actor.system("test")


@pytest.fixture
def burrata():
    return Ingredient.objects.get(name__it="burrata")


def order(name):
    menu = queries.price_menu(at=NOON)
    product = next(p for p in menu.products.values() if p.name["it"] == name)
    request = pricing.LineRequest(pricing.default_configuration(menu, product.id))
    return pricing.quote(menu, [request], order_type="collection", tax=ITALY)


def test_what_needs_it_is_sold_out_and_the_rest_is_not(burrata):
    actions.eighty_six(burrata, until=None, by=BY, at=NOON)
    with pytest.raises(pricing.Invalid, match="burrata"):
        order("Mortadella e pistacchio")
    assert order("Margherita")


def test_undo_restores_exactly(burrata):
    before = queries.read_price_menu(at=NOON)
    actions.eighty_six(burrata, until=None, by=BY, at=NOON)
    assert queries.read_price_menu(at=NOON) != before
    actions.restore_ingredient(burrata, by=BY, at=NOON)
    assert queries.read_price_menu(at=NOON) == before


def test_for_today_it_comes_back_by_itself(burrata):
    until = NOON + timedelta(hours=5)
    actions.eighty_six(burrata, until=until, by=BY, at=NOON)
    assert not queries.read_price_menu(at=until - timedelta(seconds=1)).ingredients[str(burrata.id)].available
    assert queries.read_price_menu(at=until).ingredients[str(burrata.id)].available


def test_each_change_is_a_fact_and_makes_kept_pages_old(burrata, napoli):
    import tenants

    def generation():
        with tenants.platform():
            return Pizzeria.objects.get(id=napoli.id).cache_generation

    before = generation()
    actions.eighty_six(burrata, until=None, by=BY, at=NOON)
    actions.eighty_six(burrata, until=None, by=BY, at=NOON)  # the second tap changes nothing
    actions.restore_ingredient(burrata, by=BY, at=NOON)
    assert generation() == before + 2
    facts = Entry.objects.filter(fact__startswith="Ingredient").order_by("id").values_list("fact", flat=True)
    assert list(facts) == ["IngredientRanOut", "IngredientRestored"]


def test_what_is_not_out_cannot_be_restored(burrata):
    with pytest.raises(NotOut):
        actions.restore_ingredient(burrata, by=BY, at=NOON)


def test_the_kitchen_may_by_api_and_a_customer_may_not(at_napoli, burrata):
    address = f"/api/v1/ingredients/{burrata.id}/86/"
    assert at_napoli.post(address).status_code == 401
    at_napoli.force_login(User.objects.create_user("giulia@example.test"))
    assert at_napoli.post(address).status_code == 403
    at_napoli.force_login(User.objects.create_user("anna@example.test", role="kitchen"))
    done = at_napoli.post(address, {"until": "restocked"}, content_type="application/json")
    assert done.status_code == 200 and done.json()["out_until"] is None
    burrata.refresh_from_db()
    assert burrata.out_since
    assert at_napoli.post(f"/api/v1/ingredients/{burrata.id}/restore/").status_code == 200
    assert at_napoli.post(f"/api/v1/ingredients/{burrata.id}/restore/").status_code == 409


def test_today_ends_when_the_business_day_does(at_napoli, burrata):
    at_napoli.force_login(User.objects.create_user("anna@example.test", role="kitchen"))
    done = at_napoli.post(f"/api/v1/ingredients/{burrata.id}/86/", {}, content_type="application/json").json()
    assert done["out_until"].endswith(("03:00:00Z", "04:00:00Z"))  # five in the morning in Rome


def test_the_menu_by_api_says_what_is_sold_out(at_napoli, burrata):
    actions.eighty_six(burrata, until=None, by=BY, at=NOON)
    menu = at_napoli.get("/api/v1/menu/").json()
    assert len(menu["sizes"]) == len(menu["doughs"]) == 3 and len(menu["toppings"]) == 40
    products = [product for category in menu["categories"] for product in category["products"]]
    assert [p["name"]["it"] for p in products if not p["available"]] == ["Mortadella e pistacchio"]
    assert [t["name"]["it"] for t in menu["toppings"] if not t["available"]] == ["burrata"]
    margherita = next(p for p in products if p["name"]["en"] == "Margherita")
    assert sorted(price["price"] for price in margherita["prices"]) == ["13.00", "5.00", "6.50"]
