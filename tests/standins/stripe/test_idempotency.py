"""The same key is the same request: once done, answered alike, refused with other parameters."""

import threading
import time

import pytest
import stripe

from standins.stripe import StandIn

PARAMS = {"amount": 1000, "currency": "eur"}
DAY = 24 * 60 * 60


def create(
    client: stripe.StripeClient, key: str = "order-7", account: str | None = None, **params
) -> stripe.PaymentIntent:
    options = {"idempotency_key": key} | ({"stripe_account": account} if account else {})
    return client.v1.payment_intents.create(params={**PARAMS, **params}, options=options)


def test_the_same_key_pays_once(stripe_client) -> None:
    first, again = create(stripe_client), create(stripe_client)
    assert first.id == again.id
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(stripe_client.v1.payment_intents.list().data) == 1


def test_a_decline_is_said_again_too(standin: StandIn, stripe_client) -> None:
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            create(stripe_client, payment_method="pm_card_visa_chargeDeclined", confirm=True)
    assert [event["type"] for event in standin.events].count("charge.failed") == 1


def test_what_was_not_begun_is_not_kept(stripe_client) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        create(stripe_client, nonsense=1)
    assert create(stripe_client).amount == 1000


def test_other_parameters_are_refused(stripe_client) -> None:
    create(stripe_client)
    with pytest.raises(stripe.IdempotencyError) as refused:
        create(stripe_client, amount=1001)
    assert refused.value.http_status == 400


def test_each_account_has_its_own_keys(stripe_client, shop_account) -> None:
    assert create(stripe_client).id != create(stripe_client, account=shop_account).id


def test_a_key_is_forgotten_after_a_day(standin: StandIn, stripe_client) -> None:
    first = create(stripe_client)
    standin.clock.advance(DAY - 5)
    assert create(stripe_client).id == first.id
    standin.clock.advance(10)
    assert create(stripe_client).id != first.id


def test_a_key_in_flight_is_a_conflict(standin: StandIn, stripe_client) -> None:
    standin.faults.api("slow", "/v1/payment_intents", seconds=1.0)
    first = threading.Thread(target=create, args=(stripe_client,))
    first.start()
    while standin.faults.listed()["api"]:
        time.sleep(0.01)  # until the first is under way
    with pytest.raises(stripe.StripeError) as conflict:
        create(stripe_client)
    first.join()
    assert (conflict.value.http_status, conflict.value.error.code) == (409, "idempotency_key_in_use")
    assert create(stripe_client).last_response.headers["Idempotent-Replayed"] == "true"
