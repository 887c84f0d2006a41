"""The database backend (``ENGINE = "toolbox.tenant_db"``): a statement runs in the entered schema, or not at all.

It differs from django-tenants' own in four ways. Nothing entered is an error, not
``public``. The search path is exactly one schema: a table missing in a tenant is an
error, not somebody else's table. The schema is looked up when a statement runs, so
a cursor, a thread or an async task that outlived its tenant cannot read in the next.
And PostgreSQL itself is asked (without a round trip) where the connection stands.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql.base import CursorDebugWrapper
from django.db.backends.utils import CursorWrapper
from django_tenants.postgresql_backend import base as stock
from psycopg.pq import TransactionStatus

from toolbox.tenant_db import Entered, enter, entered, entered_or_none
from toolbox.tenant_db.creation import DatabaseCreation
from toolbox.tenant_db.introspection import DatabaseIntrospection

# From this version on the server tells every client of each change of its search path.
REPORTS_SEARCH_PATH = 180000
# Django sends these while it tidies up, with or without a tenant; they read and write no table.
_TOUCHES_NO_TABLE = re.compile(
    r'(?:(?:RELEASE |ROLLBACK TO )?SAVEPOINT "\w+"|SET CONSTRAINTS ALL (?:IMMEDIATE|DEFERRED))', re.ASCII
)


class InTenant:
    """The part of a cursor that makes sure of the schema before each statement."""

    db: "DatabaseWrapper"
    cursor: Any

    def _execute(self, sql: Any, params: Any, *rest: Any) -> Any:
        self.db.stand_in_schema(sql)
        return super()._execute(sql, params, *rest)  # type: ignore[misc]

    def _executemany(self, sql: Any, param_list: Any, *rest: Any) -> Any:
        self.db.stand_in_schema(sql)
        return super()._executemany(sql, param_list, *rest)  # type: ignore[misc]

    def callproc(self, *args: Any, **kwargs: Any) -> Any:
        self.db.stand_in_schema()
        return super().callproc(*args, **kwargs)  # type: ignore[misc]

    def copy(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        self.db.stand_in_schema()
        return self.cursor.copy(statement, *args, **kwargs)

    def stream(self, *args: Any, **kwargs: Any) -> Any:
        self.db.stand_in_schema()
        return self.cursor.stream(*args, **kwargs)


class TenantCursor(InTenant, CursorWrapper):
    pass


class TenantDebugCursor(InTenant, CursorDebugWrapper):
    pass


class DatabaseWrapper(stock.DatabaseWrapper):  # type: ignore[misc]
    introspection_class = DatabaseIntrospection
    creation_class = DatabaseCreation

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Past django-tenants' own __init__, which would enter "public".
        super(stock.DatabaseWrapper, self).__init__(*args, **kwargs)
        self.path_switches = 0

    @property
    def schema_name(self) -> str | None:
        """The entered schema, None when nothing was (django-tenants' router reads this)."""
        here = entered_or_none()
        return here.schema if here else None

    @property
    def tenant(self) -> Any:
        here = entered_or_none()
        return here.tenant if here else None

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        raise NotImplementedError("A connection holds no tenant: use tenants.inside(…) or tenants.platform().")

    def set_schema(self, *args: Any, **kwargs: Any) -> None:
        self.set_tenant(None)

    def set_schema_to_public(self) -> None:
        self.set_tenant(None)

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        # What goes round Django (a raw psycopg cursor) finds no tables either.
        params["options"] = f"{params.get('options', '')} -c search_path=".strip()
        return params

    def _cursor(self, name: str | None = None) -> Any:
        return super(stock.DatabaseWrapper, self)._cursor(name)

    def make_cursor(self, cursor: Any) -> TenantCursor:
        return TenantCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> TenantDebugCursor:
        return TenantDebugCursor(cursor, self)

    def stand_in_schema(self, sql: Any = "") -> None:
        """Make the connection's search path the entered schema. Raises NoTenant when nothing was entered."""
        if self.alias == NO_DB_ALIAS:
            return  # the maintenance database, where test databases are made: no tenant lives there
        here = entered_or_none()
        if here is None and isinstance(sql, str) and _TOUCHES_NO_TABLE.fullmatch(sql):
            return
        schema = (here or entered()).schema
        server = self.connection.pgconn
        if server.transaction_status == TransactionStatus.INERROR:
            return  # only a rollback can run now, and it puts the path back by itself
        if server.server_version >= REPORTS_SEARCH_PATH and server.parameter_status(b"search_path") == schema.encode():
            return
        self.path_switches += 1
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(f"SET search_path = {schema}")

    def on_commit(self, func: Callable[[], Any], robust: bool = False) -> None:
        """Run ``func`` after the commit in the schema that is entered now, wherever the commit happens."""
        if not callable(func):
            raise TypeError("on_commit()'s callback must be a callable.")
        super().on_commit(partial(_run_in, entered_or_none(), func), robust)


def _run_in(place: Entered | None, func: Callable[[], Any]) -> Any:
    with enter(place):
        return func()
