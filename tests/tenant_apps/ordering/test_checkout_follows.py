"""A checkout that is open while the kitchen runs out of something: it says so, offers what is nearest, keeps what is typed."""

import html
import re

import pytest
from django.test import Client

import tenants
from shared_apps.journal.facts import Actor
from tenant_apps.menu import actions as menu
from tenant_apps.menu.models import Ingredient
from tenant_apps.ordering.models import Basket, Order
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, filled_basket
from toolbox import signing

BY = Actor.system("test")
TYPED = {"order_type": "collection", "when": "soon", "name": "Giulia", "phone": "333 1", "tender": "counter"}


@pytest.fixture
def browser(open_shop):
    """Somebody at the checkout with two Margherita and two Calabrese to fetch."""
    client = Client(HTTP_HOST=open_shop.host, headers={"accept-language": "en"})
    with tenants.inside(open_shop):
        basket = filled_basket("Margherita", "Calabrese")
        Basket.objects.filter(id=basket.id).update(order_type="collection")
        client.cookies["basket"] = signing.sign(str(basket.id), purpose="basket")
    return client


@pytest.fixture
def run_out(open_shop):
    def run(name):
        with tenants.inside(open_shop):
            menu.eighty_six(Ingredient.objects.get(name__it=name), until=None, by=BY, at=FRIDAY_EVENING)

    return run


def see(answer):
    return html.unescape(answer.content.decode())


def offers(page):
    """What the page offers to do about what cannot be had: words -> what its button says."""
    found = re.findall(r'<button[^>]*name="instead" value="([^>]*?)" formnovalidate[^>]*>(.*?)</button>', page, re.S)
    return {" ".join(re.sub(r"<.*?>", " ", words).split()): value for value, words in found}


def test_the_open_page_listens_to_the_menu_and_fetches_the_order_by_itself(browser):
    page = see(browser.get("/checkout/"))
    assert 'data-live-refresh="#times, #ordered"' in page
    assert 'hx-get="/checkout/order/?order_type=collection"' in page


def test_what_has_run_out_is_said_and_the_button_goes(browser, run_out):
    before = see(browser.get("/checkout/order/?order_type=collection"))
    run_out("'nduja")
    after = see(browser.get("/checkout/order/?order_type=collection"))
    assert "Order for" in before and 'role="alert"' not in before
    assert "Order for" not in after and "is out" in after
    assert re.search(r'id="checkout-bar" hx-swap-oob="true"></div>', after)
    assert "<html" not in after and 'name="name"' not in after  # the fields are not of this part


def test_the_total_that_is_agreed_to_is_the_one_that_is_shown(browser, run_out):
    def total(page):
        return re.search(r'name="expected_total" value="([\d.]+)"', page)[1]

    before = total(see(browser.get("/checkout/order/")))
    run_out("'nduja")
    assert float(total(see(browser.get("/checkout/order/")))) < float(before)


def test_to_take_it_out_needs_no_leaving_and_what_is_typed_stays(browser, run_out, open_shop):
    run_out("'nduja")
    page = see(browser.get("/checkout/"))
    answer = browser.post("/checkout/", {**TYPED, "instead": offers(page)["Take out"]})
    page = see(answer)
    assert answer.status_code == 200 and 'value="Giulia"' in page and 'value="333 1"' in page
    assert "Calabrese" not in page and "Order for" in page
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert browser.post("/checkout/", {**hidden, **TYPED}).status_code == 302
    with tenants.inside(open_shop):
        assert [line.name["it"] for line in Order.objects.get().lines.all()] == ["Margherita"]


def test_what_is_nearest_is_one_press_too(browser, run_out):
    run_out("'nduja")
    found = offers(see(browser.get("/checkout/")))
    near = next(words for words in found if words.startswith("Without"))
    page = see(browser.post("/checkout/", {**TYPED, "instead": found[near]}))
    assert "Calabrese" in page and 'value="Giulia"' in page and "Order for" in page


@pytest.mark.parametrize("tail", ["", " {}", " not json", ' {"product": "00000000-0000-0000-0000-000000000000"}'])
def test_an_offer_that_no_longer_stands_changes_nothing_but_taking_out(browser, run_out, open_shop, tail):
    run_out("'nduja")
    line = offers(see(browser.get("/checkout/")))["Take out"]
    answer = browser.post("/checkout/", {**TYPED, "instead": line + tail})
    assert answer.status_code == 200 and 'value="Giulia"' in see(answer)
    with tenants.inside(open_shop):
        assert Basket.objects.get().lines.kept().count() == (2 if tail else 1)


@pytest.mark.parametrize("said", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_line_of_nobody_is_not_there(browser, said):
    assert browser.post("/checkout/", {**TYPED, "instead": said}).status_code == 404


def test_an_order_that_is_gone_says_so(browser, open_shop):
    with tenants.inside(open_shop):
        Basket.objects.get().lines.all().delete()
    assert "Your basket is empty." in see(browser.get("/checkout/order/"))
