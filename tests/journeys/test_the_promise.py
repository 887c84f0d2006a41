"""The promise on a phone: a closed shop says when it opens and sells a time for later; the last places are sold once."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from playwright.sync_api import Error, Page, Request, Route, expect

from tests.journeys.conftest import House, Visitor, sign_in

SOON = 10_000


def fill_basket(page: Page, house: House, host: str, *, many: int = 1) -> None:
    """So many Margherite, to be collected."""
    page.goto(house.url(host))
    page.get_by_role("link", name="Margherita", exact=True).click()
    page.locator("input[name=quantity]").fill(str(many))
    page.get_by_role("button", name="Add to basket").click()
    page.wait_for_url(re.compile("/basket/|/$"))
    page.goto(house.url(host, "/basket/"))
    collection = page.get_by_role("button", name="Collection")
    collection.click()
    expect(collection).to_have_attribute("aria-pressed", "true", timeout=SOON)


def times(page: Page) -> list[dict[str, Any]]:
    """The slots as the page shows them: when they start, what is said of their places, whether they can be chosen."""
    return page.locator(".chips-times label").evaluate_all(
        """labels => labels.map(label => ({
             start: label.querySelector("input").value,
             left: label.querySelector("small").innerText,
             free: !label.querySelector("input").disabled}))"""
    )


def chip(page: Page, start: str) -> Any:
    return page.locator(f'.chips-times label:has(input[value="{start}"])')


def choose(page: Page, start: str) -> None:
    """Choose that time, and see that it is this one which is held: "as soon as possible" may have been before."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/checkout/time/" in answer.url):
        chip(page, start).click()
    expect(page.locator("#held")).to_contain_text("Held for you until", timeout=SOON)
    expect(chip(page, start).locator("input")).to_be_checked(timeout=SOON)


def say_who(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label(re.compile("^E-mail")).fill(f"{name.lower()}@example.test")


def order(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Order for")).click()


def pause(page: Page, house: House, host: str, *, minutes: int) -> None:
    """The owner lets orders rest: the shop is closed until then."""
    sign_in(page, house, host, f"owner@{host}.test", to="/manage/shop/")
    page.get_by_role("button", name=f"{minutes} min").first.click()
    page.get_by_role("button", name="Take orders again now").wait_for()


def test_a_closed_shop_is_browsed_and_sells_a_time_for_later(house: House, visitor: Visitor) -> None:
    customer, owner = visitor(), visitor(1280, 900)
    fill_basket(customer, house, "milano")
    customer.goto(house.url("milano", "/checkout/"))
    expect(customer.get_by_label("As soon as possible")).to_be_checked()
    say_who(customer, "Giulia")

    pause(owner, house, "milano", minutes=60)
    order(customer)  # while she typed, the shop stopped taking orders
    expect(customer.get_by_text("The shop takes no orders right now").first).to_be_visible(timeout=SOON)
    expect(customer.get_by_label("Name", exact=True)).to_have_value("Giulia")  # nothing is lost
    expect(customer.get_by_label("As soon as possible")).to_have_count(0)

    browsing = visitor()
    browsing.goto(house.url("milano"))
    again = re.compile(r"Orders again from \d\d:\d\d")
    expect(browsing.locator(".shop-facts")).to_contain_text(again)
    browsing.get_by_role("link", name="Margherita", exact=True).click()
    expect(browsing.locator("#closed")).to_contain_text(again)  # one may choose, and is told
    customer.goto(house.url("milano", "/basket/"))
    expect(customer.locator("#closed")).to_contain_text(again)

    customer.goto(house.url("milano", "/checkout/"))
    first = times(customer)[0]
    choose(customer, first["start"])
    say_who(customer, "Giulia")
    order(customer)
    customer.wait_for_url(re.compile("/orders/"))
    shown = customer.locator(".promise time").first.get_attribute("datetime")
    assert datetime.fromisoformat(str(shown)) == datetime.fromisoformat(first["start"])  # that time and no other

    owner.get_by_role("button", name="Take orders again now").click()
    owner.get_by_role("button", name="60 min").first.wait_for()


def test_the_last_places_of_a_time_are_sold_once(house: House, visitor: Visitor) -> None:
    first, second = visitor(), visitor()
    fill_basket(first, house, "roma", many=6)
    fill_basket(second, house, "roma", many=4)
    for page in (first, second):
        page.goto(house.url("roma", "/checkout/"))
    wanted = next(slot["start"] for slot in reversed(times(second)) if slot["left"] == "12 places left")
    _take(house, visitor, wanted, many=6)  # somebody else has half of them already

    choose(first, wanted)
    # The other phone, which nobody touches, hears that the time is sold out.
    expect(chip(second, wanted)).to_contain_text("full", timeout=SOON)
    expect(chip(second, wanted).locator("input")).to_be_disabled()

    # The first one leaves without ordering: places are given back, and the second has them.
    first.goto(house.url("roma", "/basket/"))
    first.get_by_role("button", name="Take out Margherita").click()
    expect(first.locator("main")).to_contain_text("out of the basket", timeout=SOON)
    second.reload()
    expect(chip(second, wanted)).to_contain_text("6 places left")
    choose(second, wanted)
    say_who(second, "Renzo")
    order(second)
    second.wait_for_url(re.compile("/orders/"))


def test_news_that_was_on_its_way_does_not_undo_what_is_chosen(house: House, visitor: Visitor) -> None:
    page = visitor()
    fill_basket(page, house, "milano", many=2)
    page.goto(house.url("milano", "/checkout/"))
    wanted = times(page)[-1]["start"]
    page.wait_for_timeout(1000)  # by then the page has looked back at what happened before it
    waiting: dict[str, Route] = {}
    page.route(re.compile("/checkout/time/"), lambda route: waiting.setdefault(route.request.method, route))
    with page.expect_request(_is("GET")):
        page.evaluate("window.dispatchEvent(new Event('online'))")  # who comes back looks again
    with page.expect_request(_is("POST")):
        chip(page, wanted).click()
    for method in ("GET", "POST"):  # the answer to the older question first
        with suppress(Error):  # the page has given it up
            waiting[method].continue_()
        page.wait_for_timeout(1000)
    expect(chip(page, wanted).locator("input")).to_be_checked()
    expect(page.locator("#held")).to_contain_text("Held for you until")


def _is(method: str) -> Callable[[Request], bool]:
    return lambda request: request.method == method and "/checkout/time/" in request.url


def _take(house: House, visitor: Visitor, start: str, *, many: int) -> None:
    page = visitor()
    fill_basket(page, house, "roma", many=many)
    page.goto(house.url("roma", "/checkout/"))
    choose(page, start)
    say_who(page, "Anna")
    order(page)
    page.wait_for_url(re.compile("/orders/"))
