"""The completer comes only where the platform has a mark, and there is no work without one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import tenants
from shared_apps.billing import payment_work
from shared_apps.billing.models import PaymentWork
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.actions.life import TO_PAY
from tenant_apps.payments import actions, completing, tasks
from tenant_apps.payments.actions.taking import FIRST_WAIT
from tenant_apps.payments.models import Call
from tenants import registry
from tenants.models import Pizzeria
from tests.cast import NOON
from tests.tenant_apps.payments.bank import complete_where_marked, quick_retries
from tests.tenant_apps.payments.conftest import Desk

STAFF = Actor("staff", None, "counter")
MANY = 60


def moments() -> list[datetime]:
    return sorted(mark.due_at for mark in payment_work.marks_here())


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Slugs of those whose completer was started."""
    found: list[str] = []
    monkeypatch.setattr(tasks.complete, "delay", lambda: found.append(tenants.current().slug))
    return found


@pytest.fixture
def crowd(napoli: Any, roma: Any, on_platform: None) -> Iterator[int]:
    """Many pizzerias in the registry, of which nobody has anything open."""
    known: dict[str, Any] = {
        "plan": "starter", "country": "IT", "timezone": "Europe/Rome", "currency": "EUR", "language": "it",
        "state_at": NOON, "created_at": NOON, "schema_version": "",
    }  # fmt: skip
    names = [f"crowd{number}" for number in range(MANY)]
    Pizzeria.objects.bulk_create(Pizzeria(name=name, slug=name, look_alike=name, **known) for name in names)
    PaymentWork.objects.all().delete()
    yield Pizzeria.objects.count()


def test_while_nobody_has_anything_open_all_of_them_cost_one_query(
    crowd: int, sent: list[str], django_assert_num_queries: Any
) -> None:
    switches = connection.path_switches
    with django_assert_num_queries(1):
        tasks.complete_everywhere()
    assert crowd > MANY
    assert (sent, connection.path_switches - switches) == ([], 0)


def test_among_many_only_who_is_marked_and_due_is_visited(
    crowd: int, napoli: Any, roma: Any, sent: list[str], django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for here, due_at in ((napoli, NOON), (roma, NOON + timedelta(seconds=1))):
        with tenants.inside(here):
            payment_work.mark_work(due_at=due_at)
    monkeypatch.setattr(tasks.clock, "now", lambda: NOON)
    with tenants.platform(), django_assert_num_queries(2):
        tasks.complete_everywhere()
    assert sent == ["napoli"]


def test_an_order_that_waits_to_be_paid_is_looked_at_when_its_time_is_over(desk: Desk) -> None:
    order = desk.order()
    assert moments() == [order.placed_at + TO_PAY]
    complete_where_marked(at=order.placed_at + TO_PAY - timedelta(seconds=1))
    assert desk.fresh(order).state == "unpaid"
    complete_where_marked(at=order.placed_at + TO_PAY)
    assert desk.fresh(order).state == "cancelled"


def test_who_pays_at_the_counter_makes_no_work(desk: Desk) -> None:
    desk.order(tender="counter")
    assert moments() == []


def test_a_payment_nobody_told_us_of_is_looked_at_after_a_while(desk: Desk) -> None:
    desk.begin(desk.order())
    assert moments()[0] == desk.at
    completing.visit(at=desk.at)
    assert moments() == [desk.at + completing.LOOK_AFTER]


def test_when_all_is_done_nobody_comes_again(desk: Desk) -> None:
    desk.captured()
    assert completing.next_due(at=desk.at) is None
    assert moments()
    completing.visit(at=desk.at)
    assert moments() == []


def test_a_silent_provider_is_asked_again_and_not_before(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_retries(monkeypatch)
    order, payment = desk.captured()
    actions.request_refund(order, wish=actions.RefundWish(extra=300), key="late", by=STAFF, at=desk.at)
    desk.standin.faults.api("error_before", "/v1/refunds", times=2)
    completing.visit(at=desk.at)
    assert moments() == [desk.at + FIRST_WAIT]
    complete_where_marked(at=desk.at + FIRST_WAIT - timedelta(seconds=1))
    assert desk.fresh(payment).refunded == 0
    complete_where_marked(at=desk.at + FIRST_WAIT)
    assert desk.fresh(payment).refunded == 300
    assert moments() == []


def test_what_is_undone_leaves_no_mark(desk: Desk) -> None:
    order, _payment = desk.captured()
    completing.visit(at=desk.at)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.request_refund(order, wish=actions.RefundWish(extra=300), key="late", by=STAFF, at=desk.at)
        1 / 0
    assert (Call.objects.open().exists(), moments()) == (False, [])


def test_a_visit_that_dies_leaves_every_mark(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.captured()
    before = moments()
    monkeypatch.setattr(completing, "complete", lambda at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        completing.visit(at=desk.at)
    assert moments() == before != []


def test_a_closed_shop_keeps_its_marks_until_it_opens_again(desk: Desk, sent: list[str]) -> None:
    desk.begin(desk.order())
    for state, found in (("closed", []), ("suspended", ["napoli"]), ("active", ["napoli"])):
        with tenants.platform():
            Pizzeria.objects.update(state=state)
            tasks.complete_everywhere()
        assert sent == found
        sent.clear()


def test_the_slow_sweep_finds_what_has_no_mark_and_marks_nobody_else(desk: Desk, sent: list[str]) -> None:
    """Written by an older version, which knew of no marks."""
    order, _payment = desk.captured()
    actions.request_refund(order, wish=actions.RefundWish(extra=300), key="late", by=STAFF, at=desk.at)
    with tenants.platform():
        PaymentWork.objects.all().delete()
        tasks.complete_everywhere()
        assert sent == []
        tasks.mark_everywhere()
        tasks.complete_everywhere()
    assert sent == ["napoli"]
    assert len(moments()) == 1


def test_the_slow_sweep_passes_over_who_cannot_be_read(desk: Desk, roma: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, real = [], completing.mark_what_is_left

    def look(*, at: datetime) -> None:
        looked.append(tenants.current().slug)
        if looked[-1] == registry.not_closed()[0].slug:
            raise DatabaseError("no such table")
        real(at=at)

    monkeypatch.setattr(completing, "mark_what_is_left", look)
    with tenants.platform():
        tasks.mark_everywhere()
        assert looked == [here.slug for here in registry.not_closed()]


def test_marks_of_who_is_gone_go_too(desk: Desk) -> None:
    desk.order()
    gone = "018f0000-0000-7000-8000-000000000001"
    with tenants.platform():
        PaymentWork.objects.create(pizzeria=gone, due_at=NOON)
        tasks.complete_everywhere()
        tasks.mark_everywhere()
        assert not PaymentWork.objects.filter(pizzeria=gone).exists()
        assert PaymentWork.objects.exists()


def test_everybody_is_looked_at_once_after_the_update(napoli: Any, roma: Any, on_platform: None) -> None:
    """The migration enters no pizzeria: it cannot know who has something open."""
    migration = import_module("shared_apps.billing.migrations.0004_payment_work")
    PaymentWork.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(migration.EVERYBODY)
    assert payment_work.marked(at=NOON) == set(Pizzeria.objects.values_list("id", flat=True))


def test_the_platform_has_no_payments_to_finish(on_platform: None) -> None:
    with pytest.raises(tenants.NoTenant):
        payment_work.mark_work(due_at=NOON)
