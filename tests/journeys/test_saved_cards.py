"""Cards that a customer saves: kept by Stripe, shown in Stripe's frame, to nobody but their owner and in one shop only."""

import re
import secrets

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.journeys.conftest import House, Visitor
from tests.journeys.test_money import GOOD, SECURE, SOON, choose, pay, type_card, whose
from tests.journeys.test_people_sign_in import sign_up

SAVE = "Save this card for next time"


def form(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name^=__privateStripeFrame]").first


def saved(page: Page) -> Locator:
    """The cards that the form offers, once it is ready."""
    expect(page.locator("#card button[type=submit]")).to_be_enabled(timeout=SOON)
    return form(page).locator("#kept-cards li")


def order_and_save(page: Page, house: House, number: str, *, email: str, shop: str = "napoli") -> None:
    choose(page, house, "Card or wallet", email=email, shop=shop)
    type_card(page, number)
    form(page).get_by_label(SAVE).check()
    pay(page)


def arrive(page: Page) -> None:
    page.wait_for_url(re.compile(r"/orders/[^/]+/$"), timeout=SOON)
    expect(page.locator("#paid")).to_contain_text("held", timeout=SOON)


def overhear(page: Page) -> list[str]:
    """What the page sends to the shop's own servers, whole: addresses and bodies."""
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.url} {asked.post_data or ''}"))
    return sent


def test_a_saved_card_pays_the_next_order_in_two_taps(house: House, visitor: Visitor) -> None:
    page = visitor()
    sent = overhear(page)
    email = sign_up(page, house, "napoli")
    order_and_save(page, house, GOOD, email=email)
    arrive(page)
    choose(page, house, "Card or wallet", email=email)
    expect(saved(page)).to_have_count(1)
    expect(saved(page)).to_contain_text("Visa •••• 4242")
    expect(saved(page)).to_contain_text("12/34")
    expect(
        form(page).get_by_label("Card number")
    ).to_be_hidden()  # it is chosen already: one tap to this page, one to pay
    pay(page)
    arrive(page)
    expect(page.locator("#paid")).to_contain_text("4242")
    ours = [told for told in sent if f":{house.port}/" in told]
    assert ours and not any(GOOD in told or "4242+4242" in told for told in ours)


def test_a_saved_3_d_secure_card_asks_again(house: House, visitor: Visitor) -> None:
    page = visitor()
    email = sign_up(page, house, "napoli")
    order_and_save(page, house, SECURE, email=email)
    page.get_by_role("button", name="Complete authentication").click()
    arrive(page)
    choose(page, house, "Card or wallet", email=email)
    expect(saved(page)).to_contain_text("3220")
    pay(page)
    page.get_by_role("button", name="Complete authentication").click()
    arrive(page)


def test_a_card_is_removed_and_gone_for_good(house: House, visitor: Visitor) -> None:
    page = visitor()
    email = sign_up(page, house, "napoli")
    order_and_save(page, house, GOOD, email=email)
    arrive(page)
    choose(page, house, "Card or wallet", email=email)
    saved(page).get_by_role("button", name="Remove Visa 4242").click()
    saved(page).get_by_role("button", name="Keep").click()
    expect(saved(page)).to_have_count(1)
    saved(page).get_by_role("button", name="Remove Visa 4242").click()
    saved(page).get_by_role("button", name="Yes, remove").click()
    expect(saved(page)).to_have_count(0)
    expect(form(page).get_by_label("Card number")).to_be_focused()
    page.reload()
    expect(saved(page)).to_have_count(0)
    expect(form(page).get_by_label("Card number")).to_be_visible()


def test_a_new_card_is_paid_with_beside_a_saved_one_and_kept_only_if_ticked(house: House, visitor: Visitor) -> None:
    page = visitor()
    email = sign_up(page, house, "napoli")
    order_and_save(page, house, GOOD, email=email)
    arrive(page)
    choose(page, house, "Card or wallet", email=email)
    expect(saved(page)).to_have_count(1)
    form(page).get_by_label("New card").check()
    expect(form(page).get_by_label(SAVE)).not_to_be_checked()
    type_card(page, "5555555555554444")
    pay(page)
    arrive(page)
    choose(page, house, "Card or wallet", email=email)
    expect(saved(page)).to_have_count(1)
    expect(saved(page)).to_contain_text("4242")


def test_nobody_else_sees_it_and_no_other_shop(house: House, visitor: Visitor) -> None:
    owner, guest = visitor(), visitor()
    email = sign_up(owner, house, "napoli")
    order_and_save(owner, house, GOOD, email=email)
    arrive(owner)
    choose(owner, house, "Card or wallet", email=email)
    expect(saved(owner)).to_have_count(1)
    guest.goto(owner.url)  # the address of the order, passed on to a friend who pays
    expect(saved(guest)).to_have_count(0)
    expect(form(guest).get_by_label(SAVE)).to_be_hidden()
    other = visitor()
    sign_up(other, house, "napoli")
    other.goto(owner.url)  # signed in, and somebody else
    expect(saved(other)).to_have_count(0)
    choose(guest, house, "Card or wallet", email=whose("luca"))
    expect(saved(guest)).to_have_count(0)
    expect(form(guest).get_by_label(SAVE)).to_be_hidden()
    in_rome(owner, house, email)


def in_rome(page: Page, house: House, email: str) -> None:
    """The same person, with an account of the other shop: a card that napoli's Stripe account keeps is unknown there."""
    page.goto(house.url("roma", "/account/signup/"))
    page.get_by_label(re.compile("e-?mail", re.I)).fill(email)
    page.get_by_label(re.compile("^password", re.I)).fill(f"quattro-{secrets.token_hex(4)}")
    page.get_by_role("button", name=re.compile("^sign up", re.I)).click()
    page.locator("input[name=code]").fill(house.codes(email)[0])
    page.get_by_role("button", name=re.compile("^confirm", re.I)).click()
    page.wait_for_url(house.url("roma", "/"))
    choose(page, house, "Card or wallet", email=email, shop="roma")
    expect(saved(page)).to_have_count(0)
    expect(form(page).get_by_label(SAVE)).to_be_visible()
