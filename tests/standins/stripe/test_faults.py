"""Trouble on request: what was done and what was not, with each kind of it."""

import json
import urllib.request

import pytest
import stripe

from standins.stripe import StandIn
from tests.standins.stripe.acts import pay, refund

PARAMS = {"amount": 1000, "currency": "eur"}


@pytest.mark.parametrize(
    ("kind", "error", "done"),
    [
        ("error_before", stripe.APIError, 0),
        ("reset_before", stripe.APIConnectionError, 0),
        ("reset_after", stripe.APIConnectionError, 1),
        ("rate_limit", stripe.RateLimitError, 0),
        ("bad_key", stripe.AuthenticationError, 0),
    ],
)
def test_a_call_goes_wrong(standin: StandIn, stripe_client, kind, error, done) -> None:
    standin.faults.api(kind, "/v1/payment_intents", method="POST")
    options = {"idempotency_key": "once"}
    with pytest.raises(error):
        stripe_client.v1.payment_intents.create(params=PARAMS, options=options)
    assert len(stripe_client.v1.payment_intents.list().data) == done
    stripe_client.v1.payment_intents.create(params=PARAMS, options=options)
    assert len(stripe_client.v1.payment_intents.list().data) == 1


def test_what_failed_when_it_was_done_is_said_again_for_a_day(standin: StandIn, stripe_client) -> None:
    standin.faults.api("error_after", "/v1/payment_intents", method="POST")
    options = {"idempotency_key": "once"}
    for _ in range(3):
        with pytest.raises(stripe.APIError) as failed:
            stripe_client.v1.payment_intents.create(params=PARAMS, options=options)
        assert failed.value.http_status == 500
    assert len(stripe_client.v1.payment_intents.list().data) == 1
    assert stripe_client.v1.payment_intents.create(params=PARAMS, options={"idempotency_key": "twice"}).amount == 1000


def test_the_sdk_gets_over_a_broken_connection_by_itself(standin: StandIn) -> None:
    client = stripe.StripeClient("sk_test_standin", base_addresses={"api": standin.url}, max_network_retries=1)
    standin.faults.api("reset_after", "/v1/payment_intents")
    client.v1.payment_intents.create(params=PARAMS)
    assert len(client.v1.payment_intents.list().data) == 1


def test_a_fault_meets_only_what_it_names(standin: StandIn, stripe_client, shop_account) -> None:
    standin.faults.api("error_before", "/v1/refunds", times=2)
    intent = pay(stripe_client, shop_account, 1000)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            refund(stripe_client, shop_account, intent.id)
    assert refund(stripe_client, shop_account, intent.id).status == "succeeded"


def test_faults_are_asked_for_over_http(standin: StandIn, stripe_client) -> None:
    def send(method: str, path: str, body: dict | None = None) -> dict:
        request = urllib.request.Request(
            f"{standin.url}{path}",
            json.dumps(body).encode() if body else None,
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    send("POST", "/_faults", {"api": "rate_limit", "path": "/v1/balance", "times": None})
    assert send("POST", "/_faults", {"webhooks": "drop", "type": "charge.*"})["webhooks"][0]["kind"] == "drop"
    with pytest.raises(stripe.RateLimitError):
        stripe_client.v1.balance.retrieve()
    assert send("DELETE", "/_faults") == {"api": [], "webhooks": []}
    stripe_client.v1.balance.retrieve()
    before = send("GET", "/_clock")["now"]
    assert send("POST", "/_clock", {"advance": 3600})["now"] - before in (3600, 3601)
    with pytest.raises(ValueError, match="no fault"):
        standin.faults.api("earthquake")
