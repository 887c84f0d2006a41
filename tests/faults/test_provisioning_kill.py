"""kill -9 while a pizzeria is being made: afterwards it is there, whole, or its name is free. Never half a shop."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

import tenants
from tenants import provisioning, registry, templates
from tenants.models import Pizzeria
from tests.cast import open_pizzeria
from tests.faults.victim import ROWS

POINTS = 60


@pytest.fixture
def victim(torino: tenants.Here) -> Iterator[subprocess.Popen[str]]:
    """The process that forks a child per slug, on the test database. (torino has stored the script.)"""
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


def provision(victim: Any, slug: str, *, kill_after: float | None) -> float:
    """Let the victim make a pizzeria, killed after so many seconds; return how long it lived."""
    victim.stdin.write(f"{slug}\n")
    victim.stdin.flush()
    pid = int(victim.stdout.readline())
    born = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert victim.stdout.readline() == "over\n"
    wait_until_the_server_knows()
    return time.monotonic() - born


def wait_until_the_server_knows() -> None:
    """Until PostgreSQL has noticed that its client is gone: a COMMIT already on its way still counts."""
    with tenants.platform(), connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'victim'")
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.01)
    raise AssertionError("the killed client's session is still there")


def schemas() -> set[str]:
    with tenants.platform(), connection.cursor() as cursor:
        cursor.execute(r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\_%'")
        return {name for (name,) in cursor.fetchall()}


def state_after(slug: str, before: set[str], whole: int) -> str:
    """Return ``active`` or ``free``; anything between the two fails."""
    with tenants.platform():
        row = Pizzeria.objects.filter(slug=slug).first()
    if row is None:
        assert schemas() == before, "a schema without a pizzeria"
        assert provisioning.check_slug(slug) == slug
        return "free"
    assert row.state == "active"
    assert schemas() == before | {row.schema_name}
    with tenants.inside(row):
        assert Session.objects.count() == ROWS
        assert len(connection.introspection.table_names()) == whole
    return "active"


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_an_active_shop_or_a_free_name(victim: Any) -> None:
    chance = random.Random(20260508)
    with tenants.platform():
        torino = Pizzeria.objects.get(slug="torino")
    with tenants.inside(torino):
        whole = len(connection.introspection.table_names())
    made: list[Pizzeria] = []
    lifetime = provision(victim, "unharmed", kill_after=None)
    outcomes = []
    try:
        for number in range(POINTS):
            slug, before = f"point{number}x", schemas()
            provision(victim, slug, kill_after=chance.uniform(0, lifetime * 1.05))
            outcomes.append(state_after(slug, before, whole))
        again = f"point{outcomes.index('free')}x"
        assert open_pizzeria(again).slug == again, "a name left free can be had"
    finally:
        with tenants.platform():
            made += Pizzeria.objects.exclude(slug__in=["torino", "napoli", "roma"])
        for row in made:
            provisioning.drop_pizzeria(row)
        registry.forget()
    assert len(outcomes) >= 50
    assert outcomes.count("free") >= 25, outcomes
    assert templates.script()


def test_a_kill_between_steps_that_are_committed_one_by_one_is_noticed_here(victim: Any) -> None:
    before = schemas()
    try:
        provision(victim, "careless", kill_after=1.0)
        with pytest.raises(AssertionError, match="a schema without a pizzeria"):
            state_after("careless", before, 0)
    finally:
        with tenants.platform(), connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS t_careless")
