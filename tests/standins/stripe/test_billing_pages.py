"""What a customer of Billing sees and presses: Checkout, the hosted invoice with its PDF, the portal."""

import http.client
from urllib.parse import urlencode, urlsplit

import pytest

from standins.stripe import StandIn
from tests.standins.stripe.acts import types
from tests.standins.stripe.billing import DAY, Platform

GOOD, DECLINED, SECURE = "4242424242424242", "4000000000000341", "4000000000003220"


def see(url: str, method: str = "GET", **form: str) -> tuple[int, str, str]:
    """The status, the page and where it leads."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "it"}
    connection.request(method, f"{parts.path}?{parts.query}", urlencode(form), headers)
    answer = connection.getresponse()
    page, onward = answer.read().decode("latin-1"), answer.headers.get("Location", "")
    connection.close()
    return answer.status, page, onward


def type_card(url: str, number: str = GOOD) -> tuple[int, str, str]:
    return see(url, "POST", number=number, expiry="12 / 34", cvc="123", action="card")


@pytest.fixture
def checkout(platform: Platform) -> str:
    """The address of a page that keeps a card."""
    session = platform.client.v1.checkout.sessions.create(
        params={
            "mode": "setup", "currency": "eur", "customer": platform.customer,
            "success_url": "http://localhost/kept?session={CHECKOUT_SESSION_ID}",
        }
    )  # fmt: skip
    return session.url


def test_a_card_is_kept_for_the_customer(platform: Platform, checkout: str, standin: StandIn) -> None:
    assert see(checkout)[0] == 200
    status, _page, onward = type_card(checkout)
    id = checkout.rpartition("/")[2]
    assert (status, onward) == (303, f"http://localhost/kept?session={id}")
    session = platform.client.v1.checkout.sessions.retrieve(id, params={"expand": ["setup_intent.payment_method"]})
    assert (session.status, session.setup_intent.payment_method.customer) == ("complete", platform.customer)
    assert "checkout.session.completed" in types(standin)
    assert type_card(checkout)[0] == 200  # it says that this session is over


def test_a_card_of_three_d_secure_is_kept_when_its_owner_proved_it(platform: Platform, checkout: str) -> None:
    question = type_card(checkout, SECURE)[2]
    back = see(question, "POST", action="complete")[2]
    assert see(back)[2].startswith("http://localhost/kept")


def test_what_is_no_card_is_said_on_the_page(checkout: str) -> None:
    status, page, _onward = type_card(checkout, "4242424242424241")
    assert (status, "incorrect" in page) == (200, True)


def test_checkout_begins_a_subscription(platform: Platform) -> None:
    session = platform.client.v1.checkout.sessions.create(
        params={
            "mode": "subscription", "customer": platform.customer, "success_url": "http://localhost/",
            "line_items": [{"price": platform.monthly, "quantity": 1}], "subscription_data": {"metadata": {"shop": "napoli"}},
        }
    )  # fmt: skip
    assert type_card(session.url, DECLINED)[0] == 200
    assert type_card(session.url)[0] == 303
    done = platform.client.v1.checkout.sessions.retrieve(session.id, params={"expand": ["subscription"]})
    assert (done.payment_status, done.amount_total, done.subscription.status) == ("paid", 2900, "active")
    assert done.subscription.metadata["shop"] == "napoli"


def test_an_owed_invoice_is_paid_on_its_page(platform: Platform) -> None:
    trial = platform.subscribe(platform.monthly, trial_period_days=1)
    platform.advance(2 * DAY)
    invoice = platform.invoice(trial)
    status, page, _onward = see(invoice.hosted_invoice_url)
    assert (status, "EUR 29.00" in page, "da pagare" in page) == (200, True, True)
    assert "declined" in type_card(invoice.hosted_invoice_url, DECLINED)[1]
    question = type_card(invoice.hosted_invoice_url, SECURE)[2]
    see(question, "POST", action="complete")
    assert (platform.invoice(trial).status, platform.read(trial).status) == ("paid", "active")
    assert see(invoice.invoice_pdf)[1].startswith("%PDF-1.4")


def test_the_portal_changes_the_card_and_ends_and_keeps_the_subscription(platform: Platform) -> None:
    old = platform.give_card()
    running = platform.subscribe(platform.monthly)
    wish = {"customer": platform.customer, "return_url": "http://localhost/billing"}
    portal = platform.client.v1.billing_portal.sessions.create(params=wish).url
    assert "http://localhost/billing" in see(portal)[1]
    type_card(portal)
    assert platform.customer_now().invoice_settings.default_payment_method != old
    for action, ending in (("end", True), ("keep", False)):
        see(portal, "POST", action=action, subscription=running.id)
        assert platform.read(running).cancel_at_period_end is ending
