"""Refunds: never more than was captured, the fee in proportion, pending and failed ones."""

import contextlib
import threading
from typing import Any

import pytest
import stripe

from standins.stripe import StandIn, refunds
from tests.standins.stripe.acts import balance_of, pay, refund, types


def test_a_refund_gives_the_fee_back_in_proportion(stripe_client, shop_account) -> None:
    intent = pay(stripe_client, shop_account, 1000, application_fee_amount=33)
    for amount in (333, 333, 334):
        refund(stripe_client, shop_account, intent.id, amount=amount, refund_application_fee=True)
    fee = stripe_client.v1.application_fees.list().data[0]
    assert (fee.amount, fee.amount_refunded, fee.refunded, fee.account) == (33, 33, True, shop_account)
    assert [part.amount for part in stripe_client.v1.application_fees.refunds.list(fee.id).data] == [11, 11, 11]
    assert balance_of(stripe_client) == 0
    assert balance_of(stripe_client, shop_account) == -(14 + 25)  # what Stripe took for the charge stays taken


def test_a_refund_without_the_fee_leaves_it_with_the_platform(stripe_client, shop_account) -> None:
    intent = pay(stripe_client, shop_account, 1000, application_fee_amount=33)
    refund(stripe_client, shop_account, intent.id)
    assert balance_of(stripe_client) == 33


def test_after_a_partial_capture_only_what_was_taken_can_be_refunded(stripe_client, shop_account) -> None:
    options = {"stripe_account": shop_account}
    intent = pay(stripe_client, shop_account, 1000, capture_method="manual")
    stripe_client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 600}, options=options)
    with pytest.raises(stripe.InvalidRequestError, match=r"unrefunded amount on charge \(600\)"):
        refund(stripe_client, shop_account, intent.id, amount=601)
    assert refund(stripe_client, shop_account, intent.id).amount == 600


def test_more_than_is_left_is_refused(stripe_client, shop_account) -> None:
    intent = pay(stripe_client, shop_account, 1000)
    refund(stripe_client, shop_account, intent.id, amount=400)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount") as too_much:
        refund(stripe_client, shop_account, intent.id, amount=601)
    assert too_much.value.param == "amount"
    refund(stripe_client, shop_account, intent.id)
    with pytest.raises(stripe.InvalidRequestError) as again:
        refund(stripe_client, shop_account, intent.id, amount=1)
    assert again.value.code == "charge_already_refunded"


def give_back_at_once(client: stripe.StripeClient, account: str, intent: str) -> list[str]:
    """Twelve refunds of 3.00 in the same moment; what became of each."""
    outcomes: list[str] = []
    together = threading.Barrier(12)

    def give_back() -> None:
        together.wait()
        try:
            outcomes.append(refund(client, account, intent, amount=300).status)
        except stripe.InvalidRequestError as error:
            outcomes.append(str(error.param))

    threads = [threading.Thread(target=give_back) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.race
def test_refunds_at_the_same_time_never_exceed_the_charge(stripe_client, shop_account) -> None:
    intent = pay(stripe_client, shop_account, 1000)
    assert give_back_at_once(stripe_client, shop_account, intent.id) == ["amount"] * 9 + ["succeeded"] * 3
    charge = stripe_client.v1.charges.retrieve(intent.latest_charge, options={"stripe_account": shop_account})
    assert charge.amount_refunded == 900


@pytest.mark.race
def test_without_the_lock_they_would(standin: StandIn, stripe_client, shop_account, monkeypatch) -> None:
    intent = pay(stripe_client, shop_account, 1000)
    counted, looked = refunds.refundable, threading.Barrier(12)

    def count_together(*what: Any) -> int:
        left = counted(*what)
        with contextlib.suppress(threading.BrokenBarrierError):
            looked.wait(timeout=5)
        return left

    monkeypatch.setattr(refunds, "refundable", count_together)
    monkeypatch.setattr(standin.store, "lock", contextlib.nullcontext())
    assert give_back_at_once(stripe_client, shop_account, intent.id) == ["succeeded"] * 12


def test_a_hold_cannot_be_refunded(stripe_client, shop_account) -> None:
    intent = pay(stripe_client, shop_account, 1000, capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError):
        refund(stripe_client, shop_account, intent.id)


def test_a_pending_refund_arrives_or_comes_back(standin: StandIn, stripe_client, shop_account) -> None:
    intent = pay(stripe_client, shop_account, 1000)
    before = balance_of(stripe_client, shop_account)
    standin.faults.api("refund_pending", "/v1/refunds", times=2)
    arrives = refund(stripe_client, shop_account, intent.id, amount=300)
    returns = refund(stripe_client, shop_account, intent.id, amount=700)
    assert (arrives.status, returns.status) == ("pending", "pending")
    assert balance_of(stripe_client, shop_account) == before - 1000
    with pytest.raises(stripe.InvalidRequestError):  # what is under way is as good as gone
        refund(stripe_client, shop_account, intent.id, amount=1)
    standin.settle_refund(arrives.id)
    standin.settle_refund(returns.id, "failed")
    assert balance_of(stripe_client, shop_account) == before - 300
    failed = stripe_client.v1.refunds.retrieve(
        returns.id, params={"expand": ["charge"]}, options={"stripe_account": shop_account}
    )
    assert (failed.status, failed.charge.amount_refunded) == ("failed", 300)
    assert {"refund.updated", "refund.failed"} <= set(types(standin))


def test_the_card_of_pending_refunds_pays_out_a_minute_later(standin: StandIn, stripe_client, shop_account) -> None:
    intent = pay(stripe_client, shop_account, 1000, payment_method="pm_card_pendingRefund")
    waiting = refund(stripe_client, shop_account, intent.id)
    standin.clock.advance(61)
    arrived = stripe_client.v1.refunds.retrieve(waiting.id, options={"stripe_account": shop_account})
    assert (waiting.status, arrived.status) == ("pending", "succeeded")


def test_a_refund_keeps_its_notes(stripe_client, shop_account) -> None:
    options = {"stripe_account": shop_account}
    intent = pay(stripe_client, shop_account, 1000)
    made = refund(
        stripe_client, shop_account, intent.id, amount=100, reason="requested_by_customer", metadata={"line": "3"}
    )
    changed = stripe_client.v1.refunds.update(
        made.id, params={"metadata": {"line": "", "who": "ciro"}}, options=options
    )
    assert (changed.reason, changed.metadata.to_dict()) == ("requested_by_customer", {"who": "ciro"})
    listed = stripe_client.v1.refunds.list(params={"payment_intent": intent.id}, options=options).data
    assert [item.id for item in listed] == [made.id]
