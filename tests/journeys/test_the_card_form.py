"""The stand-in's card form in a page with a strict policy, as a checkout uses it: the page never sees a number."""

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
import stripe
from playwright.sync_api import FrameLocator, Page, expect

from standins.stripe import StandIn
from tests.journeys.conftest import Visitor

PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Pay</title>
<div id="here"></div><button id="pay">Pay now</button><p id="said"></p><output id="state"></output>
<script src="{standin}/v3/stripe.js"></script><script src="/page.js"></script></html>"""

SCRIPT = """
const made = {made};
const stripe = Stripe("pk_test_standin", {{ stripeAccount: made.account, locale: made.locale }});
const elements = stripe.elements(made.deferred
  ? {{ mode: "payment", amount: 1550, currency: "eur", captureMethod: "manual" }}
  : {{ clientSecret: made.secret, appearance: {{ variables: {{ colorPrimary: "#2f6b45" }} }} }});
const element = elements.create("payment", {{ layout: "tabs" }});
element.on("ready", () => {{ document.getElementById("state").value = "ready"; }});
element.on("change", (event) => {{ document.getElementById("state").value = event.complete ? "complete" : "incomplete"; }});
element.mount("#here");
document.getElementById("pay").addEventListener("click", async () => {{
  const submitted = await elements.submit();
  const result = submitted.error ? submitted : await stripe[made.verb]({{
    elements, clientSecret: made.secret, redirect: made.redirect,
    confirmParams: {{ return_url: location.origin + "/back?order=7" }},
  }});
  const intent = result.paymentIntent || result.setupIntent;
  document.getElementById("said").textContent = result.error ? result.error.message : intent.status;
}});
"""


@dataclass
class Shop:
    """A page of somebody else's origin, with nothing allowed but the stand-in's."""

    url: str
    standin: StandIn
    account: str
    made: dict

    @property
    def client(self) -> stripe.StripeClient:
        return stripe.StripeClient("sk_test_x", base_addresses={"api": self.standin.url}, max_network_retries=0)

    def offers(
        self, *, deferred: bool = False, redirect: str = "always", locale: str = "en", setup: bool = False
    ) -> str:
        """Prepares the page; the id of the intent that it pays."""
        options = {"stripe_account": self.account}
        params = {"automatic_payment_methods": {"enabled": True}}
        if setup:
            intent = self.client.v1.setup_intents.create(params=params, options=options)
        else:
            params |= {"amount": 1550, "currency": "eur", "capture_method": "manual"}
            intent = self.client.v1.payment_intents.create(params=params, options=options)
        self.made |= {
            "account": self.account,
            "secret": intent.client_secret,
            "deferred": deferred,
            "redirect": redirect,
            "locale": locale,
            "verb": "confirmSetup" if setup else "confirmPayment",
        }
        return intent.id

    def status(self, intent: str) -> str:
        found = self.client.v1.payment_intents.retrieve(intent, options={"stripe_account": self.account})
        return str(found.status)


@pytest.fixture
def shop() -> Iterator[Shop]:
    made: dict = {}

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_script = self.path == "/page.js"
            body = SCRIPT.format(made=json.dumps(made)) if is_script else PAGE.format(standin=standin.url)
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
            self.send_header(
                "Content-Security-Policy",
                f"default-src 'self'; style-src 'self'; script-src 'self' {standin.url};"
                f" frame-src {standin.url}; connect-src {standin.url}; img-src data:",
            )
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with StandIn(background=False) as standin, http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        site.daemon_threads = True
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield Shop(f"http://localhost:{site.server_port}", standin, standin.open_account(), made)
        site.shutdown()


def form(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name^=__privateStripeFrame]")


def type_card(page: Page, number: str) -> None:
    form(page).get_by_label("Card number").press_sequentially(number)
    form(page).get_by_label("Expiration date").press_sequentially("1234")
    form(page).get_by_label("Security code").press_sequentially("123")
    expect(page.locator("#state")).to_have_text("complete")


def test_a_card_is_paid_with_and_the_shop_is_told(visitor: Visitor, shop: Shop) -> None:
    intent = shop.offers()
    page = visitor()
    page.goto(shop.url)
    expect(page.locator("#state")).to_have_text("ready")
    page.get_by_role("button", name="Pay now").click()
    expect(page.locator("#said")).to_have_text("Your card number is incomplete.")
    type_card(page, "4242424242424242")
    assert form(page).get_by_label("Card number").input_value() == "4242 4242 4242 4242"
    page.get_by_role("button", name="Pay now").click()
    page.wait_for_url("**/back?**")
    back = parse_qs(urlsplit(page.url).query)
    assert (back["order"], back["redirect_status"], back["payment_intent"]) == (["7"], ["succeeded"], [intent])
    assert shop.status(intent) == "requires_capture"


def test_a_declined_card_is_said_and_another_one_pays(visitor: Visitor, shop: Shop) -> None:
    intent = shop.offers(deferred=True, redirect="if_required")
    page = visitor()
    page.goto(shop.url)
    type_card(page, "4000000000009995")
    page.get_by_role("button", name="Pay now").click()
    expect(page.locator("#said")).to_have_text("Your card has insufficient funds.")
    form(page).get_by_label("Card number").fill("")
    form(page).get_by_role("button", name="Pay with test wallet").click()
    page.get_by_role("button", name="Pay now").click()
    expect(page.locator("#said")).to_have_text("requires_capture")
    found = shop.client.v1.payment_intents.retrieve(
        intent, params={"expand": ["latest_charge"]}, options={"stripe_account": shop.account}
    )
    assert found.latest_charge.payment_method_details.card.wallet.type == "google_pay"


@pytest.mark.parametrize(
    ("button", "outcome", "status"),
    [
        ("Complete authentication", "succeeded", "requires_capture"),
        ("Fail authentication", "failed", "requires_payment_method"),
        ("Leave without deciding", "pending", "requires_action"),
    ],
)
def test_three_d_secure_takes_the_page_there_and_back(
    visitor, shop: Shop, button: str, outcome: str, status: str
) -> None:
    intent = shop.offers()
    page = visitor()
    page.goto(shop.url)
    type_card(page, "4000000000003220")
    page.get_by_role("button", name="Pay now").click()
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/back?**")
    assert parse_qs(urlsplit(page.url).query)["redirect_status"] == [outcome]
    assert shop.status(intent) == status


def test_three_d_secure_opens_above_a_page_that_stays(visitor: Visitor, shop: Shop) -> None:
    intent = shop.offers(redirect="if_required")
    page = visitor()
    page.goto(shop.url)
    type_card(page, "4000000000003220")
    page.get_by_role("button", name="Pay now").click()
    page.frame_locator("dialog iframe").get_by_role("button", name="Complete authentication").click()
    expect(page.locator("#said")).to_have_text("requires_capture")
    expect(page.locator("dialog")).to_have_count(0)
    assert shop.status(intent) == "requires_capture"


def test_a_card_is_set_up_for_later(visitor: Visitor, shop: Shop) -> None:
    shop.offers(setup=True, redirect="if_required")
    page = visitor()
    page.goto(shop.url)
    type_card(page, "4242424242424242")
    page.get_by_role("button", name="Pay now").click()
    expect(page.locator("#said")).to_have_text("succeeded")


def test_the_form_speaks_italian_and_fits_a_phone(visitor: Visitor, shop: Shop) -> None:
    shop.offers(locale="it", redirect="if_required")
    page = visitor(language="it-IT")
    page.goto(shop.url)
    form(page).get_by_label("Numero della carta").press_sequentially("4000000000000002")
    form(page).get_by_label("Data di scadenza").press_sequentially("1234")
    form(page).get_by_label("Codice di sicurezza").press_sequentially("123")
    page.get_by_role("button", name="Pay now").click()
    expect(page.locator("#said")).to_have_text("La carta è stata rifiutata.")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    frame = page.frame("__privateStripeFrame1")
    assert frame is not None
    height = frame.evaluate("document.documentElement.getBoundingClientRect().height")
    assert abs(page.locator("iframe").bounding_box()["height"] - height) <= 1
