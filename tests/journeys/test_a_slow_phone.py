"""A cheap phone on a slow line: little is sent, nothing jumps, the shop can be installed and says so when there is no line."""

from collections import defaultdict
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.conftest import House, Visitor

MOST_BYTES = {"Script": 100_000, "Stylesheet": 60_000, "Document": 40_000, "Font": 100_000}
MOST_SHIFT = 0.02
# Lighthouse's slow 4G, and a processor four times slower than this one.
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 768_000 / 8}
WATCH = """
window.seen = { shift: 0, jumped: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.seen.shift += entry.value;
    window.seen.jumped.push(...entry.sources.map((source) => source.node?.className || source.node?.nodeName));
  }
}).observe({ type: "layout-shift", buffered: true });
"""


def slow(page: Page) -> tuple[CDPSession, dict[str, int]]:
    """Make this person's phone slow; return the line to the browser and what it will have received, by kind."""
    line, received, kinds = page.context.new_cdp_session(page), defaultdict(int), {}

    def finished(event: dict[str, Any]) -> None:
        received[kinds.get(event["requestId"], "")] += event["encodedDataLength"]

    line.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    line.on("Network.loadingFinished", finished)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_4G)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(WATCH)
    page.set_default_timeout(60_000)
    return line, received


def read_through(page: Page) -> None:
    """Scroll to the end as somebody who reads does, so that what loads late has come."""
    page.wait_for_load_state("networkidle")
    for _ in range(8):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(150)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("way", ["the menu", "a pizza"])
def test_a_first_visit_is_light_and_nothing_jumps(house: House, visitor: Visitor, way: str) -> None:
    phone = visitor()
    path = "/"
    if way == "a pizza":
        other = visitor()
        other.goto(house.url("napoli"))
        path = other.locator(".product-card h3 a").first.get_attribute("href") or ""
    _, received = slow(phone)
    phone.goto(house.url("napoli", path))
    read_through(phone)
    assert {kind: received[kind] for kind, most in MOST_BYTES.items() if received[kind] > most} == {}
    assert all(received[kind] for kind in MOST_BYTES), received
    seen = phone.evaluate("window.seen")
    assert seen["shift"] < MOST_SHIFT, seen["jumped"]


def test_pictures_have_their_place_before_they_come_and_come_when_they_are_near(house: House, visitor: Visitor) -> None:
    phone = visitor()
    phone.goto(house.url("napoli"))
    pictures = phone.locator(".product-card img").evaluate_all(
        "found => found.map((img) => [img.getAttribute('width') && img.getAttribute('height'), img.loading])"
    )
    assert len(pictures) > 20
    assert [kind for size, kind in pictures if not size or kind != "lazy"] == []


def test_the_shop_can_be_installed(house: House, visitor: Visitor) -> None:
    phone = visitor()
    phone.goto(house.url("napoli"))
    line = phone.context.new_cdp_session(phone)
    assert line.send("Page.getAppManifest")["errors"] == []
    errors = line.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Each visitor's browser here forgets when it closes, and such a one installs nothing.
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []


def test_without_a_line_the_phone_says_so_and_has_kept_nothing_of_anybody(house: House, visitor: Visitor) -> None:
    phone = visitor()
    phone.goto(house.url("napoli"))
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.goto(house.url("napoli", "/basket/"))  # a page of this person's, with the worker there
    kept = phone.evaluate(
        """async () => {
          const names = await caches.keys();
          const found = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
          return found.flat().map((request) => new URL(request.url).pathname);
        }"""
    )
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]
    phone.context.set_offline(True)
    phone.goto(house.url("napoli"))
    expect(phone.get_by_role("heading", name="No connection")).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_role("link", name="Try again").click()
    expect(phone.get_by_role("heading", name="Pizzeria Napoli")).to_be_visible()


def test_at_a_desk_the_basket_stands_beside_the_menu_and_stays(house: House, visitor: Visitor) -> None:
    desk = visitor(1280, 900)
    desk.goto(house.url("napoli"))
    basket = desk.get_by_role("complementary", name="Basket")
    expect(basket).to_be_in_viewport()
    desk.mouse.wheel(0, 1500)
    expect(basket).to_be_in_viewport()
    expect(desk.get_by_role("navigation", name="Categories")).to_be_in_viewport()


def test_a_page_that_jumps_would_be_noticed(house: House, visitor: Visitor) -> None:
    """The negative control of the measure above."""
    phone = visitor()
    phone.add_init_script(WATCH)
    phone.goto(house.url("napoli"))
    phone.wait_for_load_state("networkidle")
    phone.evaluate(
        "document.body.prepend(Object.assign(document.createElement('h1'), { innerHTML: '<br>'.repeat(9) }))"
    )
    phone.wait_for_function(f"window.seen.shift > {MOST_SHIFT}")
