"""A payment that is given up, or taken back by its bank, while somebody counts on it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import tenants
from config.celery import app
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.actions.life import TO_PAY
from tenant_apps.payments import actions, asking, queries, tasks
from tenant_apps.payments.merchant import Merchant
from tenant_apps.payments.models import Call, Payment
from tenants.models import Pizzeria
from tests.tenant_apps.ordering.conftest import facts
from tests.tenant_apps.payments.conftest import Desk


def by_paypal(desk: Desk, order: Any) -> Payment:
    """The customer goes back and chooses PayPal."""
    where = Merchant("NAPQ2Y3L4N5T6", 100)
    return actions.start_payment(order, method="paypal", merchant=where, by=Actor.guest(), at=desk.at)


def test_another_way_to_pay_leaves_the_first_one_until_it_is_paid(desk: Desk) -> None:
    """Its customer may be paying there at this moment, in another window."""
    order = desk.order()
    card = desk.begin(order)
    paypal = by_paypal(desk, order)
    Payment.objects.filter(id=paypal.id).update(reference="5O190127TN364715T")
    assert not Call.objects.filter(verb="void").exists()
    desk.confirm(card)
    desk.settle(card)
    assert desk.fresh(order).state == "placed"
    assert Call.objects.filter(verb="void", payment=paypal).exists()


def test_paid_after_all_before_it_is_given_up_it_is_kept(desk: Desk) -> None:
    """In another tab the card fields still stood open."""
    order = desk.order()
    card = desk.begin(order)
    by_paypal(desk, order)
    desk.confirm(card)
    asking.settle(card, at=desk.at)
    desk.follow()
    assert (desk.fresh(order).state, desk.fresh(card).state) == ("placed", "authorised")
    assert desk.intent(card).status == "requires_capture"
    assert not Call.objects.open().filter(verb="void").exists()


def test_a_hold_that_somebody_gave_up_at_stripe_is_told_of(desk: Desk) -> None:
    order, payment = desk.held()
    desk.client.v1.payment_intents.cancel(payment.reference, {}, {"stripe_account": desk.account})
    desk.settle(payment)
    assert facts(order.id)[-1] == "PaymentLost"
    assert queries.standing(order).due("card") > 0  # so it can be paid again
    assert desk.begin(order).id != payment.id


def test_a_hold_that_ran_out_is_told_of_once(desk: Desk) -> None:
    order, payment = desk.held()
    desk.at += timedelta(days=7, minutes=5)
    desk.standin.clock.advance(7 * 24 * 3600 + 300)
    desk.accept(order)
    desk.follow()
    assert desk.fresh(payment).state == "voided"
    assert facts(order.id).count("PaymentLost") == 1
    assert not Call.objects.open().exists()


def test_a_second_payment_for_the_same_is_let_go_and_nobody_is_alarmed(desk: Desk) -> None:
    order = desk.order()
    first = desk.begin(order)
    Payment.objects.filter(id=first.id).update(merchant="acct_other")  # so that another one is begun beside it
    second = desk.begin(order)
    Payment.objects.filter(id=first.id).update(merchant=desk.account)
    Call.objects.filter(payment=first, verb="void").delete()
    for one in (first, second):
        one = desk.fresh(one)
        desk.confirm(one)
        desk.settle(one)
    desk.follow()
    assert [desk.fresh(one).state for one in (first, second)] == ["authorised", "voided"]
    assert "PaymentTooLate" in facts(order.id)
    assert "PaymentLost" not in facts(order.id)


@pytest.fixture
def eager() -> Iterator[None]:
    """What is sent to a worker is done at once."""
    before, app.conf.task_always_eager = app.conf.task_always_eager, True
    yield
    app.conf.task_always_eager = before


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize(("state", "done"), [("suspended", True), ("closed", False)])
def test_the_money_of_a_suspended_shops_customers_goes_back_all_the_same(desk: Desk, state: str, done: bool) -> None:
    order, payment = desk.captured()
    actions.request_refund(order, wish=actions.RefundWish(extra=300), key="late", by=Actor.guest(), at=desk.at)
    with tenants.platform():
        Pizzeria.objects.update(state=state)
        tasks.complete_everywhere()
    assert (desk.fresh(payment).refunded, Call.objects.open().exists()) == ((300, False) if done else (0, True))


@pytest.mark.usefixtures("eager")
def test_who_never_opened_the_page_to_pay_keeps_no_place_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    order = desk.order()
    for later, state in ((TO_PAY - timedelta(seconds=1), "unpaid"), (TO_PAY, "cancelled")):
        monkeypatch.setenv("NOW", (order.placed_at + later).isoformat())
        with tenants.platform():
            tasks.complete_everywhere()
        assert desk.fresh(order).state == state
