"""Work that comes while a pizzeria is being looked at is not lost. Each rule has its negative control."""

import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.db import connection, transaction

import tenants
from shared_apps.billing import payment_work
from shared_apps.billing.models import PaymentWork
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import actions, completing
from tenant_apps.payments.models import Call
from tests.races import AtOnce, meet_before
from tests.tenant_apps.payments.bank import complete_where_marked
from tests.tenant_apps.payments.conftest import Desk
from tests.tenant_apps.payments.test_refund_races import desk  # noqa: F401

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("busy_torino")]
STAFF = Actor("staff", None, "counter")


def refund(desk: Desk, order: Order) -> None:  # noqa: F811
    actions.request_refund(order, wish=actions.RefundWish(extra=300), key="late", by=STAFF, at=desk.at)


def elsewhere(deed: Callable[[], Any]) -> threading.Thread:
    """Do it in the same pizzeria on a connection of its own; the thread has begun."""
    here = tenants.current()

    def run() -> None:
        with closing(connection), tenants.inside(here):
            deed()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def mark_meanwhile(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Visit, and let a refund be committed between the last look and the clearing; then let the completer come again."""
    order, _payment = desk.captured()
    real = completing.mark_what_is_left

    def look(*, at: Any) -> None:
        real(at=at)
        elsewhere(lambda: refund(desk, order)).join()

    with monkeypatch.context() as between:
        between.setattr(completing, "mark_what_is_left", look)
        completing.visit(at=desk.at)
    assert Call.objects.open().count() == 1
    complete_where_marked(at=desk.at)


def test_work_that_comes_between_the_look_and_the_clearing_is_done(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mark_meanwhile(desk, monkeypatch)
    assert not Call.objects.open().exists()
    assert payment_work.marks_here() == []


def test_control_whoever_clears_also_what_came_meanwhile_loses_it(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(payment_work, "clear", lambda marks: _clear_all())
    mark_meanwhile(desk, monkeypatch)
    assert Call.objects.open().exists()


def _clear_all() -> None:
    here = tenants.current()
    with tenants.platform():
        PaymentWork.objects.filter(pizzeria=here.id).delete()


def visit_beside_an_open_transaction(desk: Desk) -> None:  # noqa: F811
    """A refund is written and not committed yet while the pizzeria is visited; then the completer comes again."""
    order, _payment = desk.captured()
    written, visited = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            refund(desk, order)
            written.set()
            assert visited.wait(20)

    other = elsewhere(slowly)
    assert written.wait(20)
    completing.visit(at=desk.at)
    visited.set()
    other.join()
    assert Call.objects.open().count() == 1
    complete_where_marked(at=desk.at)


def test_work_that_is_committed_after_the_visit_is_done(desk: Desk) -> None:  # noqa: F811
    visit_beside_an_open_transaction(desk)
    assert not Call.objects.open().exists()


def test_control_a_mark_that_is_shared_is_taken_away_before_its_work_is_there(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = payment_work.mark_work

    def share(*, due_at: Any) -> None:
        if not any(mark.due_at <= due_at for mark in payment_work.marks_here()):
            real(due_at=due_at)

    monkeypatch.setattr(payment_work, "mark_work", share)
    visit_beside_an_open_transaction(desk)
    assert Call.objects.open().exists()


def test_two_visits_at_once_clear_the_marks_and_wait_for_nobody(
    desk: Desk,  # noqa: F811
    at_once: AtOnce,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order, payment = desk.captured()
    refund(desk, order)
    with monkeypatch.context() as together:
        meet_before(together, payment_work, "clear", 2)
        assert at_once(*[lambda: completing.visit(at=desk.at)] * 2) == [None, None]
    assert desk.fresh(payment).refunded == 300
    last = max((mark.due_at for mark in payment_work.marks_here()), default=desk.at)
    complete_where_marked(at=last)  # what one saw of the other's half
    assert payment_work.marks_here() == []


def test_work_is_marked_in_its_own_transaction_or_not_at_all(desk: Desk) -> None:  # noqa: F811
    with pytest.raises(transaction.TransactionManagementError):
        payment_work.mark_work(due_at=desk.at)
