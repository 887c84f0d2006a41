"""Paying and being paid, in a real browser, with the stand-ins that the demo starts: the real clients, pages and webhooks."""

import re
import secrets
import time

from playwright.sync_api import Page, expect

from tests.journeys.conftest import House, Visitor, sign_in

SOON = 20_000
GOOD, DECLINED, SECURE = "4242424242424242", "4000000000000002", "4000000000003220"


def choose(page: Page, house: House, tender: str, *, email: str, shop: str = "napoli", pieces: int = 1) -> None:
    """From the open shop to the page on which it is paid: so many Margherita to collect."""
    page.goto(house.url(shop))
    for many in range(1, pieces + 1):
        page.get_by_role("button", name=re.compile("^Add Margherita")).click()
        expect(page.locator(".basket-bar .count")).to_have_text(str(many))
    page.locator(".basket-bar a").click()
    page.get_by_role("button", name="Collection").click()
    page.get_by_role("link", name=re.compile("checkout", re.I)).first.click()
    page.get_by_label("Name", exact=True).fill("Giulia Verdi")
    page.get_by_label(re.compile("^E-mail")).fill(email)
    page.get_by_role("radio", name=re.compile(f"^{tender}")).check()
    page.get_by_role("button", name=re.compile("^Order for")).click()
    page.wait_for_url(re.compile("/orders/.+/pay/"))


def type_card(page: Page, number: str) -> None:
    fields = page.frame_locator("iframe[name^=__privateStripeFrame]").first
    fields.get_by_label("Card number").fill(number)
    fields.get_by_label("Expiration date").fill("1234")
    fields.get_by_label("Security code").fill("123")


def pay(page: Page) -> None:
    button = page.locator("#card button[type=submit]")
    button.scroll_into_view_if_needed()
    # Where a frame of another origin stood before the scroll, Chromium sends clicks to it until it has drawn anew.
    page.evaluate(
        "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 100))))"
    )
    button.click()


def whose(name: str) -> str:
    return f"{name}-{secrets.token_hex(3)}@napoli.test"


def called(page: Page) -> str:
    found = re.search(r"#\d+", page.inner_text("h1"))
    assert found
    return found[0]


def answer(page: Page, house: House, number: str, *, accept: bool) -> None:
    """The counter says yes, or no."""
    if "/counter" not in page.url:
        sign_in(page, house, "napoli", "manager@napoli.test", to="/counter/")
    card = page.locator("#desk .ticket").filter(
        has=page.locator(".ticket-number a", has_text=re.compile(f"^{number}$"))
    )
    expect(card).to_be_visible(timeout=SOON)
    if accept:
        card.get_by_role("button", name=re.compile("^Accept")).first.click()
        return
    card.locator("details.ask > summary").first.click()
    card.locator(".ask-reasons button").first.click()


def test_a_card_with_3_d_secure_is_held_and_taken_when_the_shop_accepts(house: House, visitor: Visitor) -> None:
    page, till = visitor(), visitor(1280, 800)
    choose(page, house, "Card or wallet", email=whose("giulia"))
    expect(page.get_by_text("Your place in the oven is kept")).to_be_visible()
    type_card(page, SECURE)
    pay(page)
    page.get_by_role("button", name="Complete authentication").click()
    page.wait_for_url(re.compile(r"/orders/[^/]+/$"), timeout=SOON)
    expect(page.locator("#paid")).to_contain_text("held, charged when the shop accepts", timeout=SOON)
    number = called(page)
    answer(till, house, number, accept=True)
    expect(page.locator("#track")).to_contain_text("Accepted", timeout=SOON)
    for _again in range(20):
        page.reload()
        if "paid" in page.inner_text("#paid"):
            break
        page.wait_for_timeout(500)
    expect(page.locator("#paid")).to_contain_text(re.compile(r"€[\d.]+ paid"), timeout=SOON)


def test_a_declined_card_is_said_and_another_one_pays(house: House, visitor: Visitor) -> None:
    page = visitor()
    choose(page, house, "Card or wallet", email=whose("giulia"))
    type_card(page, DECLINED)
    pay(page)
    expect(page.locator("[data-card-problem]")).to_contain_text("declined", timeout=SOON)
    type_card(page, GOOD)
    pay(page)
    page.wait_for_url(re.compile(r"/orders/[^/]+/$"), timeout=SOON)
    expect(page.locator("#paid")).to_contain_text("held", timeout=SOON)


