"""Whatever happens, an account's balance is the sum of its balance transactions, and no cent is made or lost."""

import stripe
from hypothesis import given, settings
from hypothesis import strategies as st

from standins.stripe import StandIn
from tests.standins.stripe.acts import authorise, balance_of, pay

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("capture", "refund", "refund_with_fee", "pending_refund", "fail_refund", "dispute", "win", "lose"),
                *("pay_out", "fail_payout"),
            ]
        ),
        st.integers(1, 2500),
    ),
    max_size=9,
)


@settings(max_examples=25)
@given(amount=st.integers(50, 5000), fee=st.integers(0, 50), steps=STEPS)
def test_the_balance_is_the_sum_of_its_transactions(stripe_server: StandIn, amount: int, fee: int, steps: list) -> None:
    stripe_server.reset()
    client = stripe.StripeClient("sk_test_standin", base_addresses={"api": stripe_server.url}, max_network_retries=0)
    account = stripe_server.open_account()
    options = {"stripe_account": account}
    intent = authorise(client, account, amount, application_fee_amount=fee)
    for verb, number in steps:
        try:
            _take(stripe_server, client, intent, options, verb, number)
        except (stripe.InvalidRequestError, LookupError):
            continue  # it may not follow now: then nothing has moved
        except Exception as error:  # the same refusal, where no HTTP is between
            assert type(error).__name__ == "StripeError", error
    _check(client, options, account)


def _take(standin, client, intent, options, verb: str, number: int) -> None:
    if verb == "capture":
        client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": number}, options=options)
    elif verb in ("refund", "refund_with_fee", "pending_refund"):
        if verb == "pending_refund":
            standin.faults.api("refund_pending")
        wish = {"payment_intent": intent.id, "amount": number, "refund_application_fee": verb == "refund_with_fee"}
        client.v1.refunds.create(params=wish, options=options)
    elif verb == "fail_refund":
        standin.settle_refund(client.v1.refunds.list(options=options).data[0].id, "failed")
    elif verb == "pay_out":
        standin.pay_out(options["stripe_account"], number)
    elif verb == "fail_payout":
        standin.settle_payout(client.v1.payouts.list(options=options).data[0].id, "failed")
    elif verb == "dispute":
        standin.dispute(intent.latest_charge)
    else:
        standin.decide_dispute(client.v1.disputes.list(options=options).data[0].id, won=verb == "win")


def _check(client: stripe.StripeClient, options: dict, account: str) -> None:
    lines = list(client.v1.balance_transactions.list(params={"limit": 100}, options=options).auto_paging_iter())
    assert all(
        line.net == line.amount - line.fee == line.amount - sum(f.amount for f in line.fee_details) for line in lines
    )
    assert balance_of(client, account) == sum(line.net for line in lines)
    earned = list(client.v1.balance_transactions.list(params={"limit": 100}).auto_paging_iter())
    assert balance_of(client) == sum(line.net for line in earned)
    fees = [detail.amount for line in lines for detail in line.fee_details if detail.type == "application_fee"]
    assert sum(fees) == balance_of(client) >= 0
    for charge in client.v1.charges.list(options=options).data:
        refunds = client.v1.refunds.list(params={"charge": charge.id, "limit": 100}, options=options).data
        taken = sum(r.amount for r in refunds if r.balance_transaction and r.status in ("succeeded", "pending"))
        assert taken <= charge.amount_captured


def test_money_becomes_available_after_some_days(standin: StandIn, stripe_client, shop_account) -> None:
    pay(stripe_client, shop_account, 1000)
    options = {"stripe_account": shop_account}
    first = stripe_client.v1.balance.retrieve(options=options)
    standin.clock.advance(3 * 24 * 60 * 60)
    later = stripe_client.v1.balance.retrieve(options=options)
    assert (first.available[0].amount, first.pending[0].amount) == (0, 961)
    assert (later.available[0].amount, later.pending[0].amount) == (961, 0)
    line = stripe_client.v1.balance_transactions.list(params={"type": "charge"}, options=options).data[0]
    read = stripe_client.v1.balance_transactions.retrieve(line.id, params={"expand": ["source"]}, options=options)
    assert (read.status, read.source.object) == ("available", "charge")


def test_the_platform_may_give_a_fee_back_by_itself(stripe_client, shop_account) -> None:
    pay(stripe_client, shop_account, 1000, application_fee_amount=40)
    fee = stripe_client.v1.application_fees.list().data[0]
    before = balance_of(stripe_client, shop_account)
    stripe_client.v1.application_fees.refunds.create(fee.id, params={"amount": 15})
    assert balance_of(stripe_client, shop_account) == before + 15
    assert balance_of(stripe_client) == 25
    assert stripe_client.v1.application_fees.retrieve(fee.id).amount_refunded == 15
