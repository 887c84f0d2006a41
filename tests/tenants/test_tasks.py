"""A task does its own pizzeria's work, or none."""

import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from celery import Task, shared_task
from celery.contrib.testing.worker import start_worker
from django.contrib.sessions.models import Session

import tenants
from config.celery import app
from tenants.errors import NoSuchPizzeria, NotActive
from tenants.models import Pizzeria
from tenants.tasks import platform_task, tenant_task
from toolbox.ids import uuid7

SEEN: list[Any] = []
DONE = threading.Event()


@tenant_task(name="tests.look", bind=True, max_retries=1)
def look(self: Any, fail_first: bool = False) -> None:
    SEEN.append(getattr(tenants.current(), "slug", None))
    DONE.set()
    if fail_first and not self.request.retries:
        raise self.retry(countdown=0)


@tenant_task(name="tests.pay_back", runs_while_suspended=True)
def pay_back() -> None:
    SEEN.append(getattr(tenants.current(), "slug", None))


@platform_task(name="tests.count_shops")
def count_shops() -> None:
    SEEN.append(Pizzeria.objects.count())


@shared_task(name="tests.careless", base=Task)
def careless() -> int:
    return Session.objects.count()


@pytest.fixture(autouse=True)
def eager() -> Iterator[None]:
    before = app.conf.task_always_eager, app.conf.task_eager_propagates
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    SEEN.clear()
    yield
    app.conf.task_always_eager, app.conf.task_eager_propagates = before


def test_a_task_runs_in_the_pizzeria_it_was_sent_from(napoli: tenants.Here, roma: tenants.Here) -> None:
    for here in (napoli, roma):
        with tenants.inside(here):
            look.delay()
    assert SEEN == ["napoli", "roma"]


def test_sending_a_pizzerias_task_without_a_pizzeria_raises(db: None) -> None:
    with pytest.raises(tenants.NoTenant):
        look.delay()
    with pytest.raises(tenants.NoTenant), tenants.platform():
        look.delay()
    assert SEEN == []


@pytest.mark.parametrize("headers", [None, {}, {"pizzeria": ""}, {"pizzeria": "napoli"}])
def test_a_task_whose_header_is_missing_or_odd_does_nothing_and_says_so(
    inside_napoli: tenants.Here, headers: dict[str, str] | None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "tenants.tasks"), pytest.raises(tenants.NoTenant):
        look.apply(headers=headers, throw=True)
    assert SEEN == []
    assert "tests.look was not run" in caplog.text


def test_a_task_for_an_unknown_pizzeria_does_nothing(db: None) -> None:
    with pytest.raises(NoSuchPizzeria):
        look.apply(headers={"pizzeria": str(uuid7())}, throw=True)
    assert SEEN == []


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_a_task_for_a_pizzeria_that_is_not_active_does_nothing(napoli: tenants.Here, state: str) -> None:
    with tenants.inside(napoli):
        pass  # remembered as active, and still asked afresh
    with tenants.platform():
        Pizzeria.objects.filter(id=napoli.id).update(state=state)
    with pytest.raises(NotActive):
        look.apply(headers={"pizzeria": str(napoli.id)}, throw=True)
    assert SEEN == []


@pytest.mark.parametrize(("state", "seen"), [("suspended", ["napoli"]), ("closed", [])])
def test_what_a_shop_owes_to_others_is_done_while_it_is_suspended(
    napoli: tenants.Here, state: str, seen: list[str]
) -> None:
    with tenants.platform():
        Pizzeria.objects.filter(id=napoli.id).update(state=state)
    with suppress(NotActive):
        pay_back.apply(headers={"pizzeria": str(napoli.id)}, throw=True)
    assert seen == SEEN


def test_a_retry_stays_in_its_pizzeria(inside_napoli: tenants.Here) -> None:
    app.conf.task_eager_propagates = False
    look.delay(fail_first=True)
    assert SEEN == ["napoli", "napoli"]


def test_a_platform_task_runs_on_the_platform_wherever_it_was_sent_from(inside_napoli: tenants.Here) -> None:
    count_shops.delay()
    assert SEEN == [2]


def test_a_task_that_says_nothing_of_tenants_reads_nothing(db: None) -> None:
    with pytest.raises(tenants.NoTenant):
        careless.delay()


def test_a_task_called_like_a_function_needs_a_pizzeria_too(napoli: tenants.Here) -> None:
    with pytest.raises(tenants.NoTenant):
        look()
    with tenants.inside(napoli):
        look()
    assert SEEN == ["napoli"]


def test_for_each_sends_one_task_to_every_active_pizzeria(napoli: tenants.Here, roma: tenants.Here) -> None:
    assert tenants.for_each(look) == 2
    assert sorted(SEEN) == ["napoli", "roma"]
    with tenants.platform():
        Pizzeria.objects.filter(id=roma.id).update(state="suspended")
    SEEN.clear()
    assert tenants.for_each(look) == 1
    assert SEEN == ["napoli"]


def test_the_header_travels_through_the_broker_to_a_real_worker(torino: tenants.Here) -> None:
    DONE.clear()
    app.conf.task_always_eager = False
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        with tenants.inside(torino):
            look.delay()
        assert DONE.wait(20)
    assert SEEN == ["torino"]
