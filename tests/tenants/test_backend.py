"""The database backend: a statement runs in the entered schema, or not at all."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.introspection import DatabaseIntrospection as Stock

import tenants
from tenants.models import Pizzeria
from tests.cast import NOON
from toolbox.tenant_db import entered_or_none
from toolbox.tenant_db.base import DatabaseWrapper


def where() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schemas(false)::text")
        return str(cursor.fetchone()[0]).strip("{}")


def in_a_thread(work: Callable[[], Any]) -> Any:
    """Return what the work returned or raised in a fresh thread."""
    box: list[Any] = []

    def run() -> None:
        try:
            box.append(work())
        except Exception as error:
            box.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return box[0]


def test_a_query_without_a_tenant_raises(db: None) -> None:
    with pytest.raises(tenants.NoTenant):
        Session.objects.count()
    with pytest.raises(tenants.NoTenant):
        tenants.current()


@pytest.mark.parametrize("verb", ["execute", "executemany", "copy", "stream", "callproc"])
def test_every_way_to_send_a_statement_raises_without_a_tenant(db: None, verb: str) -> None:
    arguments = {"executemany": ("SELECT %s", [(1,)])}.get(verb, ("SELECT 1",))
    with connection.cursor() as cursor, pytest.raises(tenants.NoTenant):
        getattr(cursor, verb)(*arguments)


def test_a_raw_driver_cursor_finds_no_tables_either(db: None, django_db_blocker: Any) -> None:
    def raw() -> Any:
        connection.ensure_connection()
        return connection.connection.cursor().execute("SELECT count(*) FROM tenants_pizzeria")

    assert "does not exist" in str(in_a_thread(raw))


def test_the_path_is_one_schema_and_nothing_else(napoli: tenants.Here, roma: tenants.Here) -> None:
    with tenants.inside(napoli):
        assert where() == napoli.schema
        with tenants.inside(roma):
            assert where() == roma.schema
            with tenants.platform():
                assert where() == "public"
        assert where() == napoli.schema
    assert entered_or_none() is None


def test_public_tables_are_invisible_from_a_tenant(inside_napoli: tenants.Here) -> None:
    with pytest.raises(ProgrammingError, match="tenants_pizzeria"), transaction.atomic():
        Pizzeria.objects.count()


def test_a_table_missing_in_a_tenant_is_not_read_from_the_platform(inside_napoli: tenants.Here) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_session")
    with pytest.raises(ProgrammingError, match="django_session"), transaction.atomic():
        Session.objects.count()


def test_the_same_row_may_exist_in_each_house(napoli: tenants.Here, roma: tenants.Here) -> None:
    for place in (tenants.inside(napoli), tenants.inside(roma), tenants.platform()):
        with place:
            Session.objects.create(session_key="giulia", expire_date=NOON)
            assert Session.objects.count() == 1


def test_a_rollback_inside_another_tenant_leads_back(napoli: tenants.Here, roma: tenants.Here) -> None:
    with tenants.inside(napoli):
        assert where() == napoli.schema
        with pytest.raises(ZeroDivisionError), transaction.atomic(), tenants.inside(roma):
            assert where() == roma.schema
            raise ZeroDivisionError
        assert where() == napoli.schema


def test_a_broken_transaction_can_be_rolled_back_from_anywhere(napoli: tenants.Here, roma: tenants.Here) -> None:
    with tenants.inside(napoli):
        with pytest.raises(ProgrammingError), transaction.atomic(), tenants.inside(roma):
            _complain()
        assert where() == napoli.schema


def _complain() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing")


def test_a_cursor_that_outlived_its_tenant_reads_where_the_code_is(napoli: tenants.Here, roma: tenants.Here) -> None:
    with tenants.inside(napoli):
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
    with tenants.inside(roma):
        cursor.execute("SELECT current_schema()")
        assert cursor.fetchone() == (roma.schema,)
    with pytest.raises(tenants.NoTenant):
        cursor.execute("SELECT 1")


def test_a_server_side_cursor_reads_its_tenant_to_the_end(napoli: tenants.Here, roma: tenants.Here) -> None:
    with tenants.inside(napoli):
        Session.objects.bulk_create(Session(session_key=f"{n}", expire_date=NOON) for n in range(10))
        rows = Session.objects.order_by("session_key").iterator(chunk_size=2)
        first = next(rows)
        with tenants.inside(roma):
            assert Session.objects.count() == 0
            assert first not in list(rows)
        assert entered_or_none().tenant == napoli


def test_a_new_thread_has_entered_nothing(inside_napoli: tenants.Here) -> None:
    assert isinstance(in_a_thread(Session.objects.count), tenants.NoTenant)


def test_threads_in_different_tenants_do_not_disturb_each_other(napoli: tenants.Here, roma: tenants.Here) -> None:
    both_in = threading.Barrier(2, timeout=20)

    def visit(here: tenants.Here) -> list[str]:
        seen = []
        with tenants.inside(here):
            for _ in range(50):
                both_in.wait()
                seen.append(where())
        return seen

    boxes: dict[str, Any] = {}
    visitors = [
        threading.Thread(target=lambda here=here: boxes.update({here.slug: in_a_thread(lambda: visit(here))}))
        for here in (napoli, roma)
    ]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert set(boxes["napoli"]) == {napoli.schema}
    assert set(boxes["roma"]) == {roma.schema}


def test_async_code_keeps_its_tenant_and_only_its_own(napoli: tenants.Here, roma: tenants.Here) -> None:
    def schema_now() -> str | None:
        return getattr(entered_or_none(), "schema", None)

    async def visit(here: tenants.Here) -> set[str | None]:
        seen = set()
        with tenants.inside(here):
            for _ in range(20):
                await asyncio.sleep(0)
                seen |= {schema_now(), await sync_to_async(schema_now)()}
        return seen

    async def everybody() -> list[Any]:
        with pytest.raises(tenants.NoTenant):
            await sync_to_async(tenants.current)()
        return await asyncio.gather(visit(napoli), visit(roma))

    assert in_a_thread(lambda: asyncio.run(everybody())) == [{napoli.schema}, {roma.schema}]


def test_async_queries_without_a_tenant_raise(db: None) -> None:
    async def count() -> int:
        try:
            return await Session.objects.acount()
        finally:
            await sync_to_async(lambda: connection.close())()  # the connection of the thread that asked

    assert isinstance(in_a_thread(lambda: asyncio.run(count())), tenants.NoTenant)


def test_on_commit_runs_where_it_was_asked_for(napoli: tenants.Here, django_capture_on_commit_callbacks: Any) -> None:
    seen: list[str] = []
    with tenants.platform(), django_capture_on_commit_callbacks(execute=True):
        with tenants.inside(napoli):
            transaction.on_commit(lambda: seen.append(where()))
        transaction.on_commit(lambda: seen.append(where()))
    assert seen == [napoli.schema, "public"]


def test_staying_in_a_tenant_sets_the_path_once(napoli: tenants.Here, roma: tenants.Here) -> None:
    with tenants.inside(napoli):
        where()
        before = connection.path_switches
        for _ in range(10):
            Session.objects.count()
            with transaction.atomic():
                Session.objects.count()
        assert connection.path_switches == before
        with tenants.inside(roma):
            Session.objects.count()
        Session.objects.count()
        assert connection.path_switches == before + 2


def test_an_older_server_that_reports_no_path_is_told_every_time(
    napoli: tenants.Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolbox.tenant_db.base.REPORTS_SEARCH_PATH", 990000)
    with tenants.inside(napoli):
        before = connection.path_switches
        assert where() == where() == napoli.schema
        assert connection.path_switches == before + 2


def test_introspection_says_of_one_schema_what_django_says(inside_napoli: tenants.Here) -> None:
    ours, stock = connection.introspection, Stock(connection)
    with connection.cursor() as cursor:
        assert sorted(ours.get_table_list(cursor)) == sorted(stock.get_table_list(cursor)) != []
        for table in ("accounts_user", "menu_product", "django_session"):
            for question in ("get_table_description", "get_sequences", "get_relations", "get_constraints"):
                assert getattr(ours, question)(cursor, table) == getattr(stock, question)(cursor, table)


def test_names_that_would_need_quoting_are_no_schemas_of_ours() -> None:
    from toolbox.tenant_db import Entered

    for name in ("information schema", "Napoli", "nàpoli", "pg_catalog", 'a"b', "", "x" * 64, "a;b"):
        with pytest.raises(ValueError, match="schema name"):
            Entered(schema=name, key="k")


def test_the_connection_refuses_to_hold_a_tenant_itself() -> None:
    for method in (connection.set_schema_to_public, lambda: connection.set_schema("public")):
        with pytest.raises(NotImplementedError):
            method()


def test_a_pooled_connection_that_comes_from_another_tenant_is_led_home(torino: tenants.Here) -> None:
    settings = {**connection.settings_dict, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    settings["OPTIONS"] = {**settings["OPTIONS"], "pool": {"min_size": 1, "max_size": 1, "timeout": 10}}
    pooled = DatabaseWrapper(settings, alias="pooled")
    seen = []
    try:
        for place in (tenants.inside(torino), tenants.platform(), tenants.inside(torino)):
            with place, pooled.cursor() as cursor:
                cursor.execute("SELECT current_schemas(false)::text, pg_backend_pid()")
                seen.append(cursor.fetchone())
            pooled.close()
    finally:
        pooled.close_pool()
    assert [schema for schema, _ in seen] == [f"{{{torino.schema}}}", "{public}", f"{{{torino.schema}}}"]
    assert len({backend for _, backend in seen}) == 1
