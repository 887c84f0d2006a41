"""Migrating the fleet: each pizzeria by itself, and whoever stays behind is named."""

import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader

import tenants
from tenants import fleet, templates, versions
from tenants.models import Pizzeria, SchemaTemplate
from toolbox.tenant_db import entered

OLD = "0001-before"
ADD_COLUMN = "ALTER TABLE django_session ADD COLUMN colour varchar(9) NOT NULL DEFAULT 'red'"


@pytest.fixture
def behind(torino: tenants.Here) -> Iterator[tenants.Here]:
    """torino, on a version that lacks a column which the pretended newest migration adds."""
    with tenants.platform():
        Pizzeria.objects.filter(id=torino.id).update(schema_version=OLD)
        SchemaTemplate.objects.create(version=OLD, script=templates.script())
    yield torino
    with tenants.platform():
        SchemaTemplate.objects.filter(version=OLD).delete()


def add_column() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ADD_COLUMN)


def version_of(here: tenants.Here | Pizzeria) -> str:
    with tenants.platform():
        return Pizzeria.objects.get(id=here.id).schema_version


def has_column(here: tenants.Here) -> bool:
    with tenants.inside(here), connection.cursor() as cursor:
        return "colour" in {
            column.name for column in connection.introspection.get_table_description(cursor, "django_session")
        }


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("migrate_fleet", *args, stdout=out)
    return out.getvalue()


def test_what_is_behind_is_migrated_by_a_script_recorded_once(
    behind: tenants.Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "migrate", add_column)
    assert "torino: migrated" in run("--only", "torino")
    assert has_column(behind)
    assert version_of(behind) == versions.current()


def test_an_up_to_date_fleet_is_left_alone(torino: tenants.Here) -> None:
    assert "torino" not in run()


def test_an_unknown_slug_is_an_error(torino: tenants.Here) -> None:
    with pytest.raises(CommandError, match="nobody"):
        run("--only", "nobody")


def test_one_that_cannot_be_migrated_stays_behind_and_is_named_and_the_others_go_on(
    behind: tenants.Here, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from tenants import provisioning
    from tests.cast import open_pizzeria

    other = open_pizzeria("gino")
    try:
        with tenants.platform():
            Pizzeria.objects.filter(id=other.id).update(schema_version=OLD)
        with tenants.inside(behind):
            add_column()  # so that adding it again fails there
        monkeypatch.setattr(templates, "migrate", add_column)
        with pytest.raises(CommandError, match="torino"):
            run("--workers", "2")
        assert version_of(behind) == OLD
        assert version_of(other) == versions.current()
        assert "torino stays behind" in caplog.text
    finally:
        provisioning.drop_pizzeria(other)


def test_migrations_that_look_at_rows_run_in_each_pizzeria(
    behind: tenants.Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran_in = []
    monkeypatch.setattr(fleet, "_looks_at_rows", lambda migration: True)
    plan = SimpleNamespace(loader=MigrationLoader(None), migration_plan=lambda targets: [(None, False)])
    monkeypatch.setattr(fleet, "MigrationExecutor", lambda connection: plan)
    monkeypatch.setattr(templates, "migrate", lambda: ran_in.append(entered().schema))
    run("--only", "torino")
    assert ran_in == [behind.schema]
    assert version_of(behind) == versions.current()


def test_a_version_nobody_recorded_is_migrated_the_slow_way(torino: tenants.Here) -> None:
    with tenants.platform():
        Pizzeria.objects.filter(id=torino.id).update(schema_version="0001-lost")
    run("--only", "torino")
    assert version_of(torino) == versions.current()


def test_python_and_what_cannot_be_undone_count_as_looking_at_rows() -> None:
    def migration(*operations: Any, atomic: bool = True) -> migrations.Migration:
        made = migrations.Migration("x", "menu")
        made.operations, made.atomic = list(operations), atomic
        return made

    assert not fleet._looks_at_rows(migration(migrations.RunSQL("SELECT 1")))
    assert fleet._looks_at_rows(migration(migrations.RunPython(migrations.RunPython.noop)))
    assert fleet._looks_at_rows(migration(atomic=False))


def test_the_status_says_who_is_behind(behind: tenants.Here) -> None:
    out = io.StringIO()
    call_command("fleet_status", stdout=out)
    line = next(line for line in out.getvalue().splitlines() if line.startswith("torino"))
    assert line.split()[-2:] == [OLD, "BEHIND"]
    assert "1 behind" in out.getvalue()
