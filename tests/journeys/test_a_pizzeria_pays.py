"""What a pizzeria pays for its plan: trial, paid, failed, restricted, suspended, and paid again. Months pass on the way."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, ROOT, House, Visitor, demo, sign_in, surroundings
from tests.journeys.opening import open_a_shop
from tests.journeys.ordering import ask_for_a_margherita, order_a_margherita
from tests.journeys.test_money import type_card

SOON = 20_000
SHOP, OWNER = "vulcano", "owner@vulcano.test"
BILLING = "/manage/billing/"
GOOD, OTHER, DECLINED_LATER = "4242424242424242", "5555555555554444", "4000000000000341"
ASKS = "4000000000003220"  # its bank, at every charge


@dataclass
class Calendar:
    """The time in a demo of its own, which others would not like to see pass."""

    house: House
    running: "subprocess.Popen[str]"
    now: datetime

    def later(self, span: str) -> datetime:
        """Let 8d, 3h or 20m pass there; return what it calls now."""
        assert self.running.stdin and self.running.stdout
        print(span, file=self.running.stdin, flush=True)
        answer = self.running.stdout.readline()
        self.now = datetime.strptime(answer.strip(), "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
        return self.now

    def on(self, day: datetime, *, earlier: int = 0) -> datetime:
        """Go to this day, at the time of day that it is, or so many minutes earlier."""
        return self.later(f"{(day.date() - self.now.date()).days * 24 * 60 - earlier}m")


@pytest.fixture
def calendar(tmp_path: Path) -> Iterator[Calendar]:
    file = tmp_path / "now"
    file.write_text(next_evening())
    with demo("--no-shops", NOW=f"@{file}") as house:
        ours = {"PORT": str(house.port), "DATA_DIR": str(house.log.parent), "NOW": f"@{file}"}
        with subprocess.Popen(
            [sys.executable, "manage.py", "later"],
            cwd=ROOT, env=surroundings() | ours | {"ENVIRONMENT": "development"}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        ) as running:  # fmt: skip
            yield Calendar(house, running, datetime.now(UTC))
            assert running.stdin
            running.stdin.close()


def next_evening() -> str:
    """Return NOW as a shift to ten to eight in Rome: a shop is open then, and an hour earlier and later, too, should summer
    time begin or end on the way."""
    now = datetime.now(ZoneInfo("Europe/Rome"))
    then = now.replace(hour=19, minute=50, second=0)
    return f"+{int((then - now + timedelta(days=then <= now)).total_seconds() // 60)}m"


def test_a_trial_is_paid_fails_stops_the_shop_and_is_paid_again(calendar: Calendar, visitor: Visitor) -> None:
    house, owner, giulia = calendar.house, visitor(), visitor()
    open_a_shop(owner, house, slug=SHOP, name="Vulcano", password=PASSWORD)
    sign_in(owner, house, SHOP, OWNER, to=BILLING)
    the_trial_is_paid(calendar, owner)
    a_payment_fails(calendar, owner)
    the_back_office_waits(calendar, owner)
    giulia.goto(house.url(SHOP))
    number = order_a_margherita(giulia, name="Giulia", email="giulia@example.test")
    calendar.later("30m")
    the_shop_is_suspended(calendar, owner)
    nothing_new_is_taken(calendar, visitor())
    what_was_ordered_is_served(calendar, owner, giulia, number)
    another_card_pays_and_the_shop_sells(calendar, owner, visitor())


def test_a_card_whose_bank_asks_each_time_buys_a_plan(calendar: Calendar, visitor: Visitor) -> None:
    house, owner = calendar.house, visitor()
    open_a_shop(owner, house, slug=SHOP, name="Vulcano", password=PASSWORD)
    sign_in(owner, house, SHOP, OWNER, to=BILLING)
    calendar.later("31d")
    look(owner, calendar, "The trial is over")
    owner.get_by_role("link", name="Add a card").click()
    type_card(owner, ASKS)
    owner.get_by_role("button", name="Use this card").click()
    owner.get_by_role("button", name="Complete authentication").click()
    expect(owner.locator("body")).to_contain_text("Visa 3220 is charged from now on", timeout=SOON)
    for answer, words in (("Fail", "no plan has begun"), ("Complete", "Your plan is Pro")):
        owner.get_by_role("button", name="Choose Pro").click()
        owner.get_by_role("button", name="Confirm").click()
        expect(owner.locator("main")).to_contain_text("Nothing is charged yet", timeout=SOON)
        owner.get_by_role("link", name="Go on to the bank").click()
        owner.get_by_role("button", name=f"{answer} authentication").click()
        expect(owner.locator("body")).to_contain_text(words, timeout=SOON)
    look(owner, calendar, "Pro · monthly paid", "€84.18")


def the_trial_is_paid(calendar: Calendar, owner: Page) -> None:
    expect(owner.locator("main")).to_contain_text("30 days of the trial are left")
    calendar.later("24d")
    look(owner, calendar, "6 days of the trial are left", "Choose a plan before it ends")
    told(calendar, "the trial ends on")
    owner.get_by_role("button", name="Choose Pro").click()
    expect(owner.locator("main")).to_contain_text("Your card")
    give_card(owner, GOOD)
    expect(owner.locator("body")).to_contain_text("Visa 4242 is charged from now on")
    owner.get_by_role("button", name="Choose Pro").click()
    expect(owner.locator("main")).to_contain_text("€69.00")
    owner.get_by_role("button", name="Confirm").click()
    owner.wait_for_url(re.compile(f"{BILLING}$"), timeout=SOON)
    look(owner, calendar, "Visa 4242 is charged for the first time")
    calendar.later("7d")
    look(owner, calendar, "Pro · monthly paid", "€84.18")
    told(calendar, "Receipt for bill")


def a_payment_fails(calendar: Calendar, owner: Page) -> None:
    owner.get_by_role("link", name="Change", exact=True).click()
    give_card(owner, DECLINED_LATER)
    calendar.later("31d")
    look(owner, calendar, "A payment by Visa 0341 did not go through", "Everything works until")
    told(calendar, "a payment did not go through")


def the_back_office_waits(calendar: Calendar, owner: Page) -> None:
    """After the grace; in the end it is a quarter of an hour before the shop stops, too."""
    calendar.on(named_day(owner, "Everything works until"))
    look(owner, calendar, "Menu, deals and staff cannot be changed", "The shop takes new orders until")
    told(calendar, "the back office waits")
    stops_on = named_day(owner, "The shop takes new orders until")
    nobody_is_invited(calendar, owner)
    calendar.on(stops_on, earlier=15)
    look(owner, calendar, "The shop takes new orders until")


def nobody_is_invited(calendar: Calendar, owner: Page) -> None:
    """The back office waits."""
    owner.goto(calendar.house.url(SHOP, "/manage/staff/"))
    owner.get_by_label(re.compile("e-?mail", re.I)).first.fill("anna@vulcano.test")
    owner.get_by_role("button", name="Send the invitation").click()
    expect(owner.locator("body")).to_contain_text("A bill is overdue")


def the_shop_is_suspended(calendar: Calendar, owner: Page) -> None:
    look(owner, calendar, "The shop takes no new orders; those it has go on")
    told(calendar, "takes no new orders")


def nothing_new_is_taken(calendar: Calendar, customer: Page) -> None:
    """The shop's page says so; and who orders all the same, from a page of before, is refused."""
    customer.goto(calendar.house.url(SHOP))
    expect(customer.locator("body")).to_contain_text("This shop takes no new orders at the moment")
    ask_for_a_margherita(customer, name="Elena", email="elena@example.test")
    expect(customer.locator("main")).to_contain_text("This shop takes no new orders at the moment", timeout=SOON)
    assert "/checkout/" in customer.url


