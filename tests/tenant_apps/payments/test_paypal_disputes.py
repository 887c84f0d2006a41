"""A buyer complains to PayPal: the shop sees it beside the bank's disputes, and the books follow the money."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenant_apps.payments import actions, errors, queries
from tenant_apps.payments.gateways import paypal_disputes
from tenant_apps.payments.models import Dispute, Payment, ProviderEvent
from tests.standins.paypal.conftest import NAPOLI
from tests.tenant_apps.ordering.conftest import facts
from tests.tenant_apps.payments.buyer import STAFF, Buyer

FEE = 1400  # of the stand-in's dispute


def complained(buyer: Buyer, post: Callable[[], int], amount: str = "") -> tuple[Any, Payment, Dispute]:
    order, payment = buyer.captured()
    post()
    buyer.pay.open_dispute(next(iter(buyer.pay.store.captures)), amount=amount)
    assert post() == 1
    return order, buyer.fresh(payment), Dispute.objects.get()


def test_the_post_brings_it_and_the_books_follow(buyer: Buyer, post: Callable[[], int]) -> None:
    order, payment, dispute = complained(buyer, post, amount="5.00")
    assert (dispute.amount, dispute.state, dispute.reason) == (500, "needs_response", "product_not_received")
    assert dispute.due_at is not None and dispute.is_awaited
    assert (payment.disputed, queries.account("disputed")) == (500, 500)
    assert buyer.in_balance()
    assert facts(order.id).count("DisputeOpened") == 1
    assert queries.attention().disputes == 1


@pytest.mark.parametrize(("won", "state", "left"), [(True, "won", 0), (False, "lost", 500)])
def test_what_paypal_decides_is_written_down(
    buyer: Buyer, post: Callable[[], int], won: bool, state: str, left: int
) -> None:
    order, payment, dispute = complained(buyer, post, amount="5.00")
    kept = payment.provider_fee
    buyer.pay.resolve_dispute(dispute.reference, won=won)
    assert post() == 1
    payment, dispute = buyer.fresh(payment), buyer.fresh(dispute)
    assert (dispute.state, dispute.is_open, payment.disputed) == (state, False, left)
    assert payment.provider_fee == kept > FEE  # its price stays
    assert buyer.in_balance()
    assert facts(order.id).count("DisputeClosed") == 1
    assert queries.attention().disputes == 0


@pytest.mark.parametrize("kind", ["duplicate", "reorder"])
def test_told_twice_or_out_of_turn_it_comes_to_the_same(buyer: Buyer, post: Callable[[], int], kind: str) -> None:
    _order, payment = buyer.captured()
    post()
    buyer.pay.faults.webhooks(kind, "CUSTOMER.DISPUTE.*", times=2)
    name = buyer.pay.open_dispute(next(iter(buyer.pay.store.captures)))
    buyer.pay.resolve_dispute(name, won=True)
    assert post() >= 2
    payment = buyer.fresh(payment)
    assert (Dispute.objects.get().state, payment.disputed) == ("won", 0)
    assert ProviderEvent.objects.filter(kind__startswith="CUSTOMER.DISPUTE").count() == 2
    assert buyer.in_balance()


def test_what_may_not_be_looked_at_stays_as_it_is_known(buyer: Buyer, post: Callable[[], int]) -> None:
    _order, payment, dispute = complained(buyer, post, amount="5.00")
    buyer.pay.store.private.add(NAPOLI)
    buyer.settle(payment)
    again = buyer.fresh(payment)
    assert (again.disputed, again.provider_fee) == (500, payment.provider_fee)
    assert buyer.in_balance()
    buyer.pay.store.private.clear()
    buyer.pay.resolve_dispute(dispute.reference, won=True)
    assert buyer.settle(payment).disputed == 0
    assert buyer.in_balance()


def test_who_lets_nobody_look_is_paid_all_the_same(buyer: Buyer) -> None:
    buyer.pay.store.private.add(NAPOLI)
    _order, payment = buyer.captured()
    assert (payment.state, payment.disputed) == ("captured", 0)
    assert buyer.in_balance()


def test_while_paypal_cannot_show_it_we_want_to_be_told_again(buyer: Buyer, post: Callable[[], int]) -> None:
    _order, _payment = buyer.captured()
    post()
    buyer.pay.open_dispute(next(iter(buyer.pay.store.captures)))
    buyer.pay.faults.api("error_before", "/v1/customer/disputes*")
    assert post() == 0
    assert not Dispute.objects.exists()
    assert post() == 1
    assert Dispute.objects.exists()


def test_a_dispute_of_another_shops_payment_is_not_ours(buyer: Buyer, post: Callable[[], int]) -> None:
    _order, payment = buyer.captured()
    post()
    Payment.objects.filter(id=payment.id).update(merchant="RQMA2Y3L4N5T6")
    buyer.pay.open_dispute(next(iter(buyer.pay.store.captures)))
    assert post() == 1
    assert not Dispute.objects.exists()
    assert not ProviderEvent.objects.filter(kind__startswith="CUSTOMER.DISPUTE").exists()


def test_the_owner_is_led_to_paypal_to_answer(buyer: Buyer, post: Callable[[], int], owner: Client) -> None:
    _order, _payment, dispute = complained(buyer, post)
    address, centre = f"/manage/disputes/{dispute.id}/", f"{buyer.pay.url}/disputes/"
    page = owner.get(address).content.decode()
    assert f'href="{centre}"' in page and "Resolution Centre" in page and "<textarea" not in page
    told = {"uncategorized_text": "Luca brought it at eight, she signed for it."}
    assert owner.post(address, told).status_code == 409
    with pytest.raises(errors.AnsweredAtPayPal):
        actions.answer_dispute(dispute, evidence=told, by=STAFF, at=buyer.at)
    from standins.paypal import disputes

    disputes.press(buyer.pay.store, dispute.reference, "answer")
    assert post() == 1
    assert buyer.fresh(dispute).state == "under_review"
    assert queries.attention().disputes == 0  # it waits for PayPal now, not for the shop
    assert "Answer at PayPal" not in owner.get(address).content.decode()


@pytest.mark.parametrize(
    ("status", "outcome", "moved", "state"),
    [
        ("OPEN", "", [], "needs_response"),
        ("WAITING_FOR_BUYER_RESPONSE", "", [], "under_review"),
        ("OTHER", "", [], "other"),
        ("RESOLVED", "CANCELED_BY_BUYER", [], "won"),
        (
            "RESOLVED",
            "RESOLVED_WITH_PAYOUT",
            [("DEBIT", "DISPUTE_SETTLEMENT"), ("CREDIT", "DISPUTE_SETTLEMENT")],
            "won",
        ),
        ("RESOLVED", "ACCEPTED", [], "lost"),
        ("RESOLVED", "NONE", [("DEBIT", "DISPUTE_SETTLEMENT")], "lost"),
    ],
)
def test_paypals_words_are_put_into_ours(status: str, outcome: str, moved: list[tuple[str, str]], state: str) -> None:
    euro = {"currency_code": "EUR", "value": "5.00"}
    movements = [{"party": "SELLER", "type": way, "reason": why, "amount": euro} for way, why in moved]
    dispute = {
        "dispute_id": "PP-D-1",
        "status": status,
        "dispute_amount": euro,
        "dispute_outcome": {"outcome_code": outcome},
        "fund_movements": [*movements, {"party": "BUYER", "type": "CREDIT", "amount": euro}],
    }
    (seen,) = paypal_disputes.seen([dispute])
    assert (seen.state, seen.is_closed, seen.reason) == (state, status == "RESOLVED", "general")


def test_a_fee_of_the_payment_that_comes_back_lowers_the_fees() -> None:
    def moved(way: str, why: str, value: str) -> dict[str, Any]:
        amount = {"currency_code": "EUR", "value": value}
        return {"party": "SELLER", "type": way, "reason": why, "amount": amount}

    movements = [moved("DEBIT", "CHARGEBACK_FEE", "14.00"), moved("CREDIT", "REVERSED_TRANSACTION_FEE", "0.80")]
    assert paypal_disputes.fees([{"fund_movements": movements}]) == 1320
