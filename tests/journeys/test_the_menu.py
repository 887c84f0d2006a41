"""The owner's menu: a price changed where it stands, looked at, published, seen by a customer; and taken back."""

import re
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import House, Visitor, sign_in

SOON = 10_000
SHOP = "vesuvio"


def price_of(page: Page, house: House, name: str) -> str:
    """What a customer who comes now is asked for it."""
    page.goto(house.url(SHOP))
    return card(page, name).locator(".price").inner_text()


def card(page: Page, name: str) -> Locator:
    return page.locator(".product-card").filter(has=page.get_by_role("link", name=name, exact=True))


def test_a_price_is_changed_looked_at_published_and_taken_back(house: House, visitor: Visitor) -> None:
    owner, customer = visitor(), visitor()
    before = price_of(customer, house, "Marinara")
    sign_in(owner, house, SHOP, f"owner@{SHOP}.test", to="/manage/menu/")
    bar = owner.get_by_role("region", name="Draft")
    if bar.get_by_text("not yet published").count():  # left by somebody before
        bar.get_by_text("not yet published").click()
        bar.get_by_role("button", name="Take all of it back").click()
    expect(bar).to_contain_text("Customers see the menu as it stands here")
    cell = owner.get_by_label(re.compile("^Price of Marinara")).first
    was = cell.input_value()

    # A slip of the finger stays in the draft, and undo takes exactly it back.
    change(cell, "99")
    expect(bar).to_contain_text("1 change not yet published", timeout=SOON)
    bar.get_by_role("button", name="Undo").click()
    expect(bar).to_contain_text("Customers see the menu as it stands here", timeout=SOON)
    expect(cell).to_have_value(was)
    assert price_of(customer, house, "Marinara") == before

    # What is meant is looked at first; customers see nothing of it yet.
    cheaper = f"{Decimal(was) - Decimal('0.5'):.2f}"
    change(cell, cheaper)
    expect(bar).to_contain_text("1 change not yet published", timeout=SOON)
    bar.get_by_text("1 change not yet published").click()
    expect(bar.locator("li")).to_contain_text("Marinara")
    bar.get_by_role("link", name="Preview").click()
    expect(owner.locator(".ribbon")).to_contain_text("with 1 change that customers do not see yet")
    expect(card(owner, "Marinara")).to_contain_text(cheaper)
    assert price_of(customer, house, "Marinara") == before

    # The customer's page is open when it is published, and nobody loads it again.
    customer.wait_for_function("document.documentElement.dataset.live === 'on'", timeout=SOON)
    owner.locator(".ribbon").get_by_role("button", name="Publish").click()
    expect(card(customer, "Marinara")).to_contain_text(cheaper, timeout=SOON)
    expect(owner.locator(".toasts")).to_contain_text("Published: 1 change.")

    # The menu of before comes back the way it went: through the draft.
    owner.goto(house.url(SHOP, "/manage/menu/versions/"))
    owner.get_by_role("button", name="Put it into the draft").first.click()
    expect(bar).to_contain_text("1 change not yet published", timeout=SOON)
    bar.get_by_role("button", name="Publish").click()
    expect(bar).to_contain_text("Customers see the menu as it stands here", timeout=SOON)
    assert price_of(customer, house, "Marinara") == before


def change(cell: Locator, price: str) -> None:
    cell.fill(price)
    cell.press("Tab")
