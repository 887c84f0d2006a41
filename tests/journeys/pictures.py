"""The screenshots in docs/pictures, on a Friday-like evening with orders of several ages: `make pictures`.

Run by its name, never collected with the tests; ``PICTURES=call,editor`` takes only those.
"""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import PASSWORD, ROOT, House, seven_in_the_evening
from tests.journeys.test_money import choose
from tests.journeys.test_the_counter import answer, type_in
from tests.journeys.test_the_pizza import build

PICTURES = ROOT / "docs" / "pictures"
PHONE, DESK = 390, 1280
HEIGHTS = {PHONE: 844, DESK: 800}
HEAVIEST = 150_000
SHOP = "napoli"
PHONE_NUMBER = "+39 081 555 0199"

# Minutes ago, who, what, and whether the counter has accepted it.
EVENING = [
    (17, "Giulia Esposito", ["Margherita", "Diavola", "Tiramisù"], True),
    (10, "Marco Ricci", ["Capricciosa", "Four cheeses"], True),
    (10, "Elena Riva", ["Garden vegetables"], True),
    (3, "Paolo Conte", ["Napoli", "Margherita", "Lager"], True),
    (3, "Sara Greco", ["Bufalina"], True),
    (0, "Anna Bianchi", ["Woodland", "Carbonara"], False),
]


def test_pictures(house: House, chromium: Browser) -> None:
    for minutes in sorted({minutes for minutes, *_ in EVENING}, reverse=True):
        with earlier(house, minutes) as then:
            orders = [order for order in EVENING if order[0] == minutes]
            for _, name, wishes, _ in orders:
                place(chromium, then, name, wishes)
            if orders[0][3]:
                accept(chromium, then)
    change_an_order(chromium, house)
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = os.environ.get("PICTURES", ",".join(TAKES)).split(",")
    for name, width in [(each, width) for each in wanted for width in WIDTHS.get(each, HEIGHTS)]:
        context = chromium.new_context(viewport={"width": width, "height": HEIGHTS[width]}, locale="en-GB")
        page = context.new_page()
        TAKES[name](page, house)
        page.wait_for_load_state("networkidle") if name in ("shop", "builder", "deal") else page.wait_for_timeout(700)
        save(page, PICTURES / f"{name}-{width}.png")
        context.close()


def save(page: Page, path: Path) -> None:
    """Keep what is seen, in at most 256 colours: these pages have few."""
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < HEAVIEST, f"{path.name} is too heavy for a repository"


def shop(page: Page, house: House) -> None:
    page.goto(house.url(SHOP))
    page.wait_for_selector("#order-type button")
    for name in ("Diavola", "Bufalina"):
        page.locator(f'[aria-label^="Add {name}"]').click()
        page.wait_for_timeout(300)
    page.evaluate("document.getElementById('toasts').replaceChildren(); document.activeElement.blur(); scrollTo(0, 0)")


def builder(page: Page, house: House) -> None:
    build(page, house)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.wait_for_timeout(900)  # the pizza has turned


def deal(page: Page, house: House) -> None:
    page.goto(house.url(SHOP))
    page.locator(".deal-card").first.click()
    page.wait_for_selector("#offer")


def checkout(page: Page, house: House) -> None:
    shop(page, house)
    page.goto(house.url(SHOP, "/checkout/"))
    page.get_by_role("button", name="Collection").click()
    page.locator(".chips-times label:has(input:enabled)").nth(2).click()
    page.get_by_text("Held for you until").wait_for()
    page.locator("#times").evaluate("times => scrollTo(0, times.offsetTop - 70)")


def pay(page: Page, house: House) -> None:
    choose(page, house, "Card or wallet", email="giulia@example.test")
    page.frame_locator("iframe[name^=__privateStripeFrame]").first.get_by_label("Card number").wait_for()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def till(page: Page, house: House) -> None:
    sign_in(page, house.url(SHOP, "/account/login/"), "cashier@napoli.test")
    page.goto(house.url(SHOP, "/counter/"))
    page.locator(".ticket-pay a").first.click()
    page.get_by_label("How many").fill("1")
    page.get_by_label("Worth each").fill("8.00")
    page.get_by_role("button", name="Take vouchers").click()
    page.locator(".pay-taken").wait_for()


def kitchen(page: Page, house: House) -> None:
    sign_in(page, house.url(SHOP, "/account/login/"), "kitchen@napoli.test")
    page.goto(house.url(SHOP, "/kitchen/"))


def all_day(page: Page, house: House) -> None:
    sign_in(page, house.url(SHOP, "/account/login/"), "kitchen@napoli.test")
    page.goto(house.url(SHOP, "/kitchen/all-day/"))


