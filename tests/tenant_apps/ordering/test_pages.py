"""The customer's pages, as a browser without JavaScript sees them."""

import html
import re

import pytest
from django.test import Client

import tenants
from tenant_apps.menu.models import Ingredient, ProductPrice
from tenant_apps.ordering import actions
from tenant_apps.ordering.models import Basket, Order
from tenants.actions import raise_cache_generation
from tests.tenant_apps.ordering.conftest import FRIDAY_AFTERNOON, FRIDAY_EVENING, configuration

pytestmark = pytest.mark.usefixtures("open_shop")


class Browser:
    def __init__(self, client):
        self.client = client

    def get(self, path, **headers):
        response = self.client.get(path, headers={"accept-language": "en", **headers})
        return response, html.unescape(response.content.decode())

    def post(self, path, **fields):
        return self.client.post(path, fields, headers={"accept-language": "en"})

    def hidden(self, path):
        """The hidden fields of the checkout's form, and what is chosen."""
        _, page = self.get(path)
        return {
            name: value
            for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
            if name != "next"
        }


@pytest.fixture
def browser(open_shop):
    return Browser(Client(HTTP_HOST=open_shop.host))


@pytest.fixture
def margherita(open_shop):
    with tenants.inside(open_shop):
        return configuration("Margherita").product


@pytest.fixture
def full(browser, margherita):
    browser.post("/basket/add/", product=margherita, quantity="2")
    browser.post("/basket/type/", order_type="collection")
    return browser


def inside(shop, function):
    with tenants.inside(shop):
        return function()


def checked_out(browser, **changes):
    fields = browser.hidden("/checkout/") | {
        "name": "Giulia",
        "phone": "333 1234567",
        "tender": "counter",
        "when": "soon",
    }
    return browser.post("/checkout/", **(fields | changes))


def the_order(shop):
    return inside(shop, Order.objects.get)


def test_an_empty_basket_teaches(browser):
    response, page = browser.get("/basket/")
    assert response.status_code == 200
    assert "Nothing here yet" in page
    assert "basket" not in response.cookies
    assert "Nothing to pay" in browser.get("/checkout/")[1]
    assert "basket-bar" not in browser.get("/basket/bar/")[1]


