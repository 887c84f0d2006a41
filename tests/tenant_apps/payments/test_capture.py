"""What is taken is what the order costs when it is taken; what else was held the bank lets go by itself."""

from typing import Any

from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions as ordering
from tenant_apps.payments import queries, reconciling, till_queries
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


def test_what_an_edit_made_dearer_and_nobody_paid_is_among_the_unpaid(desk: Desk) -> None:
    order, payment = desk.captured()
    order = edited(desk, order, 3)
    desk.follow()
    for step in (ordering.start_order, ordering.ready_order, ordering.collect_order):
        order = step(order, by=STAFF, at=desk.at)
    desk.follow()
    missing = queries.minor(order.total, "EUR") - payment.captured
    assert [(due.order, due.amount) for due in till_queries.unpaid(at=desk.at)] == [(order, missing)]
