"""kill -9 while a provider is asked: the completer finishes it, and nothing is done twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

import tenants
from shared_apps.journal.facts import Actor
from tenant_apps.payments import actions
from tenant_apps.payments.models import Call
from tests.standins.fixtures import *  # noqa: F403
from tests.tenant_apps.ordering.conftest import busy_torino, evening, many_from_one_address  # noqa: F401
from tests.tenant_apps.payments.bank import complete_where_marked
from tests.tenant_apps.payments.conftest import Desk
from tests.tenant_apps.payments.test_refund_races import desk  # noqa: F401

STAFF = Actor("staff", None, "counter")


@pytest.fixture
def killed(desk: Desk) -> Iterator[Any]:  # noqa: F811
    """``killed(call, "after")``: a process asks for the call and is killed where it stands still."""
    at = connection.settings_dict
    given = {
        "DATABASE_URL": f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
        "STRIPE_API_BASE": desk.standin.url,
        "STRIPE_SECRET_KEY": settings.STRIPE_SECRET_KEY,
        "PROCESS": "payer",
    }

    def kill(call: Call, where: str) -> None:
        told = [str(tenants.current().id), str(call.id), where, desk.at.isoformat()]
        script = Path(__file__).with_name("payer.py")
        with subprocess.Popen(
            [sys.executable, script, *told], env={**os.environ, **given}, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout.readline() == "here\n"
            os.kill(process.pid, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL

    yield kill


def planned(desk: Desk, verb: str) -> Call:  # noqa: F811
    """A call that is committed and due, asked by nobody yet."""
    if verb == "capture":
        order, _payment = desk.held()
        desk.accept(order)
        actions.capture_order(order, at=desk.at)
    else:
        order, _payment = desk.captured()
        wanted = actions.RefundWish(extra=300)
        actions.request_refund(order, wish=wanted, key="one", by=STAFF, at=desk.at)
    return Call.objects.open().get()


@pytest.mark.slow
@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("verb", ["capture", "refund"])
def test_a_kill_while_the_provider_is_asked_is_made_good_in_a_minute(
    desk: Desk,  # noqa: F811
    killed: Any,
    verb: str,
    where: str,
) -> None:
    call = planned(desk, verb)
    killed(call, where)
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("intended", 1)
    moved = desk.standin.store.at(desk.account).all("balance_transaction", type=kind_of(verb))
    assert len(moved) == (where == "after")
    complete_where_marked(at=desk.at + timedelta(seconds=15))
    moved = desk.standin.store.at(desk.account).all("balance_transaction", type=kind_of(verb))
    assert len(moved) == 1
    assert not Call.objects.open().exists()
    assert desk.fresh(call.payment).refunded == (300 if verb == "refund" else 0)
    assert desk.fresh(call.payment).captured > 0
    assert desk.ledger_balance() == desk.provider_balance()


def kind_of(verb: str) -> str:
    return "charge" if verb == "capture" else "refund"