def test_adding_without_javascript_leads_to_the_basket(browser, margherita):
    response = browser.post("/basket/add/", product=margherita)
    assert (response.status_code, response["Location"]) == (302, "/basket/")
    cookie = response.cookies["basket"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and int(cookie["max-age"]) > 60 * 86400
    assert "1 × Margherita" in browser.get("/basket/")[1]


def test_adding_with_htmx_leaves_the_page_and_tells_the_bar(browser, margherita):
    response = browser.client.post("/basket/add/", {"product": margherita}, headers={"hx-request": "true"})
    assert response.status_code == 204
    assert "basket-changed" in response["HX-Trigger"]
    assert "toast" in response["HX-Trigger"]
    assert "See basket" in browser.get("/basket/bar/")[1] or "to go" in browser.get("/basket/bar/")[1]
    assert "Margherita" in browser.get("/basket/beside/")[1]


def test_adding_from_the_fields_of_a_form(browser, margherita, open_shop):
    olives, basil = inside(
        open_shop, lambda: [str(Ingredient.objects.get(name__it=name).id) for name in ("olive nere", "basilico")]
    )
    wish = inside(open_shop, lambda: configuration("Margherita"))
    browser.post(
        "/basket/add/",
        product=margherita, size=wish.size, dough=wish.dough, removed=[basil], topping=[f"{olives}:whole"], note="ben cotta",
    )  # fmt: skip
    _, page = browser.get("/basket/")
    assert "black olives" in page and "without basil" in page and "ben cotta" in page
    browser.post("/basket/add/", product=margherita, size=wish.size, dough=wish.dough, **{f"topping-{olives}": "whole"})
    assert "1 × Margherita" in browser.get("/basket/")[1]


BAD = [
    {},
    {"product": "x"},
    {"product": "\x00"},
    {"configuration": "{"},
    {"configuration": "[" * 99999},
    {"quantity": "x"},
    {"quantity": "9" * 30},
]


@pytest.mark.parametrize("fields", BAD, ids=lambda fields: str(fields)[:30])
def test_what_cannot_be_added_is_refused(browser, margherita, fields):
    response = browser.post("/basket/add/", **({"product": margherita} | fields if "quantity" in fields else fields))
    assert response.status_code in (409, 422)


def test_a_refusal_is_said_on_the_page_that_stays(browser):
    response = browser.client.post(
        "/basket/add/", {"product": "x"}, headers={"hx-request": "true", "accept-language": "en"}
    )
    assert response.status_code == 409
    assert "no longer on the menu" in response["HX-Trigger"]


def test_changing_taking_out_and_undoing(full, open_shop):
    line = inside(open_shop, lambda: Basket.objects.get().lines.get().id)
    full.post(f"/basket/lines/{line}/", quantity="3")
    assert "3 × Margherita" in full.get("/basket/")[1]
    full.post(f"/basket/lines/{line}/", note="ben cotta")
    assert "ben cotta" in full.get("/basket/")[1]
    full.post(f"/basket/lines/{line}/", remove="1")
    _, page = full.get("/basket/")
    assert "out of the basket" in page and "Undo" in page
    full.post(f"/basket/lines/{line}/", quantity="3")
    assert "3 × Margherita" in full.get("/basket/")[1]
    assert full.post(f"/basket/lines/{line}/", quantity="many").status_code in (302, 422)


def test_nobody_changes_anothers_line(full, open_shop):
    line = inside(open_shop, lambda: Basket.objects.get().lines.get().id)
    assert Browser(Client(HTTP_HOST=open_shop.host)).post(f"/basket/lines/{line}/", quantity="9").status_code == 404


def test_a_cookie_of_another_shop_opens_nothing(full, roma):
    other = Client(HTTP_HOST=roma.host)
    other.cookies["basket"] = full.client.cookies["basket"].value
    with tenants.inside(roma):
        from tests.tenant_apps.ordering.conftest import open_for_business

        open_for_business()
    assert "Margherita" not in Browser(other).get("/basket/")[1]
    other.cookies["basket"] = "nonsense"
    assert Browser(other).get("/basket/")[0].status_code == 200


def test_the_basket_survives_a_restart_of_the_browser_and_comes_along_when_signing_in(
    full, open_shop, giulia, signed_in
):
    restarted = Client(HTTP_HOST=open_shop.host)
    restarted.cookies["basket"] = full.client.cookies["basket"].value
    assert "2 × Margherita" in Browser(restarted).get("/basket/")[1]
    phone = signed_in(open_shop, giulia)
    phone.cookies["basket"] = full.client.cookies["basket"].value
    assert "2 × Margherita" in Browser(phone).get("/basket/")[1]
    laptop = Browser(signed_in(open_shop, giulia))
    assert "2 × Margherita" in laptop.get("/basket/")[1]
    assert "2 × Margherita" not in Browser(restarted).get("/basket/")[1]


def test_the_checkout_says_total_time_radius_and_minimum(full):
    full.post("/basket/type/", order_type="delivery")
    _, page = full.get("/checkout/")
    for words in (
        "Order for €",
        "As soon as possible",
        "within 5 km of Via dei Tribunali 32",
        "distance is not checked",
        "Cash at the door",
    ):
        assert words in page, words


def test_ordering_leads_to_the_tracker(full, open_shop):
    response = checked_out(full)
    assert response.status_code == 302, html.unescape(response.content.decode())
    order = the_order(open_shop)
    assert response["Location"] == f"/orders/{order.id}/"
    response, page = full.get(response["Location"])
    for words in (
        "Ready to collect between",
        "has still to say yes",
        "Order #1",
        "2 × Margherita",
        "Why this price?",
        "Giulia",
        "Cancel the order",
        "tel:+390815550199",
    ):
        assert words in page, words
    assert 'data-live-url="' in page and "noindex" in page
    assert "no-store" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]


