"""What is taken is what the order costs when it is taken; what else was held the bank lets go by itself."""

from typing import Any

from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions as ordering
from tenant_apps.payments import queries, reconciling
from tenant_apps.payments.models import Refund
from tests.tenant_apps.payments.conftest import Desk

STAFF = Actor("staff", None, "counter")


def edited(desk: Desk, order: Any, quantity: int) -> Any:
    order.refresh_from_db()
    line = order.lines.standing().first()
    change = ordering.Change(line=line.id, quantity=quantity)
    return ordering.change_order(order, changes=[change], revision=order.revision, by=STAFF, at=desk.at)


def test_less_is_taken_when_the_order_became_cheaper(desk: Desk) -> None:
    order, payment = desk.held()
    order = edited(desk, order, 1)
    desk.accept(order)
    desk.follow()
    payment = desk.fresh(payment)
    cost = queries.minor(order.total, "EUR")
    assert (payment.captured, payment.refunded, payment.left) == (cost, 0, cost)
    assert desk.ledger_balance() == desk.provider_balance()


def test_what_was_held_and_not_taken_is_no_refund(desk: Desk) -> None:
    order, _payment = desk.held()
    desk.accept(edited(desk, order, 1))
    desk.follow()
    assert not Refund.objects.exists()
    assert reconciling.reconcile(at=desk.at)[0].differences == []