def what_was_ordered_is_served(calendar: Calendar, owner: Page, customer: Page, number: str) -> None:
    owner.goto(calendar.house.url(SHOP, "/counter/"))
    waiting = owner.locator("#desk .ticket").filter(has_text=number)
    waiting.get_by_role("button", name=re.compile("^Accept")).first.click(timeout=SOON)
    expect(customer.locator("#track")).to_contain_text("Accepted", timeout=SOON)
    owner.goto(calendar.house.url(SHOP, "/kitchen/"))
    for step in ("Start", "Ready"):
        owner.locator(".ticket", has_text=number).get_by_role("button", name=re.compile(step)).click(timeout=SOON)
    expect(customer.locator("#track")).to_contain_text(re.compile("ready", re.I), timeout=SOON)


def another_card_pays_and_the_shop_sells(calendar: Calendar, owner: Page, customer: Page) -> None:
    owner.goto(calendar.house.url(SHOP, BILLING))
    owner.get_by_role("button", name="Try the card again").click()
    expect(owner.locator("body")).to_contain_text("The bank has declined the card", timeout=SOON)
    owner.goto(calendar.house.url(SHOP, BILLING))
    owner.get_by_role("link", name="Another card").click()
    give_card(owner, OTHER)
    look(owner, calendar, "Pro · monthly paid", "Mastercard 4444")
    customer.goto(calendar.house.url(SHOP))
    expect(customer.locator("body")).not_to_contain_text("takes no new orders")
    order_a_margherita(customer, name="Rosa", email="rosa@example.test")


def look(owner: Page, calendar: Calendar, *words: str) -> None:
    """The page of the plan says this, soon."""
    owner.goto(calendar.house.url(SHOP, BILLING))
    for each in words:
        expect(owner.locator("main")).to_contain_text(each, timeout=SOON)


def told(calendar: Calendar, words: str) -> None:
    """The owner finds it in the mailbox, soon."""
    for _again in range(100):
        if any(words in mail["subject"] for mail in calendar.house.mails(OWNER)):
            return
        time.sleep(0.2)
    raise AssertionError(f"nobody wrote to the owner: {words}")


def give_card(owner: Page, number: str) -> None:
    """Type it in on the page of the card."""
    type_card(owner, number)
    owner.get_by_role("button", name="Use this card").click()
    owner.wait_for_url(re.compile(f"{BILLING}$"), timeout=SOON)


def named_day(owner: Page, words: str) -> datetime:
    """Return the day that follows these words on the page."""
    found = re.search(rf"{words} (\d+ \w+ \d{{4}})", owner.inner_text("main"))
    assert found
    return datetime.strptime(found[1], "%d %B %Y").replace(tzinfo=UTC)
