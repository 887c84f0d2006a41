"""A hold that was renewed at PayPal leaves a voided one behind it: money is taken from the one that stands."""

from datetime import timedelta

from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import queries as orders
from tenant_apps.payments.models import Payment
from tests.standins.paypal.conftest import NAPOLI
from tests.tenant_apps.payments.buyer import STAFF, Buyer
from toolbox import paypal

FOUR_DAYS = timedelta(days=4)


def renew(buyer: Buyer, payment: Payment) -> None:
    """The merchant renews the hold on PayPal's own pages."""
    (old,) = buyer.pay.store.authorizations
    buyer.pay.clock.advance(FOUR_DAYS.total_seconds())
    told = {"authorization_id": old, "body": {}, "paypal_auth_assertion": paypal.assertion(NAPOLI)}
    paypal.client().payments.reauthorize_payment(told | {"paypal_request_id": "renewed"})
    assert [one["status"] for one in buyer.pay.store.authorizations.values()] == ["VOIDED", "CREATED"]
    buyer.settle(payment)


def test_it_is_taken_from_the_new_hold(buyer: Buyer) -> None:
    order, payment = buyer.held()
    renew(buyer, payment)
    ordering.accept_order(orders.order_for_staff(order.id), by=STAFF, at=buyer.at)
    buyer.follow()
    assert buyer.fresh(payment).state == "captured"
    assert buyer.in_balance()


def test_the_new_hold_is_let_go(buyer: Buyer) -> None:
    order, payment = buyer.held()
    renew(buyer, payment)
    ordering.reject_order(orders.order_for_staff(order.id), reason="Forno rotto", by=STAFF, at=buyer.at)
    buyer.follow()
    assert buyer.fresh(payment).state == "voided"
    assert {one["status"] for one in buyer.pay.store.authorizations.values()} == {"VOIDED"}


def test_it_runs_out_when_the_new_hold_does(buyer: Buyer) -> None:
    _order, payment = buyer.held()
    renew(buyer, payment)
    newest = list(buyer.pay.store.authorizations.values())[-1]
    newest["expiration_time"] = "2026-12-24T10:00:00Z"
    buyer.settle(payment)
    until = buyer.fresh(payment).expires_at
    assert until is not None and until.isoformat() == "2026-12-24T10:00:00+00:00"
