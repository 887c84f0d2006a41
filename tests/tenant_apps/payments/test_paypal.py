"""PayPal from the buyer's yes to the money, and back: each step by the real client against the stand-in."""

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

import tenants
from pizzeria import ledger
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import queries as orders
from tenant_apps.payments import errors, queries, reconciling
from tenant_apps.payments.models import Call, Payment, ProviderEvent, Refund, RefundPart
from tests.standins.paypal.conftest import NAPOLI, ROMA
from tests.tenant_apps.ordering.conftest import facts, open_for_business
from tests.tenant_apps.payments.bank import minutes_of_workers
from tests.tenant_apps.payments.buyer import PATH, STAFF, Buyer, send
from tests.tenant_apps.payments.conftest import take_cards
from toolbox import paypal

MINUTE = (timedelta(seconds=15), timedelta(seconds=45), timedelta(seconds=60))
SLOW = 1.4
FAULTS = ("error_before", "error_after", "reset_before", "reset_after", "rate_limit", "bad_key", "slow")


@pytest.fixture
def hasty(buyer: Buyer, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Buyer:
    """Where PayPal is slow the product waits a second for it, no longer."""
    if "slow" in request.node.name:
        monkeypatch.setattr(paypal, "SECONDS", 1.0)
    paypal._client.cache_clear()
    return buyer


def test_approved_it_is_held_and_the_shop_hears_of_it(buyer: Buyer) -> None:
    order, payment = buyer.held()
    assert (order.state, payment.state, payment.captured) == ("placed", "authorised", 0)
    assert payment.label == "PayPal g•••@example.com"
    assert buyer.in_balance()


def test_before_the_buyer_has_said_yes_nothing_is_asked(buyer: Buyer) -> None:
    order, payment = buyer.begun()
    assert buyer.settle(payment).state == "started"
    assert buyer.fresh(order).state == "unpaid"
    assert not Call.objects.open().exists()


def test_it_is_taken_when_the_shop_accepts(buyer: Buyer) -> None:
    order, payment = buyer.captured()
    due = queries.minor(order.total, "EUR")
    assert (payment.state, payment.captured, payment.fee) == ("captured", due, ledger.share(due, 50))
    assert payment.provider_fee > 0
    assert buyer.in_balance()


def test_it_is_let_go_when_the_shop_says_no(buyer: Buyer) -> None:
    order, payment = buyer.held()
    ordering.reject_order(orders.order_for_staff(order.id), reason="Forno rotto", by=STAFF, at=buyer.at)
    buyer.follow()
    assert buyer.fresh(payment).state == "voided"
    assert buyer.pay.balance(NAPOLI) == 0
    assert buyer.in_balance()


def test_who_goes_back_from_paypal_can_pay_all_the_same(buyer: Buyer) -> None:
    order, payment = buyer.begun()
    assert buyer.settle(payment).state == "started"  # the buyer clicked on cancel
    again = buyer.begin(order)
    assert again.id == payment.id
    buyer.pay.approve(again.reference)
    assert buyer.settle(again).state == "authorised"


def test_a_wallet_that_is_declined_can_be_changed(buyer: Buyer) -> None:
    order, payment = buyer.begun()
    buyer.pay.approve(payment.reference, funding="declined")
    assert buyer.settle(payment).state == "started"
    assert Call.objects.filter(verb="authorise").get().state == "refused"
    buyer.pay.approve(payment.reference)
    assert buyer.settle(payment).state == "authorised"
    assert buyer.fresh(order).state == "placed"


def test_less_is_taken_when_the_order_became_cheaper(buyer: Buyer) -> None:
    order, payment = buyer.held()
    line = order.lines.standing().get()
    change = [ordering.Change(line=line.id, quantity=1)]
    order = ordering.change_order(order, changes=change, revision=0, by=STAFF, at=buyer.at)
    ordering.accept_order(orders.order_for_staff(order.id), by=STAFF, at=buyer.at)
    buyer.follow()
    assert buyer.fresh(payment).captured == queries.minor(order.total, "EUR")
    assert buyer.in_balance()


def test_a_part_goes_back_and_our_share_of_it(buyer: Buyer) -> None:
    order, payment = buyer.captured()
    half = payment.captured // 2
    buyer.give(order, half)
    buyer.follow()
    payment = buyer.fresh(payment)
    assert (payment.refunded, payment.fee_returned) == (half, ledger.in_proportion(payment.fee, half, payment.captured))
    buyer.give(order, payment.captured - half, "two")
    buyer.follow()
    payment = buyer.fresh(payment)
    assert (payment.refunded, payment.fee_returned) == (payment.captured, payment.fee)
    assert buyer.in_balance()


def test_our_share_of_a_refund_that_came_back_goes_back_with_the_next_one(buyer: Buyer) -> None:
    order, payment = buyer.captured()
    buyer.give(order, payment.captured)
    buyer.follow()
    came_back = RefundPart.objects.get()
    RefundPart.objects.filter(id=came_back.id).update(state="failed")
    Payment.objects.filter(id=payment.id).update(refunded=0, fee_returned=0)
    buyer.give(order, payment.captured, "again")
    newer = Call.objects.filter(verb="refund").exclude(part=came_back).get()
    assert newer.fee == payment.fee > 0


def test_what_is_disputed_takes_nothing_off_our_share(buyer: Buyer) -> None:
    order, payment = buyer.captured()
    Payment.objects.filter(id=payment.id).update(disputed=payment.captured // 2)
    buyer.give(order, 100)
    assert Call.objects.get(verb="refund").fee == ledger.in_proportion(payment.fee, 100, payment.captured)


def test_a_tip_by_paypal_is_no_part_of_our_share(buyer: Buyer) -> None:
    wished = {"order_type": "delivery", "address": "Via Toledo 1, Napoli", "tip": Decimal("3.00")}
    order, payment = buyer.captured(**wished)
    assert (payment.tip, payment.fee) == (300, ledger.share(queries.minor(order.total, "EUR"), 50))


def test_paid_too_late_it_is_let_go(buyer: Buyer) -> None:
    order, payment = buyer.begun()
    ordering.cancel_order(orders.order_for_staff(order.id), by=Actor.system("test"), at=buyer.at)
    buyer.follow()
    buyer.pay.approve(payment.reference)
    payment = buyer.settle(payment)
    assert payment.state == "started"  # what nobody wants is not even held
    assert buyer.pay.balance(NAPOLI) == 0


def test_held_already_when_the_order_is_cancelled_it_is_let_go(buyer: Buyer) -> None:
    order, payment = buyer.held()
    ordering.cancel_order(orders.order_for_staff(order.id), by=STAFF, at=buyer.at)
    buyer.follow()
    assert buyer.fresh(payment).state == "voided"


def test_what_is_held_and_cannot_be_taken_is_let_go_and_can_be_paid_anew(buyer: Buyer) -> None:
    order, payment = buyer.held()
    buyer.pay.clock.advance(30 * 24 * 3600)  # PayPal honours a hold for 29 days
    ordering.accept_order(orders.order_for_staff(order.id), by=STAFF, at=buyer.at)
    buyer.follow()
    assert [call.state for call in payment.calls.filter(verb="capture")] == ["refused"]
    assert buyer.fresh(payment).state == "voided"
    assert facts(order.id).count("PaymentLost") == 1
    assert queries.standing(order).due("paypal") > 0


def test_the_post_alone_brings_an_order_through(buyer: Buyer, post: Callable[[], int]) -> None:
    order, payment = buyer.begun()
    buyer.pay.approve(payment.reference)
    assert post()
    assert buyer.fresh(order).state == "placed"
    ordering.accept_order(orders.order_for_staff(order.id), by=STAFF, at=buyer.at)
    buyer.follow()
    assert post()
    assert buyer.fresh(payment).state == "captured"
    assert facts(order.id).count("OrderPlaced") == 1
    assert buyer.in_balance()


def test_what_was_given_back_at_paypal_is_told_by_the_post(buyer: Buyer, post: Callable[[], int]) -> None:
    _order, payment = buyer.captured()
    post()
    capture = next(iter(buyer.pay.store.captures))
    body = {"amount": {"currency_code": "EUR", "value": "2.00"}}
    told = {"capture_id": capture, "body": body, "paypal_auth_assertion": paypal.assertion(NAPOLI)}
    paypal.client().payments.refund_captured_payment(told)
    assert post()
    assert buyer.fresh(payment).refunded == 200
    assert Refund.objects.get().reason == "outside"
    assert buyer.in_balance()


@pytest.mark.parametrize("forged", ["body", "sig", "none"])
def test_what_paypal_did_not_say_is_thrown_away(buyer: Buyer, at_platform: Client, forged: str) -> None:
    order, payment = buyer.begun()
    kept: list[tuple[bytes, dict[str, str]]] = []
    buyer.pay.deliver = lambda body, headers: kept.append((body, headers)) or 200
    buyer.pay.approve(payment.reference)
    buyer.pay.flush()
    body, headers = kept[-1]
    if forged == "body":
        body = body.replace(b"APPROVED", b"COMPLETE")
    elif forged == "sig":
        headers = headers | {"PAYPAL-TRANSMISSION-SIG": "bm8="}
    else:
        headers = {}
    assert send(at_platform, body, headers) == 400
    assert buyer.fresh(order).state == "unpaid"
    assert not ProviderEvent.objects.exists()


def test_an_event_of_another_merchant_is_not_for_us(buyer: Buyer, post: Callable[[], int], roma: Any) -> None:
    order, payment = buyer.begun()
    buyer.pay.store.orders[payment.reference]["purchase_units"][0]["payee"]["merchant_id"] = ROMA
    buyer.pay.approve(payment.reference)
    assert post() == 1  # taken, and nothing done
    assert buyer.fresh(order).state == "unpaid"
    with tenants.inside(roma):
        open_for_business()
        take_cards(ROMA, provider="paypal")
    buyer.pay.approve(payment.reference)
    assert post() == 1
    assert buyer.fresh(payment).state == "started"
    with tenants.inside(roma):
        assert not ProviderEvent.objects.exists()


def test_an_event_about_no_order_of_ours_is_left_alone(buyer: Buyer, post: Callable[[], int]) -> None:
    order, payment = buyer.begun()
    Payment.objects.filter(id=payment.id).update(reference="5O190127TN364715T")
    buyer.pay.approve(payment.reference)
    assert post() == 1
    assert buyer.fresh(order).state == "unpaid"


def test_while_paypal_is_away_it_is_asked_to_tell_us_again(buyer: Buyer, post: Callable[[], int]) -> None:
    order, payment = buyer.begun()
    buyer.pay.approve(payment.reference)
    for path in ("/v1/notifications/*", "/v2/checkout/orders/*"):  # cannot say whether it was it; cannot show the order
        buyer.pay.faults.api("error_before", path)
        assert post() == 0
        assert buyer.fresh(order).state == "unpaid"
    assert post()
    assert buyer.fresh(order).state == "placed"


def test_nobody_gets_anything_here(at_platform: Client, db: None) -> None:
    assert at_platform.get(PATH).status_code == 405


# -- faults ---------------------------------------------------------------------------------------
PATHS = {
    "create": "/v2/checkout/orders",
    "authorise": "/v2/checkout/orders/*/authorize",
    "capture": "/v2/payments/authorizations/*/capture",
    "void": "/v2/payments/authorizations/*/void",
    "refund": "/v2/payments/captures/*/refund",
}


def stutter(buyer: Buyer, verb: str, kind: str) -> Payment:
    """Do it, with PayPal breaking the one call of this verb."""

    def break_it() -> None:
        buyer.pay.faults.api(kind, PATHS[verb], method="POST", seconds=SLOW)

    if verb == "create":
        order = buyer.order()
        break_it()
        with pytest.raises(errors.ProviderAway):
            buyer.begin(order)
        return Payment.objects.get()
    if verb == "authorise":
        _order, payment = buyer.begun()
        buyer.pay.approve(payment.reference)
        break_it()
        return buyer.settle(payment)
    order, payment = buyer.captured() if verb == "refund" else buyer.held()
    if verb == "capture":
        ordering.accept_order(orders.order_for_staff(order.id), by=STAFF, at=buyer.at)
    elif verb == "void":
        ordering.reject_order(orders.order_for_staff(order.id), reason="Forno rotto", by=STAFF, at=buyer.at)
    else:
        buyer.give(order, 300)
    break_it()
    buyer.follow()
    return payment


@pytest.mark.parametrize("verb", PATHS)
@pytest.mark.parametrize("kind", FAULTS)
def test_a_stuttering_paypal_does_it_once_and_we_know_it_in_a_minute(hasty: Buyer, verb: str, kind: str) -> None:
    payment = stutter(hasty, verb, kind)
    assert Call.objects.open().filter(verb=verb).exists(), "the fault was not met"
    if kind == "slow":
        time.sleep(SLOW)  # PayPal has finished by the time that somebody looks
    minutes_of_workers(hasty, steps=MINUTE)
    payment, store = hasty.fresh(payment), hasty.pay.store
    made = {
        "create": len(store.orders),
        "authorise": len(store.authorizations),
        "capture": len(store.captures),
        "void": sum(held["status"] == "VOIDED" for held in store.authorizations.values()),
        "refund": len(store.refunds),
    }
    states = {"create": "started", "authorise": "authorised", "capture": "captured", "void": "voided"}
    assert made[verb] == 1
    assert payment.state == states.get(verb, "captured")
    assert not Call.objects.open().exists()
    assert not RefundPart.objects.filter(state="reserved").exists()
    assert hasty.in_balance()


@pytest.mark.parametrize("kind", ["delay", "duplicate", "reorder", "drop"])
def test_whatever_becomes_of_paypals_post_it_is_done_once(buyer: Buyer, post: Callable[[], int], kind: str) -> None:
    buyer.pay.faults.webhooks(kind, seconds=5)
    order, payment = buyer.begun()
    buyer.pay.approve(payment.reference)
    post()
    minutes_of_workers(buyer, steps=MINUTE)
    with tenants.platform():
        buyer.pay.flush(delayed=True)
    assert buyer.fresh(order).state == "placed"
    assert len(buyer.pay.store.authorizations) == 1
    assert not Call.objects.open().exists()


def test_what_paypal_has_is_what_we_have(buyer: Buyer) -> None:
    order, _payment = buyer.captured()
    buyer.give(order, 100)
    buyer.follow()
    (run,) = reconciling.reconcile(at=buyer.at)
    assert (run.method, run.checked, run.differences) == ("paypal", 1, [])


def test_what_paypal_has_otherwise_than_agreed_is_shown_to_a_person(buyer: Buyer) -> None:
    order, payment = buyer.held()
    buyer.pay.store.orders[payment.reference]["purchase_units"][0]["amount"]["value"] = "99.00"
    (run,) = reconciling.reconcile(at=buyer.at)
    assert run.differences == [
        {"kind": "differs", "payment": str(payment.id), "what": f"amount: {payment.amount} here, 9900 there"}
    ]
    assert queries.attention().differences == 1
    assert facts(order.id).count("PaymentDiffers") == 1
