"""An order goes from a phone to the counter, the kitchen and back to the phone; head office sees it."""

import re
import time
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import House, Visitor, sign_in
from tests.journeys.ordering import order_a_margherita

SOON = 10_000


def test_from_the_phone_to_the_oven_and_back(house: House, visitor: Visitor) -> None:
    counter, kitchen = visitor(1280, 800), visitor(1280, 800)
    sign_in(counter, house, "napoli", "cashier@napoli.test", to="/counter/")
    sign_in(kitchen, house, "napoli", "kitchen@napoli.test", to="/kitchen/")
    customer = visitor()
    customer.goto(house.url("napoli"))
    number = order_a_margherita(customer, name="Giulia", email="giulia@example.test")

    # Nobody loads a page again from here on: all of it arrives.
    waiting = counter.locator("li", has_text=number).filter(
        has=counter.get_by_role("button", name=re.compile("^Accept"))
    )
    waiting.get_by_role("button", name=re.compile("^Accept")).first.click(timeout=SOON)
    expect(customer.locator("main")).to_contain_text("Accepted", timeout=SOON)

    ticket = kitchen.locator(".ticket", has_text=number)
    expect(ticket).to_contain_text("Margherita", timeout=SOON)
    ticket.get_by_role("button", name=re.compile("Start")).click()
    expect(customer.locator("main .steps .now, main .steps li.done").last).to_contain_text("Being made", timeout=SOON)
    ticket.get_by_role("button", name=re.compile("Ready")).click()
    expect(customer.locator("main")).to_contain_text(re.compile("ready", re.I), timeout=SOON)
    expect(kitchen.locator(".ticket", has_text=number)).to_have_count(0, timeout=SOON)

    mails = house.mails("giulia@example.test")
    assert any(number in mail["subject"] + mail["text"] for mail in mails)


def test_a_pizza_built_by_hand_explains_its_price(house: House, visitor: Visitor) -> None:
    customer = visitor()
    customer.goto(house.url("napoli"))
    customer.get_by_role("link", name="Diavola", exact=True).click()
    customer.locator(".segmented label", has_text="Large").click()
    total = customer.locator("#quoted .total")
    expect(total).not_to_have_text("€8.00", timeout=SOON)
    customer.get_by_text("why?").click()
    expect(customer.locator(".derivation")).to_contain_text("Diavola")
    shown = total.inner_text()
    customer.get_by_role("button", name="Add to basket").click()
    customer.wait_for_url(re.compile("/basket/|/$"))
    customer.goto(house.url("napoli", "/basket/"))
    expect(customer.locator("main")).to_contain_text(shown)


def test_a_guests_basket_outlives_the_browser(house: House, visitor: Visitor) -> None:
    customer = visitor()
    customer.goto(house.url("napoli"))
    customer.get_by_role("button", name=re.compile("^Add Marinara")).click()
    customer.locator(".basket-bar .count").wait_for()
    kept = [cookie for cookie in customer.context.cookies() if cookie.get("expires", -1) > time.time() + 86_400]
    again = visitor()
    again.context.add_cookies(kept)
    again.goto(house.url("napoli", "/basket/"))
    expect(again.locator("main")).to_contain_text("Marinara")


def test_head_office_sees_the_order(house: House, visitor: Visitor) -> None:
    boss = visitor(1280, 900)
    sign_in(boss, house, "", "hq@pizzamama.test", to="/hq/")
    before = newest_day_at_roma(boss, house)
    customer = visitor()
    customer.goto(house.url("roma"))
    order_a_margherita(customer, name="Marco", email="marco@example.test")
    deadline = time.monotonic() + SOON / 1000
    while (now := newest_day_at_roma(boss, house)) == before and time.monotonic() < deadline:
        boss.wait_for_timeout(200)
    begun = now[0] != before[0]  # the first order of an evening begins a day
    _, orders, revenue = (now[0], 0, Decimal(0)) if begun else before
    assert (now[1] - orders, now[2] - revenue) == (1, Decimal("6.50"))


def newest_day_at_roma(boss: Page, house: House) -> tuple[str, int, Decimal]:
    """The newest day that head office has figures of, how many orders it counts there at Roma, what they come to."""
    boss.goto(house.url(path="/hq/?period=day"))
    orders, revenue = boss.get_by_role("row", name=re.compile("Pizzeria Roma")).get_by_role("cell").all()[:2]
    return boss.locator("input[name=on]").input_value(), int(figure(orders)), figure(revenue)


def figure(cell: Locator) -> Decimal:
    return Decimal(re.sub(r"[^0-9.]", "", cell.inner_text()) or 0)


def test_without_javascript_one_can_order_too(house: House, chromium: object) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(house.url("milano"))
    page.get_by_role("button", name=re.compile("^Add Margherita")).click()
    page.goto(house.url("milano", "/checkout/"))
    page.get_by_role("button", name="Collection").click()
    page.get_by_label("Name", exact=True).fill("Senza Script")
    page.get_by_label(re.compile("^E-mail")).fill("senza@example.test")
    page.get_by_role("button", name=re.compile("^Order for")).click()
    assert "/orders/" in page.url
    context.close()
