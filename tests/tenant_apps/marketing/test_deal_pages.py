"""The deals' pages: the owner makes one, a customer chooses inside without JavaScript."""

from decimal import Decimal

import pytest

import tenants
from tenant_apps.marketing.models import Deal
from tenant_apps.menu.models import Ingredient, Product
from tenant_apps.ordering.models import BasketLine
from tests.tenant_apps.marketing.conftest import FRIDAY_EVENING, add_deal, product


@pytest.fixture
def offered(open_shop):
    with tenants.inside(open_shop):
        return add_deal()


@pytest.fixture
def owner(open_shop, ciro, signed_in):
    return signed_in(open_shop, ciro)


def form(open_shop, **changes):
    with tenants.inside(open_shop):
        margherita, cola = product("Margherita").id, product("Cola 33 cl").id
    return {
        "choices": "0,4",
        "name_it": "Pizza e bibita",
        "price": "8,50",
        "c0-name_it": "La pizza",
        f"c0-p-{margherita}": "on",
        "c0-halves": "on",
        "c4-name_it": "La bibita",
        f"c4-p-{cola}": "on",
        f"c4-u-{cola}": "0,50",
    } | changes


def test_an_owner_makes_a_deal(open_shop, owner):
    assert owner.get("/manage/deals/").status_code == 200
    page = owner.post("/manage/deals/new/", form(open_shop), follow=True)
    assert "Pizza e bibita" in page.content.decode()
    with tenants.inside(open_shop):
        made = Deal.objects.get()
        assert made.price == Decimal("8.50")
        assert [[option.upcharge for option in choice.options.all()] for choice in made.choices.all()] == [
            [Decimal(0)],
            [Decimal("0.50")],
        ]
    assert owner.get(f"/manage/deals/{made.id}/").status_code == 200


def test_an_owner_says_when_a_deal_is_offered(open_shop, owner):
    hours = {"days-0": ["0", "1"], "from-0": "12:00", "to-0": "15:00", "order_types": ["eat_in"]}
    owner.post("/manage/deals/new/", form(open_shop, **hours))
    with tenants.inside(open_shop):
        made = Deal.objects.get()
    assert made.order_types == ["eat_in"]
    assert made.day_parts == [{"days": [0, 1], "from": "12:00", "to": "15:00"}]
    page = owner.get(f"/manage/deals/{made.id}/").content.decode()
    assert 'value="12:00"' in page and 'name="days-1"' in page and 'name="days-2"' not in page
    owner.post(f"/manage/deals/{made.id}/", form(open_shop, **hours, **{"days-1": ["6"]}))
    with tenants.inside(open_shop):
        made.refresh_from_db()
    assert made.day_parts[1:] == [{"days": [6], "from": "00:00", "to": "00:00"}]  # all of Sunday


def test_a_choice_more_or_less_saves_nothing(open_shop, owner):
    more = owner.post("/manage/deals/new/", form(open_shop, more="1"))
    assert b'name="c5-name_it"' in more.content and b'value="La bibita"' in more.content
    less = owner.post("/manage/deals/new/", form(open_shop, out="0"))
    assert b'name="c0-name_it"' not in less.content and b'value="La bibita"' in less.content
    with tenants.inside(open_shop):
        assert not Deal.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("price", "0"), ("price", "gratis"), ("name_it", ""), ("c0-name_it", ""), ("from-0", "12:00")]
)
def test_what_is_wrong_is_said_and_nothing_lost(open_shop, owner, field, value):
    page = owner.post("/manage/deals/new/", form(open_shop, **{field: value}))
    assert page.status_code == 422
    assert b'value="La bibita"' in page.content


def test_a_deal_is_taken_off_and_removed(open_shop, owner, offered):
    owner.post(f"/manage/deals/{offered.id}/offer/", {})
    assert b"Men\xc3\xb9 coppia" not in owner.get("/").content
    owner.post(f"/manage/deals/{offered.id}/remove/")
    with tenants.inside(open_shop):
        assert not Deal.objects.exists()


def test_an_owner_sees_which_deal_cannot_be_had(open_shop, owner, offered):
    owner.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "cannot be had now" not in owner.get("/manage/deals/").content.decode()
    with tenants.inside(open_shop):
        Product.objects.filter(name__it="Cola 33 cl").update(is_active=False)
    assert "cannot be had now" in owner.get("/manage/deals/").content.decode()
    owner.post(f"/manage/deals/{offered.id}/offer/", {})
    assert "cannot be had now" not in owner.get("/manage/deals/").content.decode()  # nobody offers it