def test_who_fails_3_d_secure_can_pay_another_way_with_the_same_basket(house: House, visitor: Visitor) -> None:
    page = visitor()
    choose(page, house, "Card or wallet", email=whose("giulia"))
    type_card(page, SECURE)
    pay(page)
    page.get_by_role("button", name="Fail authentication").click()
    page.wait_for_url(re.compile("/orders/.+/pay/"), timeout=SOON)
    page.get_by_role("link", name="Pay another way").click()
    page.get_by_label("Name", exact=True).fill("Giulia Verdi")
    page.get_by_label(re.compile("^Phone")).fill("333 1234567")
    page.get_by_role("radio", name=re.compile("^Cash")).check()
    page.get_by_role("button", name=re.compile("^Order for")).click()
    page.wait_for_url(re.compile(r"/orders/[^/]+/$"))
    expect(page.locator("#track")).to_contain_text("has still to say yes")


def test_paypal_pays_without_a_card(house: House, visitor: Visitor) -> None:
    page = visitor()
    choose(page, house, "PayPal", email=whose("giulia"))
    page.get_by_role("button", name=re.compile("with PayPal")).click()
    page.wait_for_url(re.compile("checkoutnow"), timeout=SOON)
    page.get_by_role("button", name=re.compile("^Pay|^Paga")).first.click()
    page.wait_for_url(re.compile(r"/orders/[^/]+/$"), timeout=SOON)
    expect(page.locator("#paid")).to_contain_text("held", timeout=SOON)


def test_what_the_shop_rejects_is_not_charged(house: House, visitor: Visitor) -> None:
    page, till = visitor(), visitor(1280, 800)
    choose(page, house, "Card or wallet", email=whose("giulia"))
    type_card(page, GOOD)
    pay(page)
    page.wait_for_url(re.compile(r"/orders/[^/]+/$"), timeout=SOON)
    answer(till, house, called(page), accept=False)
    expect(page.locator("#track")).to_contain_text("Rejected", timeout=SOON)
    for _again in range(20):
        page.reload()
        page.wait_for_timeout(500)
        if "nothing was charged" in page.inner_text("#paid"):
            break
    expect(page.locator("#paid")).to_contain_text("nothing was charged", timeout=SOON)


def test_a_part_goes_back_for_one_line(house: House, visitor: Visitor) -> None:
    page, desk = visitor(), visitor(1280, 800)
    email = whose("giulia")
    choose(page, house, "Card or wallet", email=email, pieces=2)
    type_card(page, GOOD)
    pay(page)
    page.wait_for_url(re.compile(r"/orders/[^/]+/$"), timeout=SOON)
    order = re.search(r"/orders/([^/]+)/", page.url)
    assert order
    answer(desk, house, called(page), accept=True)
    for _again in range(20):
        desk.goto(house.url("napoli", f"/manage/payments/orders/{order[1]}/"))
        if desk.get_by_role("button", name="Give it back").count():
            break
        desk.wait_for_timeout(500)
    desk.locator("select[name^=line_]").first.select_option("1")
    desk.get_by_label("Why").select_option("missing")
    desk.get_by_role("button", name="Give it back").click()
    expect(desk.get_by_text("goes back to the customer")).to_be_visible(timeout=SOON)
    expect(desk.locator("main")).to_contain_text("gone back", timeout=SOON)
    for _again in range(40):
        if any("goes back to you" in mail["text"] for mail in house.mails(email)):
            break
        time.sleep(0.5)
    else:
        raise AssertionError("nobody wrote to the customer")


def test_an_owner_opens_an_account_at_stripe_and_cards_are_offered(house: House, visitor: Visitor) -> None:
    owner, page = visitor(), visitor()
    sign_in(owner, house, "vesuvio", "owner@vesuvio.test", to="/manage/payments/setup/")
    owner.get_by_role("button", name=re.compile("at Stripe")).click()
    owner.wait_for_url(re.compile("onboarding"), timeout=SOON)
    owner.get_by_role("button").first.click()
    owner.wait_for_url(re.compile("/manage/payments/setup/"), timeout=SOON)
    expect(owner.locator("main")).to_contain_text("Your customers can pay by card", timeout=SOON)
    choose(page, house, "Card or wallet", email=whose("gennaro"), shop="vesuvio")
    expect(page.locator("iframe[name^=__privateStripeFrame]").first).to_be_visible(timeout=SOON)
