"""kill -9 while a shop is being made: afterwards it is there, whole, or its name is free. Never half a shop."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import tenants
from shared_apps.journal.facts import Actor
from shared_apps.onboarding import actions, queries
from shared_apps.onboarding.models import SignUp
from tenant_apps.menu.models import Product
from tenants import provisioning, registry
from tenants.models import Pizzeria
from tests.cast import NOON

POINTS = 60
Victim = subprocess.Popen[str]


@pytest.fixture
def victim(torino: tenants.Here) -> Iterator[Victim]:
    """The process that forks a child per line, on the test database (where torino has stored the script)."""
    at = connection.settings_dict
    url = f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("victim.py")],
        env={**os.environ, "DATABASE_URL": url, "PROCESS": "victim"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.communicate()
    assert process.returncode == 0


@pytest.fixture
def no_traces(victim: Victim) -> Iterator[None]:
    """What the children committed goes, whatever happened."""
    yield
    with tenants.platform():
        for row in Pizzeria.objects.filter(slug__startswith="point"):
            provisioning.drop_pizzeria(row)
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS t_careless")
            cursor.execute("TRUNCATE accounts_user, onboarding_signup, journal_entry, journal_work CASCADE")
    registry.forget()


def let(victim: Any, line: str, *, kill_after: float | None) -> float:
    """Let a child do what the line says, killed after so many seconds; return how long it lived."""
    victim.stdin.write(f"{line}\n")
    victim.stdin.flush()
    pid = int(victim.stdout.readline())
    born = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert victim.stdout.readline() == "over\n"
    lived = time.monotonic() - born
    wait_until_the_server_knows()
    return lived


def wait_until_the_server_knows() -> None:
    """Until PostgreSQL has noticed that its client is gone: a COMMIT already on its way still counts."""
    with tenants.platform(), connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'victim'")
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.01)
    raise AssertionError("the killed client's session is still there")


def verified(slug: str) -> SignUp:
    """A sign-up whose code was right a moment ago, committed."""
    wish = actions.Wish(pizzeria_name=slug, slug=slug, email="ciro@point.test", password="margherita-4-tutti")
    with tenants.platform():
        sign_up = actions.request_sign_up(wish, by=Actor.guest(), at=NOON)
        SignUp.objects.filter(id=sign_up.id).update(state=SignUp.State.VERIFIED, verified_at=NOON)
    return sign_up


def schemas() -> set[str]:
    with tenants.platform(), connection.cursor() as cursor:
        cursor.execute(r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\_%'")
        return {name for (name,) in cursor.fetchall()}


def contents(row: Pizzeria) -> tuple[int, int]:
    with tenants.inside(row):
        return len(connection.introspection.table_names()), Product.objects.count()


def state_after(slug: str, before: set[str]) -> str:
    """Return the sign-up's state: active with a whole shop, or one with no trace of a shop. All else fails."""
    with tenants.platform():
        row = Pizzeria.objects.filter(slug=slug).first()
        sign_up = SignUp.objects.filter(slug=slug).first()
    if row is None:
        assert schemas() == before, "a schema without a pizzeria"
        assert sign_up is None or sign_up.state in ("verified", "provisioning")
    else:
        assert (row.state, sign_up.state, sign_up.pizzeria_id) == ("active", "active", row.id)
        assert schemas() == before | {row.schema_name}
    return sign_up.state if sign_up else "free"


def sweep(*, at: Any) -> None:
    """What finish_signups does every quarter of a minute."""
    with tenants.platform():
        actions.free_expired(at=at)
        for id in queries.left_behind(at=at):
            actions.provision_sign_up(id, at=at)


@pytest.mark.slow
def test_a_kill_at_any_moment_ends_in_an_active_shop(victim: Victim, no_traces: None) -> None:
    chance = random.Random(20260508)
    lifetimes = [let(victim, f"provision {verified(f'pointless{n}').id}", kill_after=None) for n in (2, 4)]
    states = []
    for number in range(POINTS):
        slug, before = f"point{number}x", schemas()
        let(victim, f"provision {verified(slug).id}", kill_after=chance.uniform(0, max(lifetimes) * 1.05))
        states.append(state_after(slug, before))
    assert states.count("provisioning") >= POINTS // 3, f"too few were killed in the middle: {states}"
    sweep(at=NOON + timedelta(minutes=2))
    with tenants.platform():
        rows = list(Pizzeria.objects.filter(slug__startswith="point"))
        assert set(SignUp.objects.values_list("state", flat=True)) == {"active"}
    assert len(rows) == POINTS + 2
    assert len({contents(row) for row in rows}) == 1, "all shops have the same tables and the same menu"


def test_steps_that_are_committed_one_by_one_are_noticed_here(victim: Victim, no_traces: None) -> None:
    before = schemas()
    let(victim, "careless pointed", kill_after=1.0)
    with pytest.raises(AssertionError, match="a schema without a pizzeria"):
        state_after("pointed", before)