def call(page: Page, house: House) -> None:
    sign_in(page, house.url(SHOP, "/account/login/"), "cashier@napoli.test")
    answer(page, house, PHONE_NUMBER[-7:])
    page.locator(".caller").first.wait_for()
    type_in(page, "2 diavola", "2 × Diavola")
    type_in(page, "1 tiramisu", "1 × Tiramisù")


def editor(page: Page, house: House) -> None:
    sign_in(page, house.url(SHOP, "/account/login/"), "owner@napoli.test")
    page.goto(house.url(SHOP, "/manage/menu/"))
    cell = page.get_by_label(re.compile("^Price of Margherita")).first
    cell.fill(f"{Decimal(cell.input_value()) + Decimal('0.5'):.2f}")
    cell.press("Tab")
    page.get_by_text("not yet published").wait_for()
    page.reload()


def owner(page: Page, house: House) -> None:
    sign_in(page, house.url(SHOP, "/account/login/"), "owner@napoli.test")
    page.goto(house.url(SHOP, "/manage/"))


def payments(page: Page, house: House) -> None:
    sign_in(page, house.url(SHOP, "/account/login/"), "owner@napoli.test")
    page.goto(house.url(SHOP, "/manage/payments/"))


def hq(page: Page, house: House) -> None:
    sign_in(page, house.url("", "/account/login/"), "hq@pizzamama.test")
    page.goto(house.url("", "/hq/"))


TAKES = {
    "shop": shop,
    "builder": builder,
    "deal": deal,
    "checkout": checkout,
    "pay": pay,
    "till": till,
    "kitchen": kitchen,
    "all-day": all_day,
    "call": call,
    "editor": editor,
    "owner": owner,
    "payments": payments,
    "hq": hq,
}
WIDTHS = {"deal": [PHONE], "checkout": [PHONE], "pay": [PHONE]}
WIDTHS |= {name: [DESK] for name in ("all-day", "call", "editor", "till", "payments")}


@contextmanager
def earlier(house: House, minutes: int) -> Iterator[House]:
    """The same house some minutes ago: another web process on its data, whose clock is behind."""
    if not minutes or os.environ.get("JOURNEYS_PORT"):
        yield house
        return
    now = int(seven_in_the_evening().strip("+m")) - minutes
    port = house.port + 4  # the three after the house's own are its live events and the stand-ins
    ours = {"PORT": str(port), "DATA_DIR": str(house.log.parent), "NOW": f"{now:+d}m", "ENVIRONMENT": "development"}
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "STATIC_ROOT")
    }
    web = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "web"], cwd=ROOT, env=kept | ours, start_new_session=True
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", web)
        yield House(port, house.log)
    finally:
        web.terminate()
        web.wait(30)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert process.poll() is None, "it did not start"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


def place(chromium: Browser, house: House, name: str, wishes: list[str]) -> None:
    page = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB").new_page()
    page.goto(house.url(SHOP))
    page.wait_for_selector("#order-type button")
    page.locator('#order-type button[value="collection"]').click()
    for wish in wishes:
        page.wait_for_timeout(200)
        page.locator(".product-card", has=page.locator("h3", has_text=wish)).first.locator(".btn-add").click()
    page.wait_for_timeout(400)
    page.goto(house.url(SHOP, "/checkout/"))
    page.fill('[name="name"]', name)
    page.fill('[name="phone"]', PHONE_NUMBER)
    page.locator('input[name="when"]').first.check(force=True)
    page.locator('input[name="tender"][value="counter"]').check(force=True)
    page.locator("aside button.btn-primary").first.click()
    page.wait_for_url("**/orders/**")
    page.context.close()


def accept(chromium: Browser, house: House) -> None:
    page = chromium.new_context(locale="en-GB").new_page()
    sign_in(page, house.url(SHOP, "/account/login/"), "cashier@napoli.test")
    page.goto(house.url(SHOP, "/counter/"))
    while page.locator(".accept .btn-good").count():
        page.locator(".accept .btn-good").first.click()
        page.wait_for_timeout(600)
    page.context.close()


def change_an_order(chromium: Browser, house: House) -> None:
    """One of those in the kitchen gets a pizza more."""
    page = chromium.new_context(viewport={"width": DESK, "height": 800}, locale="en-GB").new_page()
    sign_in(page, house.url(SHOP, "/account/login/"), "cashier@napoli.test")
    page.goto(house.url(SHOP, "/counter/"))
    page.locator(".ticket", has_text="Elena Riva").first.get_by_role("button", name="Change the order").click()
    type_in(page, "1 diavola", "1 × Diavola")
    page.get_by_role("button", name="Agree the change").click()
    page.wait_for_url(re.compile("/counter/orders/[^/]+/$"))
    page.context.close()


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(url)
    page.fill('[name="login"]', email)
    page.fill('[name="password"]', PASSWORD)
    page.locator('form[action*="login"] button[type="submit"]').first.click()
    page.wait_for_load_state()
