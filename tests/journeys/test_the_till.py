"""A shift at the till, in a real browser: a bill in two parts, a courier's cash counted by two, the day closed."""

import re
import secrets
from decimal import Decimal

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, House, Visitor, sign_in
from tests.journeys.test_the_counter import SOON, answer, collected, type_in


def open_drawer(page: Page, house: House) -> None:
    page.goto(house.url("napoli", "/manage/cash/"))
    if page.get_by_role("button", name="Open the drawer").count():
        page.get_by_label("Put in (optional)").fill("100.00")
        page.get_by_role("button", name="Open the drawer").click()
    expect(page.get_by_text(re.compile("open since"))).to_be_visible(timeout=SOON)


def test_a_bill_is_paid_in_vouchers_and_cash_and_the_receipt_is_there(house: House, visitor: Visitor) -> None:
    boss, till = visitor(1280, 800), visitor()
    sign_in(boss, house, "napoli", "manager@napoli.test", to="/manage/cash/")
    open_drawer(boss, house)
    sign_in(till, house, "napoli", "cashier@napoli.test", to="/counter/")
    answer(till, house, f"081 {secrets.randbelow(9_000_000) + 1_000_000}")
    till.get_by_label("Name", exact=True).fill("Paolo Greco")
    collected(till)
    type_in(till, "2 margherita", "2 × Margherita")
    till.get_by_role("button", name=re.compile("^Place it")).click()
    till.wait_for_url(re.compile("/counter/orders/"))
    till.get_by_role("link", name=re.compile("payment|Pay", re.I)).first.click()
    till.wait_for_url(re.compile("/pay/"))
    till.get_by_label("How many").fill("1")
    till.get_by_label("Worth each").fill("8.00")
    till.get_by_role("button", name="Take vouchers").click()
    expect(till.locator("#taken + .pay-taken")).to_contain_text("8.00", timeout=SOON)
    till.get_by_role("group", name="Cash given").get_by_role("button", name="€20", exact=True).click()
    expect(till.get_by_text("Change to give")).to_be_visible(timeout=SOON)
    expect(till.get_by_text("Nothing is left to pay.")).to_be_visible()
    expect(till.get_by_role("link", name=re.compile(r"^Receipt [0-9]{4}.R-[0-9]{4}"))).to_be_visible()


def carried(page: Page) -> Decimal:
    found = re.search(r"Should carry €([\d.]+) now", page.inner_text("main"))
    assert found, page.inner_text("main")
    return Decimal(found[1])


def test_what_a_courier_carries_is_counted_by_two(house: House, visitor: Visitor) -> None:
    boss = visitor()
    sign_in(boss, house, "napoli", "manager@napoli.test", to="/manage/cash/")
    open_drawer(boss, house)
    boss.goto(house.url("napoli", "/manage/cash/"))
    boss.get_by_role("link", name=re.compile("^Cash of ")).first.click()
    carries = carried(boss) + Decimal("20.00")
    boss.get_by_label("How much").fill("20.00")
    boss.get_by_role("button", name="Handed out").click()
    expect(boss.get_by_text(f"Should carry €{carries} now.")).to_be_visible(timeout=SOON)
    boss.get_by_label("Counted", exact=True).fill(str(carries - Decimal("0.50")))
    signer = boss.get_by_label("Counted and signed by")
    signer.select_option(label=signer.locator("option", has_text="Carla").first.inner_text())
    boss.get_by_label("Their password").fill("not it")
    boss.get_by_role("button", name="Handed in").click()
    expect(boss.locator("main")).to_contain_text(re.compile("password", re.I), timeout=SOON)
    assert carried(boss) == carries
    boss.get_by_label("Their password").fill(PASSWORD)
    boss.get_by_role("button", name="Handed in").click()
    expect(boss.locator("main")).to_contain_text("-€0.50", timeout=SOON)


def test_a_day_is_closed_and_printed(house: House, visitor: Visitor) -> None:
    boss = visitor()
    sign_in(boss, house, "napoli", "owner@napoli.test", to="/manage/closing/")
    boss.get_by_role("link", name="Look and close").first.click()
    expect(boss.get_by_text("They agree.")).to_be_visible(timeout=SOON)
    boss.get_by_role("button", name=re.compile("^Close ")).click()
    expect(boss.get_by_text(re.compile("^Close number 1, frozen at"))).to_be_visible(timeout=SOON)
    paper = boss.evaluate(
        "async (address) => (await (await fetch(address)).text()).slice(0, 4)",
        boss.get_by_role("link", name="PDF").get_attribute("href"),
    )
    assert paper == "%PDF"
