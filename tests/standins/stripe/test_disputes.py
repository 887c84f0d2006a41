"""Disputes: the money goes, evidence is sent, the bank decides."""

import pytest
import stripe

from standins.stripe import StandIn
from tests.standins.stripe.acts import balance_of, pay, refund, types


def test_a_dispute_takes_the_money_and_its_price(standin: StandIn, stripe_client, shop_account) -> None:
    intent = pay(stripe_client, shop_account, 1000)
    before = balance_of(stripe_client, shop_account)
    dispute = standin.dispute(intent.latest_charge, reason="product_not_received")
    assert balance_of(stripe_client, shop_account) == before - 1000 - 2000
    read = stripe_client.v1.disputes.retrieve(dispute["id"], options={"stripe_account": shop_account})
    assert (read.status, read.reason, read.amount) == ("needs_response", "product_not_received", 1000)
    assert types(standin)[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refund(stripe_client, shop_account, intent.id)
    assert refused.value.code == "charge_disputed"


@pytest.mark.parametrize(("won", "comes_back"), [(True, 1000), (False, 0)])
def test_the_bank_decides(standin: StandIn, stripe_client, shop_account, won: bool, comes_back: int) -> None:
    options = {"stripe_account": shop_account}
    intent = pay(stripe_client, shop_account, 1000, payment_method="pm_card_createDispute")
    dispute = stripe_client.v1.disputes.list(params={"payment_intent": intent.id}, options=options).data[0]
    before = balance_of(stripe_client, shop_account)
    evidence = {"product_description": "Two pizzas, delivered"}
    kept = stripe_client.v1.disputes.update(dispute.id, params={"evidence": evidence, "submit": False}, options=options)
    assert (kept.status, kept.evidence_details.has_evidence) == ("needs_response", True)
    sent = stripe_client.v1.disputes.update(dispute.id, params={"submit": True}, options=options)
    assert (sent.status, sent.evidence.product_description) == ("under_review", "Two pizzas, delivered")
    assert standin.decide_dispute(dispute.id, won=won)["status"] == ("won" if won else "lost")
    assert balance_of(stripe_client, shop_account) == before + comes_back
    assert types(standin)[-1] == "charge.dispute.closed"
    assert ("charge.dispute.funds_reinstated" in types(standin)) is won


def test_a_shop_may_give_in(standin: StandIn, stripe_client, shop_account) -> None:
    intent = pay(stripe_client, shop_account, 1000)
    dispute = standin.dispute(intent.latest_charge)
    closed = stripe_client.v1.disputes.close(dispute["id"], options={"stripe_account": shop_account})
    assert closed.status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.disputes.close(dispute["id"], options={"stripe_account": shop_account})
