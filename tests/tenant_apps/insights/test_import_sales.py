"""A till's export becomes ordinary orders, once."""

import time
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

import tenants
from learning.till import ending_on, read_till, read_till_text
from shared_apps.franchise.models import DailyFigure
from shared_apps.journal.models import Entry
from tenant_apps.insights import actions, errors, queries
from tenant_apps.insights.models import SalesImport
from tenant_apps.menu import actions as menu
from tenant_apps.menu import starter
from tenant_apps.menu.models import Product
from tenant_apps.ordering.models import Counter, Order, OrderLine
from tests.cast import NOON

from .conftest import HEADER, PIZZAPLACE, SYSTEM, YESTERDAY, take_in, till_of

THREE = (
    "7,2026-05-06,19:30,margherita,M,classic,8.50\n"
    "7,2026-05-06,19:30,margherita,M,classic,8.50\n"
    "7,2026-05-06,19:30,acqua,,drink,2.44\n"
    "7,2026-05-07,00:30,diavola,L,classic,11\n"
)


def run(*words: Any) -> str:
    out = StringIO()
    call_command("import_sales", *words, stdout=out)
    return out.getvalue()


def test_rows_of_one_number_and_day_are_one_order(in_napoli: Any) -> None:
    done = take_in(HEADER + THREE)
    assert (done.orders, done.pieces) == (2, 4)
    first, second = Order.objects.order_by("number")
    assert (first.state, first.imported, first.channel, first.total) == ("collected", True, "till", Decimal("19.44"))
    lines = first.lines.values_list("name__it", "quantity", "unit_price", "total", "vat_rate", "vat")
    assert list(lines) == [
        ("Margherita", 2, Decimal("8.50"), Decimal("17.00"), Decimal(10), Decimal("1.55")),
        ("Acqua", 1, Decimal("2.44"), Decimal("2.44"), Decimal(22), Decimal("0.44")),
    ]
    assert first.vat == Decimal("1.99")
    assert first.placed_at.isoformat() == "2026-05-06T17:30:00+00:00"
    assert second.business_day == date(2026, 5, 6), "half past midnight still belongs to the evening before"


def test_the_same_file_again_adds_nothing(in_napoli: Any) -> None:
    take_in(HEADER + THREE)
    again = take_in(HEADER + THREE)
    assert (again.is_known_file, again.orders, Order.objects.count()) == (True, 0, 2)


def test_a_longer_file_adds_only_what_is_new(in_napoli: Any) -> None:
    take_in(HEADER + THREE)
    done = take_in(HEADER + THREE + "8,2026-05-07,19:00,marinara,M,classic,7\n")
    assert (done.orders, done.known_orders, Order.objects.count()) == (1, 2, 3)
    assert sorted(Order.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert Counter.objects.get().last == 3


def test_what_the_menu_knows_is_linked_and_called_as_on_the_menu(in_napoli: Any) -> None:
    menu.load_menu(starter.menu(), source="starter", by=SYSTEM, at=NOON)
    margherita = Product.objects.get(name__it="Margherita")
    take_in(HEADER + "1,2026-05-06,19:30,MARGHERITA,M,classic,8.50\n1,2026-05-06,19:30,mystery,M,classic,8.50\n")
    known, unknown = OrderLine.objects.all()
    assert (known.product_id, known.name) == (margherita.id, margherita.name)
    assert (unknown.product_id, unknown.name) == (None, {"it": "Mystery"})


def test_rows_without_a_number_are_orders_of_their_own(in_napoli: Any) -> None:
    done = take_in(HEADER + ",2026-05-06,19:30,margherita,M,classic,8.50\n" * 2)
    assert done.orders == 2


def test_very_long_numbers_still_tell_orders_apart(in_napoli: Any) -> None:
    rows = "".join(f"{'9' * 80}{n},2026-05-06,19:30,margherita,M,classic,8.50\n" for n in range(2))
    assert take_in(HEADER + rows).orders == 2


def test_a_file_without_a_good_row_is_refused(in_napoli: Any) -> None:
    with pytest.raises(errors.NothingToImport) as refused:
        take_in(HEADER + "bad\n")
    assert "1 bad rows" in str(refused.value)


def test_an_import_is_journalled_once_without_its_orders(in_napoli: Any) -> None:
    take_in(HEADER + THREE)
    assert list(Entry.objects.filter(fact="SalesImported").values_list("payload__orders", flat=True)) == [2]
    assert not Entry.objects.filter(fact="OrderPlaced").exists()


def test_a_year_of_sales_is_imported_in_seconds(in_napoli: Any) -> None:
    till = ending_on(read_till(PIZZAPLACE), YESTERDAY)
    started = time.perf_counter()
    done = actions.import_sales(till, name="pizzaplace", contents=b"pizzaplace", by=SYSTEM, at=NOON)
    assert time.perf_counter() - started < 30
    assert done.orders > 20_900
    assert Order.objects.aggregate(last=Sum("total"))["last"] == OrderLine.objects.aggregate(last=Sum("total"))["last"]
    assert queries.first_and_last_day()[1] == YESTERDAY
    assert SalesImport.objects.get().pieces == done.pieces


def test_sales_moved_by_whole_weeks_keep_their_weekdays() -> None:
    till = read_till_text(till_of(30, last=date(2015, 12, 31)))
    moved = ending_on(till, YESTERDAY)
    assert moved.lines["day"].max().date() == YESTERDAY
    weekday = till.lines["day"].dt.day_of_week.value_counts()
    assert (weekday.index.sort_values() == moved.lines["day"].dt.day_of_week.value_counts().index.sort_values()).all()
    assert ((moved.lines["day"] - moved.lines["told"]).dt.days % 7 == 0).all()


def test_the_command_tries_dry_first(open_napoli: Any, tmp_path: Any) -> None:
    path = tmp_path / "till.csv"
    path.write_text(HEADER + THREE + "9,2026-13-01,19:00,marinara,M,classic,7\n")
    told = run("napoli", path, "--dry-run")
    assert "4 good rows in 2 orders, 1 bad rows" in told
    assert "line 6: date '2026-13-01' is no day" in told
    with tenants.inside(open_napoli):
        assert not Order.objects.exists()


def test_the_command_imports_and_hands_the_days_in(open_napoli: Any, tmp_path: Any) -> None:
    path = tmp_path / "till.csv"
    path.write_text(till_of(20, last=date(2019, 5, 2)))
    assert "Imported" in run("napoli", path, "--ends-on", "yesterday")
    assert "imported before" in run("napoli", path)
    with tenants.platform():
        figures = DailyFigure.objects.filter(pizzeria=open_napoli.id)
        assert figures.count() == 20
        assert figures.latest("day").day == YESTERDAY


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nowhere", PIZZAPLACE), "no pizzeria 'nowhere'"),
        (("napoli", "missing.csv"), "missing.csv"),
        (("napoli", __file__), "must name the columns"),
        (("napoli", PIZZAPLACE, "--ends-on", "someday"), "'someday' is no day"),
    ],
)
def test_the_command_says_what_is_wrong(open_napoli: Any, words: Any, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(*words)