def test_customers_see_the_deal_and_choose_inside(open_shop, offered, client):
    client.defaults["HTTP_HOST"] = open_shop.host
    assert f"/deals/{offered.id}/" in client.get("/").content.decode()
    page = client.get(f"/deals/{offered.id}/").content.decode()
    assert "12,00" in page or "12.00" in page
    with tenants.inside(open_shop):
        choices = [str(choice.id) for choice in offered.choices.all()]
        diavola, cola = str(product("Diavola").id), str(product("Cola 33 cl").id)
    wished = {
        f"choice-{choices[0]}": diavola,
        f"choice-{choices[1]}": diavola,
        f"choice-{choices[2]}": cola,
    }
    again = client.get(f"/deals/{offered.id}/", wished).content.decode()
    assert "14,00" in again or "14.00" in again
    basket = client.post("/basket/deals/", {"deal": str(offered.id), **wished}, follow=True).content.decode()
    assert basket.count("Diavola") >= 2
    with tenants.inside(open_shop):
        assert BasketLine.objects.count() == 3


def run_out(name, substitute=None):
    """Without the ingredient, and with another one named in its place."""
    other = Ingredient.objects.get(name__it=substitute) if substitute else None
    Ingredient.objects.filter(name__it=name).update(substitute=other, out_since=FRIDAY_EVENING)


@pytest.mark.parametrize(
    ("substitute", "words"),
    [(None, "without fior di latte"), ("provola affumicata", "with smoked provola instead of fior di latte")],
)
def test_a_deal_on_the_shelf_can_be_taken_when_something_of_it_has_run_out(
    open_shop, offered, client, substitute, words
):
    client.defaults |= {"HTTP_HOST": open_shop.host, "HTTP_ACCEPT_LANGUAGE": "en"}
    with tenants.inside(open_shop):
        run_out("fior di latte", substitute)
        choices = [str(choice.id) for choice in offered.choices.all()]
        picks = [str(product(name).id) for name in ("Margherita", "Marinara", "Cola 33 cl")]
    wished = {f"choice-{choice}": pick for choice, pick in zip(choices, picks, strict=True)}
    page = client.get(f"/deals/{offered.id}/", wished).content.decode()
    assert words in page and "is out of" not in page and "€12.00" in page.partition("deal-foot")[2]
    assert client.post("/basket/deals/", {"deal": str(offered.id), **wished}).status_code == 302
    basket = client.get("/basket/").content.decode()
    assert "fior di latte" in basket and "€12.00" in basket and "is out of" not in basket


def test_a_deal_that_is_none_is_refused(open_shop, offered, client):
    client.defaults["HTTP_HOST"] = open_shop.host
    assert client.post("/basket/deals/", {"deal": "no"}).status_code == 409
    assert client.post("/basket/deals/", {"deal": str(offered.id)}).status_code == 409
    assert client.get("/deals/01890000-0000-7000-8000-000000000000/").status_code == 404


def test_the_deals_page_asks_a_bounded_number_of_queries(open_shop, offered, client, django_assert_max_num_queries):
    client.defaults["HTTP_HOST"] = open_shop.host
    # In a test's transaction nothing is remembered: this is what the first visitor costs.
    with django_assert_max_num_queries(42):
        client.get(f"/deals/{offered.id}/")


def test_a_program_takes_a_deal(open_shop, offered, client):
    client.defaults["HTTP_HOST"] = open_shop.host
    (deal,) = client.get("/api/v1/deals/").json()
    assert deal["available"] and deal["price"] == "12.00"
    basket = client.post("/api/v1/baskets/", {"order_type": "collection"}, "application/json").json()["id"]
    picks = [
        {"choice": choice["id"], "product": min(choice["options"], key=lambda option: option["upcharge"])["product"]}
        for choice in deal["choices"]
    ]
    wished = {"deal": deal["id"], "picks": picks}
    added = client.post(f"/api/v1/baskets/{basket}/deals/", wished, "application/json")
    assert added.status_code == 201, added.content
    assert added.json()["total"] == "12.00"
    assert len({line["deal"] for line in added.json()["lines"]}) == 1
    wished["picks"] = picks[:1]
    refused = client.post(f"/api/v1/baskets/{basket}/deals/", wished, "application/json")
    assert refused.status_code in (409, 422) and refused.json()["code"]
    wished["picks"] = []
    assert client.post(f"/api/v1/baskets/{basket}/deals/", wished, "application/json").status_code == 422
