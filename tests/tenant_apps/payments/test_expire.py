"""An order that waits to be paid is given up in time, and not while nobody knows whether it is paid."""

from datetime import timedelta
from typing import Any

import pytest

from tenant_apps.ordering.actions.life import TO_PAY
from tenant_apps.payments import completing
from tenant_apps.payments.models import Call
from tests.tenant_apps.ordering.conftest import facts
from tests.tenant_apps.payments.bank import quick_retries
from tests.tenant_apps.payments.conftest import DECLINED, Desk


@pytest.fixture
def begun(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """An order whose time to pay is over: (order, payment)."""
    quick_retries(monkeypatch)
    order = desk.order()
    payment = desk.begin(order)
    desk.at = order.placed_at + TO_PAY
    return order, payment


def silence(desk: Desk) -> None:
    desk.standin.faults.api("error_before", "/v1/payment_intents/*", times=99)


def test_who_did_not_pay_in_time_has_no_order(desk: Desk, begun: tuple[Any, Any]) -> None:
    order, _payment = begun
    completing.expire(at=desk.at)
    assert (desk.fresh(order).state, facts(order.id)[-1]) == ("cancelled", "OrderCancelled")


def test_while_nobody_can_say_whether_it_is_paid_it_waits(desk: Desk, begun: tuple[Any, Any]) -> None:
    """Its customer paid at the last moment, the webhook was lost, and Stripe is silent."""
    order, payment = begun
    desk.confirm(payment)
    silence(desk)
    completing.expire(at=desk.at)
    completing.expire(at=desk.at + timedelta(seconds=45))
    assert desk.fresh(order).state == "unpaid"
    desk.standin.faults.clear()
    completing.expire(at=desk.at + timedelta(seconds=50))
    assert (desk.fresh(order).state, desk.fresh(payment).state) == ("placed", "authorised")


def test_after_a_minute_without_an_answer_it_is_given_up_and_the_money_let_go(
    desk: Desk, begun: tuple[Any, Any]
) -> None:
    order, payment = begun
    desk.confirm(payment)
    silence(desk)
    desk.at += completing.UNKNOWN_FOR
    completing.expire(at=desk.at)
    assert desk.fresh(order).state == "cancelled"
    desk.standin.faults.clear()
    desk.at += timedelta(minutes=2)
    desk.follow()
    desk.settle(payment)
    assert (desk.fresh(payment).state, desk.intent(payment).status) == ("voided", "canceled")
    assert not Call.objects.open().exists()
    assert desk.ledger_balance() == desk.provider_balance() == 0


def test_a_payment_that_was_given_up_makes_nobody_wait(desk: Desk, begun: tuple[Any, Any]) -> None:
    """What is void stays void: nothing about it is unknown."""
    order, payment = begun
    desk.client.v1.payment_intents.cancel(payment.reference, {}, {"stripe_account": desk.account})
    desk.settle(payment)
    silence(desk)
    completing.expire(at=desk.at)
    assert desk.fresh(order).state == "cancelled"


def test_a_declined_card_is_known_to_be_unpaid(desk: Desk, begun: tuple[Any, Any]) -> None:
    order, payment = begun
    with pytest.raises(Exception, match="declined"):
        desk.confirm(payment, DECLINED)
    completing.expire(at=desk.at)
    assert desk.fresh(order).state == "cancelled"
