"""The counter at a phone's size: an order on the phone from a caller who is known, and an order changed after it was placed."""

import re
import secrets

from playwright.sync_api import Page, expect

from tests.journeys.conftest import House, Visitor, sign_in
from tests.journeys.ordering import order_a_margherita

SOON = 10_000


def answer(page: Page, house: House, number: str) -> None:
    """Take a call from this number."""
    page.goto(house.url("napoli", "/counter/"))
    page.get_by_role("button", name="New order").click()
    page.wait_for_url(re.compile("/counter/new/.+"))
    page.get_by_label("Phone", exact=True).press_sequentially(number)


def type_in(page: Page, words: str, line: str) -> None:
    page.get_by_role("searchbox", name="Search the menu").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("#bill, #draft").filter(has_text=line)).to_be_visible(timeout=SOON)


def collected(page: Page) -> None:
    page.locator("#how").get_by_role("radio", name="Collection").check()
    expect(page.locator("#how input[value=collection]")).to_be_checked(timeout=SOON)
    expect(page.get_by_label("Street and number, town")).to_have_count(0, timeout=SOON)


def test_a_caller_is_found_and_their_pizza_is_in_the_kitchen(house: House, visitor: Visitor) -> None:
    till, kitchen = visitor(), visitor(1280, 800)
    sign_in(till, house, "napoli", "cashier@napoli.test", to="/counter/")
    sign_in(kitchen, house, "napoli", "kitchen@napoli.test", to="/kitchen/")
    phone = f"081 {secrets.randbelow(9_000_000) + 1_000_000}"
    answer(till, house, phone)
    expect(till.locator("#callers")).to_contain_text("a new customer", timeout=SOON)
    till.get_by_label("Name", exact=True).fill("Rosa Russo")
    collected(till)
    type_in(till, "2 margherita", "2 × Margherita")
    till.get_by_role("button", name=re.compile("^Place it")).click()
    till.wait_for_url(re.compile("/counter/orders/"))

    # She calls again: the last digits are enough, and this time something is left out.
    answer(till, house, phone[-7:])
    found = till.locator(".caller", has_text="Rosa Russo")
    expect(found).to_contain_text("2× Margherita", timeout=SOON)
    found.get_by_role("button", name=re.compile("nothing to bring")).click()
    expect(till.get_by_label("Name", exact=True)).to_have_value("Rosa Russo", timeout=SOON)
    collected(till)
    till.get_by_role("link", name="Capricciosa with changes").click()
    till.wait_for_url(re.compile("for=call"))
    till.locator("label.chip-part").first.click()
    till.get_by_role("button", name=re.compile("Add to basket|Save")).first.click()
    till.wait_for_url(re.compile("/counter/new/"))
    expect(till.locator("#bill")).to_contain_text("1 × Capricciosa")
    expect(till.locator("#bill .removed")).to_be_visible()
    till.get_by_role("button", name=re.compile("^Place it")).click()
    till.wait_for_url(re.compile("/counter/orders/"))
    number = re.search(r"#\d+", till.inner_text(".ticket-number"))
    assert number
    ticket = kitchen.locator(".ticket, .board-note").filter(has_text=number[0])
    expect(ticket.first).to_be_visible(timeout=SOON)


def test_an_order_is_changed_after_it_was_placed(house: House, visitor: Visitor) -> None:
    customer, till, kitchen = visitor(), visitor(), visitor(1280, 800)
    customer.goto(house.url("napoli"))
    number = order_a_margherita(customer, name="Elena", email="elena@example.test")
    tracker = customer.url

    # She has second thoughts while the shop has not answered yet.
    customer.get_by_role("button", name="Change the order").click()
    customer.locator("li[data-search]", has_text="Marinara").first.locator("button").click()
    expect(customer.locator("#difference")).to_contain_text("to pay", timeout=SOON)
    customer.get_by_role("button", name="Agree the change").click()
    customer.wait_for_url(tracker)
    expect(customer.locator("main")).to_contain_text("Changed at")

    sign_in(till, house, "napoli", "cashier@napoli.test", to="/counter/")
    sign_in(kitchen, house, "napoli", "kitchen@napoli.test", to="/kitchen/")
    mine = till.locator("#desk .ticket").filter(
        has=till.locator(".ticket-number a", has_text=re.compile(f"^{number}$"))
    )
    mine.get_by_role("button", name=re.compile("^Accept for")).click()
    ticket = kitchen.locator(".ticket", has_text=number).first
    expect(ticket).to_be_visible(timeout=SOON)

    # And calls once more: the counter changes it, the kitchen sees what is different, she sees the new total.
    mine.get_by_role("button", name="Change the order").click()
    type_in(till, "1 diavola", "1 × Diavola")
    before, after = till.locator("#draft .facts dd").all_inner_texts()
    assert before != after
    till.get_by_role("button", name="Agree the change").click()
    till.wait_for_url(re.compile("/counter/orders/[^/]+/$"))
    expect(till.locator(".revision")).to_have_count(2)
    expect(till.locator(".revision").last).to_contain_text("Diavola")
    expect(ticket).to_contain_text("Diavola", timeout=SOON)
    expect(ticket.locator("[class*=changed]").first).to_be_visible(timeout=SOON)
    expect(customer.locator("#track")).to_contain_text(number, timeout=SOON)
    customer.reload()
    expect(customer.locator("main")).to_contain_text(after)
    assert any("changed" in mail["subject"] for mail in house.mails("elena@example.test"))
