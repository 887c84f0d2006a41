"""Somebody signs a pizzeria up, and two minutes later a customer orders there."""

import re
import time

from tests.journeys.conftest import House, Visitor
from tests.journeys.opening import open_a_shop
from tests.journeys.ordering import order_a_margherita


def test_a_pizzeria_signs_up_and_sells_its_first_pizza(house: House, visitor: Visitor) -> None:
    slug = f"bella-{int(time.time()) % 1_000_000}"
    owner = visitor()
    shop = open_a_shop(owner, house, slug=slug, name="Bella Journey", password="una-pizza-ben-fatta")
    assert shop.get_attribute("href") == house.url(slug)

    customer = visitor()
    customer.goto(house.url(slug))
    assert "Bella Journey" in customer.inner_text("h1")
    order_a_margherita(customer, name="Giulia", email="giulia@example.test")
    assert "Placed" in customer.inner_text("main")


def test_the_new_owner_goes_from_the_platform_into_the_shop(house: House, visitor: Visitor) -> None:
    owner = visitor(width=1280, height=900)
    owner.goto(house.url(path="/login/"))
    owner.get_by_label(re.compile("e-?mail", re.I)).fill("owner@vesuvio.test")
    owner.get_by_label(re.compile("^password", re.I)).first.fill("pizza-demo")
    owner.get_by_role("button", name=re.compile("^sign in", re.I)).first.click()
    owner.wait_for_url(re.compile("/account/shops/"))
    owner.get_by_role("button", name=re.compile("back office", re.I)).first.click()
    owner.wait_for_url(house.url("vesuvio", "/manage/"))
    assert "Tomorrow" in owner.inner_text("main")
