"""The script that makes a pizzeria's tables: recorded once per version, replayed for every sign-up.

Recording really runs every migration, in a scratch schema that is never committed,
and notes each statement that changed something. Replaying sends all of them at once:
one round trip instead of thousands, and the same tables (a test compares them).
"""

import re
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

import tenants
from tenants import versions
from tenants.models import SchemaTemplate
from toolbox.tenant_db import Entered, enter

_ONLY_LOOKS = re.compile(r"\s*(SELECT|SHOW|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)
_kept: dict[str, str] = {}


def script() -> str:
    """Return the script of the current version; records and stores it when nobody has yet (some seconds)."""
    version = versions.current()
    if version not in _kept:
        with tenants.platform():
            row = SchemaTemplate.objects.filter(version=version).first()
        _kept[version] = row.script if row else _store(version)
    return _kept[version]


def replay(schema_name: str, text: str) -> None:
    """Run a recorded script in a schema, in one round trip and the caller's transaction."""
    with enter(Entered(schema=schema_name, key=schema_name)), connection.cursor() as cursor:
        cursor.execute(text)


def record(start: Callable[[], None] | None = None) -> str:
    """Return what the migrations do to a new schema, as one script.

    ``start`` is run in the schema first and not recorded: the script then is what
    brings such a schema up to date. Nothing is left behind in the database.
    """
    scratch = f"t_scratch_{secrets.token_hex(8)}"
    statements: list[str] = []
    with transaction.atomic(), enter(Entered(schema=scratch, key=scratch)):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {scratch}")
        if start:
            start()
        with connection.execute_wrapper(partial(_note, statements)):
            migrate()
        transaction.set_rollback(True)
    return ";\n".join(statements)


def migrate() -> None:
    """Run what is missing of a pizzeria's migrations in the entered schema, the slow way."""
    executor = MigrationExecutor(connection)
    executor.migrate(versions.targets(executor.loader))


def _store(version: str) -> str:
    text = record()
    with tenants.platform():
        SchemaTemplate.objects.bulk_create([SchemaTemplate(version=version, script=text)], ignore_conflicts=True)
    return text


def _note(statements: list[str], execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """An execute wrapper: run the statement, having kept it as text when it may change something."""
    mogrify = context["cursor"].cursor.mogrify  # before it runs: mogrifying throws the result away
    fresh = [] if _ONLY_LOOKS.match(str(sql)) else [mogrify(sql, one) for one in (params if many else [params])]
    result = execute(sql, params, many, context)
    statements += fresh
    return result
