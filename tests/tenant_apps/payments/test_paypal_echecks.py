"""An e-cheque that was taken on and has yet to clear: while it is on its way, when it clears, and when the bank denies it."""

from typing import Any

import pytest

from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import queries as orders
from tenant_apps.payments import queries
from tenant_apps.payments.gateways import Refused
from tenant_apps.payments.gateways.paypal import GATEWAY
from tenant_apps.payments.models import Call, Payment
from tests.tenant_apps.ordering.conftest import facts
from tests.tenant_apps.payments.buyer import STAFF, Buyer


def on_its_way(buyer: Buyer) -> tuple[Any, Payment, str]:
    """An order that the shop took on, its money coming by e-cheque: (order, payment, the capture's id)."""
    order, payment = buyer.begun()
    buyer.pay.approve(payment.reference, funding="pending")
    buyer.settle(payment)
    ordering.accept_order(orders.order_for_staff(order.id), by=STAFF, at=buyer.at)
    buyer.follow()
    (capture,) = buyer.pay.store.captures
    return buyer.fresh(order), buyer.fresh(payment), capture


def test_on_its_way_it_is_promised_and_not_taken(buyer: Buyer) -> None:
    order, payment, _capture = on_its_way(buyer)
    assert (payment.state, payment.captured) == ("authorised", 0)
    assert queries.standing(order).is_settled
    assert buyer.in_balance()


def test_when_it_clears_it_is_taken(buyer: Buyer) -> None:
    order, payment, capture = on_its_way(buyer)
    buyer.pay.settle(capture)
    payment = buyer.settle(payment)
    assert (payment.state, payment.captured) == ("captured", payment.amount)
    assert queries.standing(order).is_settled
    assert buyer.in_balance()


def test_when_the_bank_denies_it_the_order_is_to_be_paid_again(buyer: Buyer) -> None:
    order, payment, capture = on_its_way(buyer)
    buyer.pay.settle(capture, denied=True)
    payment = buyer.settle(payment)
    assert (payment.state, payment.captured) == ("voided", 0)
    assert facts(order.id).count("PaymentLost") == 1
    assert queries.standing(order).due("paypal") == payment.amount
    assert not Call.objects.open().exists()
    assert buyer.in_balance()


def test_nothing_goes_back_of_what_was_denied(buyer: Buyer) -> None:
    _order, payment, capture = on_its_way(buyer)
    buyer.pay.settle(capture, denied=True)
    with pytest.raises(Refused, match="NOTHING_CAPTURED"):
        GATEWAY.refund(payment, amount=100, part="none", key="none")
