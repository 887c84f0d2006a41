"""Stripe's and PayPal's stand-ins for tests: one server each for the whole run, empty for each test.

Webhooks wait until the test says `standin.flush()`: they come in the test's own thread, so within its transaction.
"""

from collections.abc import Callable, Iterator

import pytest
import stripe
from django.test import Client

from standins import paypal
from standins.stripe import StandIn

SECRET_KEY = "sk_test_standin"


@pytest.fixture(scope="session")
def stripe_server() -> Iterator[StandIn]:
    with StandIn(background=False) as running:
        yield running


@pytest.fixture
def standin(stripe_server: StandIn, settings) -> Iterator[StandIn]:
    """Stripe with nothing in it yet; the product's settings point at it."""
    stripe_server.reset()
    settings.STRIPE_API_BASE = stripe_server.url
    settings.STRIPE_SECRET_KEY = SECRET_KEY
    settings.STRIPE_WEBHOOK_SECRET = "whsec_standin"
    settings.STRIPE_CONNECT_WEBHOOK_SECRET = "whsec_standin_connect"
    yield stripe_server
    stripe_server.reset()


@pytest.fixture
def stripe_client(standin: StandIn) -> stripe.StripeClient:
    """The real SDK, without its own retries: a test sees each answer."""
    return stripe.StripeClient(SECRET_KEY, base_addresses={"api": standin.url}, max_network_retries=0)


@pytest.fixture
def shop_account(standin: StandIn) -> str:
    """A connected account that may take cards."""
    return standin.open_account()


def deliver_to(client: Client, **headers: str) -> Callable[[bytes, str, bool], int]:
    """For `standin.deliver`: brings webhooks to the product through Django's test client (`HTTP_HOST=` the platform's)."""

    def deliver(payload: bytes, signature: str, connect: bool) -> int:
        path = "/webhooks/stripe-connect/" if connect else "/webhooks/stripe/"
        answer = client.post(
            path, payload, content_type="application/json", headers={"Stripe-Signature": signature}, **headers
        )
        return int(answer.status_code)

    return deliver


# -- PayPal -----------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def paypal_server() -> Iterator[paypal.StandIn]:
    with paypal.StandIn(background=False) as running:
        yield running


@pytest.fixture
def paypal_standin(paypal_server: paypal.StandIn, settings) -> Iterator[paypal.StandIn]:
    """PayPal with nothing in it yet; the product's settings point at it."""
    paypal_server.reset()
    settings.PAYPAL_API_BASE = paypal_server.url
    settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = paypal.CLIENT_ID, paypal.CLIENT_SECRET
    settings.PAYPAL_WEBHOOK_ID = paypal.WEBHOOK_ID
    yield paypal_server
    paypal_server.reset()


def deliver_paypal_to(client: Client, **headers: str) -> Callable[[bytes, dict[str, str]], int]:
    """For `paypal_standin.deliver`: brings PayPal's webhooks to the product through Django's test client."""

    def deliver(body: bytes, signed: dict[str, str]) -> int:
        answer = client.post("/webhooks/paypal/", body, content_type="application/json", headers=signed, **headers)
        return int(answer.status_code)

    return deliver
