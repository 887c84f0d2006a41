"""Test databases are made and torn down on the platform: no tenant exists yet."""

from typing import Any

from django.db.backends.postgresql import creation as django

from toolbox.tenant_db import Entered, enter

PLATFORM = Entered(schema="public", key="platform")


class DatabaseCreation(django.DatabaseCreation):
    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        with enter(PLATFORM):
            return super().create_test_db(*args, **kwargs)

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        # A thread or a server under test may still be connected; that is no reason to keep the database.
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")
