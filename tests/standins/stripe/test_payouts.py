"""What is available goes to the bank: when asked, by itself, and back again."""

from typing import Any

import pytest
import stripe

from standins.stripe import StandIn
from standins.stripe.listing import visible
from tests.standins.stripe.acts import balance_of, pay, refund, types

DAY = 24 * 60 * 60


@pytest.fixture
def options(shop_account: str) -> dict[str, Any]:
    return {"stripe_account": shop_account}


def test_what_is_pending_cannot_be_paid_out_yet(standin: StandIn, stripe_client: Any, options: Any) -> None:
    pay(stripe_client, options["stripe_account"], 1000)
    wish = {"amount": 961, "currency": "eur"}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.payouts.create(params=wish, options=options)
    assert refused.value.code == "balance_insufficient"
    standin.clock.advance(3 * DAY)
    payout = stripe_client.v1.payouts.create(params=wish, options=options)
    assert (payout.status, balance_of(stripe_client, options["stripe_account"])) == ("pending", 0)
    standin.clock.advance(2 * DAY)
    assert stripe_client.v1.payouts.retrieve(payout.id, options=options).status == "paid"
    assert types(standin)[-2:] == ["payout.created", "payout.paid"]


def test_a_refund_leaves_less_to_pay_out(standin: StandIn, stripe_client: Any, options: Any) -> None:
    intent = pay(stripe_client, options["stripe_account"], 1000)
    standin.clock.advance(3 * DAY)
    refund(stripe_client, options["stripe_account"], intent.id, amount=400)
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.payouts.create(params={"amount": 562, "currency": "eur"}, options=options)
    assert stripe_client.v1.payouts.create(params={"amount": 561, "currency": "eur"}, options=options).amount == 561


def test_a_bank_may_send_it_back_even_when_it_was_paid(standin: StandIn, stripe_client: Any, options: Any) -> None:
    pay(stripe_client, options["stripe_account"], 1000)
    payout = standin.pay_out(options["stripe_account"])
    standin.settle_payout(payout["id"], "paid")
    standin.settle_payout(payout["id"], "failed")
    read = stripe_client.v1.payouts.retrieve(
        payout["id"], params={"expand": ["failure_balance_transaction"]}, options=options
    )
    back = read.failure_balance_transaction
    assert (read.status, read.failure_code, back.type, back.net) == ("failed", "account_closed", "payout_failure", 961)
    assert balance_of(stripe_client, options["stripe_account"]) == 961


def test_one_that_is_pending_can_be_cancelled(standin: StandIn, stripe_client: Any, options: Any) -> None:
    pay(stripe_client, options["stripe_account"], 1000)
    payout = standin.pay_out(options["stripe_account"], 500)
    assert stripe_client.v1.payouts.cancel(payout["id"], options=options).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.payouts.cancel(payout["id"], options=options)
    assert balance_of(stripe_client, options["stripe_account"]) == 961


def test_an_account_that_wants_it_is_paid_out_every_day_by_itself(standin: StandIn, stripe_client: Any) -> None:
    account = standin.open_account(payouts="daily")
    pay(stripe_client, account, 1000)
    standin.clock.advance(3 * DAY)
    standin.clock.advance(60)
    (payout,) = stripe_client.v1.payouts.list(options={"stripe_account": account}).data
    assert (payout.amount, payout.automatic) == (961, True)
    pay(stripe_client, account, 2000)
    standin.clock.advance(3 * DAY)
    assert [one.amount for one in stripe_client.v1.payouts.list(options={"stripe_account": account})] == [1947, 961]


def test_an_account_without_a_bank_is_not_paid_out(standin: StandIn, stripe_client: Any) -> None:
    account = standin.open_account(payouts="daily")
    pay(stripe_client, account, 1000)
    standin.store.platform.get("account", account)["payouts_enabled"] = False
    standin.clock.advance(4 * DAY)
    options = {"stripe_account": account}
    assert stripe_client.v1.payouts.list(options=options).data == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.payouts.create(params={"amount": 5, "currency": "eur"}, options=options)
    assert refused.value.code == "payouts_not_allowed"


def test_a_payout_has_the_fields_of_the_sdk(standin: StandIn, stripe_client: Any, options: Any) -> None:
    pay(stripe_client, options["stripe_account"], 1000)
    payout = visible(standin.pay_out(options["stripe_account"]))
    assert set(payout) == {name for name in stripe.Payout.__annotations__ if name != "OBJECT_NAME"} | {"object"}
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.payouts.create(
            params={"amount": 1, "currency": "eur", "method": "instant"},  # which the stand-in does not have
            options=options,
        )
