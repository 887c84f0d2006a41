"""People: a passkey, an invitation, an owner's way into their shop, and support that only looks."""

import re
import secrets

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, House, Visitor, sign_in


def plug_in_a_passkey(page: Page) -> None:
    """Give the browser an authenticator of its own that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_up(page: Page, house: House, shop: str) -> str:
    """Become a customer of the shop; return the e-mail."""
    email = f"nuova-{secrets.token_hex(4)}@example.test"
    page.goto(house.url(shop, "/account/signup/"))
    page.get_by_label(re.compile("e-?mail", re.I)).fill(email)
    page.get_by_label(re.compile("^password", re.I)).fill("quattro-stagioni")
    page.get_by_role("button", name=re.compile("^sign up", re.I)).click()
    page.locator("input[name=code]").fill(house.codes(email)[0])
    page.get_by_role("button", name=re.compile("^confirm", re.I)).click()
    page.wait_for_url(house.url(shop, "/"))
    return email


def test_a_passkey_is_made_and_opens_the_account(house: House, visitor: Visitor) -> None:
    page = visitor()
    plug_in_a_passkey(page)
    sign_up(page, house, "vesuvio")
    page.goto(house.url("vesuvio", "/account/2fa/webauthn/add/"))
    if page.locator("input[type=password]").count():
        page.locator("input[type=password]").fill("quattro-stagioni")
        page.locator("main form button[type=submit], main form button").first.click()
    page.locator("input[name=passwordless]").check()
    page.get_by_role("button", name=re.compile("^add", re.I)).click()
    page.wait_for_url(re.compile("/2fa/(?!webauthn/add)"))
    page.context.clear_cookies()
    page.goto(house.url("vesuvio", "/account/login/?next=/account/"))
    page.get_by_role("button", name=re.compile("passkey", re.I)).click()
    page.wait_for_url(house.url("vesuvio", "/account/"))
    expect(page.locator("main")).to_contain_text("passkey")


def test_who_is_invited_to_the_kitchen_works_there(house: House, visitor: Visitor) -> None:
    owner, cook = visitor(1280, 800), visitor()
    email = f"cuoco-{secrets.token_hex(4)}@example.test"
    sign_in(owner, house, "vesuvio", "owner@vesuvio.test", to="/manage/staff/")
    owner.get_by_label(re.compile("^E-mail")).fill(email)
    owner.get_by_label("Role", exact=True).select_option("kitchen")
    owner.get_by_role("button", name=re.compile("invitation")).click()
    expect(owner.locator("main")).to_contain_text(email)
    cook.goto(next(link for link in house.mails(email)[0]["links"] if "/account/invitation/" in link))
    cook.get_by_label("Name").fill("Nino")
    cook.get_by_label("Password").fill(PASSWORD)
    cook.get_by_role("button", name="Start").click()
    cook.wait_for_url(house.url("vesuvio", "/kitchen/"))


def test_an_owner_walks_from_the_platform_into_the_shop(house: House, visitor: Visitor) -> None:
    owner = visitor(1280, 800)
    sign_in(owner, house, "", "owner@vesuvio.test", to="/account/shops/")
    owner.get_by_role("button", name=re.compile("back office", re.I)).first.click()
    owner.wait_for_url(house.url("vesuvio", "/manage/"))


def test_support_looks_in_under_a_banner(house: House, visitor: Visitor) -> None:
    support = visitor(1280, 800)
    sign_in(support, house, "", "admin@pizzamama.test", to="/platform/vesuvio/")
    support.get_by_label("Reason", exact=True).first.fill("the oven will not print")
    support.get_by_role("button", name="Look in").click()
    support.wait_for_url(house.url("vesuvio", "/manage/"))
    expect(support.locator(".ribbon")).to_contain_text("the oven will not print")
    assert support.goto(house.url("vesuvio", "/account/password/change/")).status == 403  # type: ignore[union-attr]
    support.goto(house.url("vesuvio", "/manage/"))
    support.get_by_role("button", name="Leave").click()
    support.goto(house.url("vesuvio", "/manage/"))
    expect(support).to_have_url(re.compile("/account/login/"))
