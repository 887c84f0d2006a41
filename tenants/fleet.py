"""Bringing every pizzeria's tables up to this code, one transaction each, whatever happens to the others."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor

import tenants
from tenants import registry, templates, versions
from tenants.models import Pizzeria, SchemaTemplate
from toolbox.tenant_db import entered

log = logging.getLogger(__name__)
_FLEET_LOCK = 7_368_686  # any number, as long as nothing else of ours locks it
# A migration that waits for a lock makes everybody behind it wait too: better to give up and come again.
_PATIENCE = "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '10min'"


@dataclass(frozen=True)
class Outcome:
    """What became of one pizzeria; ``error`` is empty when it is up to date now."""

    slug: str
    error: str = ""


def migrate_platform() -> None:
    with tenants.platform():
        call_command("migrate", interactive=False, verbosity=0)


def migrate_pizzerias(*, workers: int = 2, only: str | None = None) -> Iterator[Outcome]:
    """Migrate every pizzeria that is behind, in any order; yield each outcome as it is known.

    First the script for new pizzerias is recorded, which runs every migration once
    where it harms nobody: what fails there raises here, before any pizzeria is touched.
    """
    templates.script()
    waiting = behind(only=only)
    deltas = {version: _delta_from(version) for version in {row.schema_version for row in waiting}}
    with ThreadPoolExecutor(workers, thread_name_prefix="fleet") as pool:
        yield from pool.map(lambda row: _try_one(row, deltas[row.schema_version]), waiting)


def behind(*, only: str | None = None) -> list[Pizzeria]:
    """Return the pizzerias whose tables are older than this code, ``only`` the one with that slug."""
    with tenants.platform():
        rows = Pizzeria.objects.order_by("id")
        if only:
            rows = rows.filter(slug=only)
        return [row for row in rows if versions.is_behind(row.schema_version)]


def exists(slug: str) -> bool:
    with tenants.platform():
        return Pizzeria.objects.filter(slug=slug).exists()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other process migrates the fleet."""
    with tenants.platform(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_FLEET_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_FLEET_LOCK])


def _try_one(row: Pizzeria, delta: str | None) -> Outcome:
    """Migrate one pizzeria in a thread of the pool, with a connection of its own."""
    try:
        _migrate_one(row.id, delta)
    except Exception as error:
        log.exception("pizzeria %s stays behind", row.slug)
        return Outcome(row.slug, f"{type(error).__name__}: {error}".strip().splitlines()[0])
    finally:
        connection.close()
    return Outcome(row.slug)


def _migrate_one(id: UUID, delta: str | None) -> None:
    with tenants.platform(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_PATIENCE)
        row = Pizzeria.objects.select_for_update().get(id=id)
        if not versions.is_behind(row.schema_version):
            return  # another process was faster
        if delta is None:
            with tenants.inside(row):
                templates.migrate()
        else:
            templates.replay(row.schema_name, delta)
        Pizzeria.objects.filter(id=id).update(schema_version=versions.current())
        registry.announce(id)


def _delta_from(version: str) -> str | None:
    """Return what brings a schema of this version up to date as one script, None where there can be none.

    There is none when nobody recorded that version, or when a migration computes
    something from each pizzeria's own rows.
    """
    with tenants.platform():
        old = SchemaTemplate.objects.filter(version=version).first()
    if old is None:
        return None
    try:
        return templates.record(partial(_start_from, old.script))
    except _NeedsRows:
        return None


class _NeedsRows(Exception):
    """The migrations ahead look at rows: one recording cannot speak for all pizzerias."""


def _start_from(script: str) -> None:
    """Make the scratch schema one of the old version. Raises _NeedsRows."""
    templates.replay(entered().schema, script)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(versions.targets(executor.loader))
    if any(_looks_at_rows(migration) for migration, _ in plan):
        raise _NeedsRows


def _looks_at_rows(migration: Migration) -> bool:
    return not migration.atomic or any(isinstance(operation, RunPython) for operation in migration.operations)
