"""What somebody does on the way to a shop of their own."""

import re

from playwright.sync_api import Locator, Page

from tests.journeys.conftest import House


def open_a_shop(owner: Page, house: House, *, slug: str, name: str, password: str) -> Locator:
    """From the platform's first page to "it is live"; return the link to the shop."""
    owner.goto(house.url())
    owner.get_by_role("link", name=re.compile("open your shop", re.I)).first.click()
    owner.get_by_label("Name of the pizzeria").fill(name)
    owner.get_by_label("Address of the shop").fill(slug)
    owner.get_by_label("Your e-mail").fill(f"owner@{slug}.test")
    owner.get_by_label("Password").fill(password)
    owner.locator("main form button[type=submit], main form button:not([type])").last.click()
    owner.locator("[name=code]").fill(house.codes(f"owner@{slug}.test")[0])
    owner.locator("main form:has([name=code]) button:not([formnovalidate])").first.click()
    shop = owner.get_by_role("link", name=re.compile(re.escape(slug))).first
    shop.wait_for()
    return shop