def test_a_double_click_makes_one_order(full, open_shop):
    fields = full.hidden("/checkout/") | {"name": "Giulia", "phone": "333", "tender": "counter", "when": "soon"}
    first, second = (full.post("/checkout/", **fields) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert the_order(open_shop).number == 1


def test_errors_stand_at_the_field_and_are_said(full):
    response = checked_out(full, name="", phone="", email="nonsense")
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert "What name shall we call out?" in page
    assert 'aria-invalid="true"' in page and 'role="alert"' in page
    assert "phone number or an e-mail" in html.unescape(checked_out(full, phone="").content.decode())


def test_everything_that_is_missing_is_said_at_once(full):
    full.post("/basket/type/", order_type="delivery")
    page = html.unescape(checked_out(full, name="", phone="", tender="cash").content.decode())
    for words in ("What name shall we call out?", "phone number or an e-mail", "Where shall we bring it?"):
        assert words in page, words


def test_another_price_shows_the_new_one_and_keeps_the_form(full):
    response = checked_out(full, expected_total="1.00")
    page = html.unescape(response.content.decode())
    assert response.status_code == 409
    assert "The price has changed" in page and 'value="Giulia"' in page
    assert 'name="expected_total" value="1.00"' not in page
    again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert checked_out(full, expected_total=again["expected_total"], key=again["key"]).status_code == 302


@pytest.mark.parametrize("total", [None, "", "NaN", "cheap"])
def test_nobody_orders_without_having_seen_a_total(full, open_shop, total):
    fields = full.hidden("/checkout/") | {"name": "Giulia", "phone": "333 1234567", "tender": "counter", "when": "soon"}
    seen = fields.pop("expected_total")
    response = full.post("/checkout/", **fields, **({} if total is None else {"expected_total": total}))
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert "look at the total once more" in page and 'value="Giulia"' in page
    assert f'name="expected_total" value="{seen}"' in page
    assert not inside(open_shop, Order.objects.exists)


def test_switching_between_delivery_and_collection_keeps_what_was_typed(full):
    response = full.post("/checkout/", change="delivery", name="Giulia", phone="333", order_type="collection")
    page = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert 'value="Giulia"' in page and "Where" not in page.split("<h2")[0]
    assert "Street and number" in page and 'name="order_type" value="delivery"' in page


@pytest.mark.parametrize(
    "when",
    [
        "yesterday",
        "2026-05-08T18:00",
        "2026-05-08T18:00:00+00:00",
        "9999-01-01T00:00:00+00:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_a_time_that_is_none_is_said_at_the_times(full, when):
    response = checked_out(full, when=when)
    assert response.status_code in (409, 422)
    assert 'id="id_when_error"' in response.content.decode()


def test_a_closed_shop_offers_its_next_opening(full, open_shop, monkeypatch):
    monkeypatch.setenv("NOW", FRIDAY_AFTERNOON.isoformat())
    _, page = full.get("/checkout/")
    assert "takes no orders right now" in page and "18:30" in page
    assert 'value="soon"' not in page
    slot = re.search(r'name="when" id="when-1" value="(2026[^"]+)"', page)[1]
    assert checked_out(full, when=slot).status_code == 302
    assert the_order(open_shop).requested_for.isoformat() == slot


def test_a_stranger_sees_the_way_but_no_name(full, open_shop):
    url = checked_out(full)["Location"]
    stranger = Browser(Client(HTTP_HOST=open_shop.host))
    _, page = stranger.get(url)
    assert "Order #1" in page
    assert "Giulia" not in page and "333" not in page and "Cancel the order" not in page
    assert stranger.post(f"{url}cancel/").status_code == 404
    assert stranger.post(f"{url}repeat/").status_code == 404


def test_cancelling_and_ordering_again(full, open_shop):
    url = checked_out(full)["Location"]
    assert full.post(f"{url}cancel/").status_code == 302
    _, page = full.get(url)
    assert "Cancelled" in page and "Nothing is to be paid" in page
    line = inside(open_shop, lambda: str(Order.objects.get().standing[0].id))
    assert full.post(f"{url}repeat/")["Location"] == f"{url}repeat/"  # nothing was ticked
    assert full.post(f"{url}repeat/", line=line)["Location"] == "/basket/"
    assert "2 × Margherita" in full.get("/basket/")[1]


def test_repeating_says_what_costs_more_and_what_is_gone(full, open_shop):
    full.post("/basket/add/", product=inside(open_shop, lambda: configuration("Diavola").product))
    url = checked_out(full)["Location"]
    with tenants.inside(open_shop):
        ProductPrice.objects.filter(product__name__it="Margherita").update(price="9.90")
        Ingredient.objects.filter(name__it="salame piccante").update(out_since=FRIDAY_EVENING)
        raise_cache_generation()
    _, page = full.get(f"{url}repeat/")
    assert "Some of it is different today" in page
    assert "dearer" in page and "€19.80" in page and "€13.00" in page
    assert "sold out today" in page


def test_what_ran_out_is_shown_with_its_reason(full, open_shop):
    full.post("/basket/add/", product=inside(open_shop, lambda: configuration("Diavola").product))
    with tenants.inside(open_shop):
        Ingredient.objects.filter(name__it="salame piccante").update(out_since=FRIDAY_EVENING)
        raise_cache_generation()
    for path in ("/basket/", "/basket/beside/"):
        assert "Diavola is out of spicy salami." in full.get(path)[1]
    assert "Look at your basket" in full.get("/basket/bar/")[1]
    assert "cannot be had right now: Diavola" in html.unescape(checked_out(full).content.decode())


def test_the_tracker_at_every_state(full, open_shop, cook):
    url = checked_out(full)["Location"]
    for verb in ("accept", "start", "ready", "collect"):
        with tenants.inside(open_shop):
            getattr(actions, f"{verb}_order")(Order.objects.get(), by=cook, at=FRIDAY_EVENING)
        response, page = full.get(url)
        assert response.status_code == 200
        assert the_order(open_shop).state_name.capitalize() in page


def test_a_customers_orders_and_addresses(open_shop, giulia, signed_in, margherita):
    hers = Browser(signed_in(open_shop, giulia))
    assert "No orders yet" in hers.get("/account/orders/")[1]
    hers.post("/basket/add/", product=margherita, quantity="3")
    fields = hers.hidden("/checkout/") | {"name": "Giulia", "email": "g@x.it", "tender": "cash", "when": "soon"}
    assert hers.post("/checkout/", **fields, address="Via Toledo 1").status_code == 302
    assert "3 × Margherita" in hers.get("/account/orders/")[1]
    hers.post("/basket/add/", product=margherita, quantity="3")
    _, page = hers.get("/checkout/")
    place = re.search(r'name="place" value="([0-9a-f-]{36})" checked', page)[1]
    fields = hers.hidden("/checkout/") | {"name": "Giulia", "email": "g@x.it", "tender": "cash", "when": "soon"}
    assert hers.post("/checkout/", **fields, place=place).status_code == 302
    hers.post("/basket/add/", product=margherita, quantity="3")
    fields = hers.hidden("/checkout/") | {"name": "Giulia", "email": "g@x.it", "tender": "cash", "when": "soon"}
    page = html.unescape(hers.post("/checkout/", **fields, place="other").content.decode())
    assert "Where shall we bring it?" in page
    guest = Browser(Client(HTTP_HOST=open_shop.host))
    assert guest.get("/account/orders/")[0].status_code == 302


def test_in_italian_too(full):
    response = full.client.get("/checkout/", headers={"accept-language": "it"})
    assert response.status_code == 200
    assert "€" in response.content.decode()


def test_what_runs_out_meanwhile_is_said_where_one_pays(full, open_shop):
    assert 'data-live-refresh="#basket"' in full.get("/basket/")[1]
    with tenants.inside(open_shop):
        Ingredient.objects.filter(name__it="fior di latte").update(out_since=FRIDAY_EVENING)
        raise_cache_generation()
    _, page = full.get("/checkout/")
    assert "Margherita is out of fior di latte mozzarella." in page
    assert "Take out what cannot be had" in page and "Order for" not in page
