"""A month is frozen once and stays; what is counted otherwise later stands in the next statement."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pizzeria.royalties import Charge
from shared_apps.franchise import actions, queries
from shared_apps.franchise.errors import EarlierMonthOpen, LeftBefore, MonthNotOver, NothingDeclared
from shared_apps.franchise.models import Correction, Formula, Franchise, Statement, StatementLine
from shared_apps.franchise.tasks import freeze_due_statements
from shared_apps.journal.models import Entry
from tenants.models import Pizzeria
from tests.shared_apps.franchise.conftest import (
    BY,
    JANUARY,
    JULY,
    JUNE,
    MAY,
    TERMS,
    declare,
    freeze,
    hand_in,
    moment,
)

EIGHTH = date(2026, 5, 8)


@pytest.fixture
def sold(da_ciro: Franchise, formula: Formula, napoli: Any, roma: Any) -> Franchise:
    """napoli sold 1,100 and 550 in May (1,500 without VAT), roma 110."""
    hand_in(napoli, EIGHTH, "1100", at=moment(5, 9))
    hand_in(napoli, EIGHTH + timedelta(days=1), "550", at=moment(5, 10))
    hand_in(roma, EIGHTH, "110", at=moment(5, 9))
    return da_ciro


def of(statements: list[Statement], store: Any) -> Statement:
    return next(each for each in statements if each.store == store.id)


def test_a_statement_says_what_the_formula_says(sold: Franchise, napoli: Any, formula: Formula) -> None:
    statement = of(freeze(sold, MAY, at=moment(6, 1)), napoli)
    assert (statement.base, statement.royalty, statement.advertising, statement.total) == (150_000, 7500, 3000, 10_500)
    assert (statement.formula, statement.currency, statement.called) == (formula, "EUR", "2026-05/1")
    assert [(line.day, line.base) for line in statement.lines.all()] == [
        (EIGHTH, 100_000),
        (EIGHTH + timedelta(days=1), 50_000),
    ]


def test_all_parts_of_a_day_are_kept(sold: Franchise, roma: Any) -> None:
    parts = {"discounts": "11", "discounts_vat": "1", "fees": "2.44", "fees_vat": "0.44", "refunds": "5.50"}
    hand_in(roma, EIGHTH, "110", at=moment(5, 10), refunds_vat="0.5", tips="3", **parts)
    line = of(freeze(sold, MAY, at=moment(6, 1)), roma).lines.get()
    assert (line.goods, line.discounts, line.fees, line.refunds, line.tips) == (11_000, 1100, 244, 550, 300)
    assert line.base == TERMS.base(line.sales)


def test_what_is_frozen_is_what_the_draft_said(sold: Franchise, napoli: Any) -> None:
    draft = queries.paper(sold, store=napoli.id, month=MAY, at=moment(6, 1))
    freeze(sold, MAY, at=moment(6, 1))
    frozen = queries.paper(sold, store=napoli.id, month=MAY, at=moment(6, 1))
    assert draft and frozen
    assert not draft.is_frozen and frozen.is_frozen
    assert replace(frozen, statement=None) == draft


def test_numbers_count_up_within_a_month(sold: Franchise) -> None:
    assert [each.number for each in freeze(sold, MAY, at=moment(6, 1))] == [1, 2]
    assert [each.number for each in freeze(sold, JUNE, at=moment(7, 1))] == [1, 2]


def test_frozen_twice_is_frozen_once(sold: Franchise) -> None:
    freeze(sold, MAY, at=moment(6, 1))
    assert freeze(sold, MAY, at=moment(6, 2)) == []
    assert Statement.objects.count() == 2
    assert Entry.objects.filter(fact="StatementFrozen").count() == 2


def test_a_month_is_frozen_when_it_is_over_in_every_store(sold: Franchise) -> None:
    with pytest.raises(MonthNotOver):
        freeze(sold, MAY, at=moment(6, 1, hour=1))  # the night of 31 May in Italy: they bake still


def test_months_are_frozen_in_order(sold: Franchise) -> None:
    with pytest.raises(EarlierMonthOpen) as refusal:
        freeze(sold, JUNE, at=moment(7, 1))
    assert "May 2026" in str(refusal.value)


def test_a_month_without_a_formula_is_not_frozen(da_ciro: Franchise) -> None:
    with pytest.raises(NothingDeclared):
        freeze(da_ciro, MAY, at=moment(6, 1))


@pytest.mark.parametrize("table", [Statement, StatementLine])
def test_the_database_refuses_to_change_what_is_frozen(sold: Franchise, table: Any) -> None:
    freeze(sold, MAY, at=moment(6, 1))
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        table.objects.update(base=1)


def test_a_later_count_leaves_the_frozen_month_alone(sold: Franchise, napoli: Any) -> None:
    statement = of(freeze(sold, MAY, at=moment(6, 1)), napoli)
    before = queries.paper(sold, store=napoli.id, month=MAY, at=moment(6, 1))
    hand_in(napoli, EIGHTH, "1210", at=moment(6, 20))
    assert queries.paper(sold, store=napoli.id, month=MAY, at=moment(6, 20)) == before
    assert Statement.objects.get(id=statement.id).total == 10_500


def test_what_is_counted_otherwise_later_stands_in_the_next_statement(sold: Franchise, napoli: Any) -> None:
    first = of(freeze(sold, MAY, at=moment(6, 1)), napoli)
    hand_in(napoli, EIGHTH, "1210", at=moment(6, 20))
    second = of(freeze(sold, JUNE, at=moment(7, 1)), napoli)
    assert (second.base, second.corrected_royalty, second.corrected_advertising, second.total) == (0, 500, 200, 700)
    correction = second.corrections.get()
    assert (correction.corrects, correction.base) == (first, 10_000)
    line = second.lines.get()
    assert (line.day, line.before, line.base, line.goods) == (EIGHTH, 100_000, 110_000, 121_000)
    assert of(freeze(sold, JULY, at=moment(8, 1)), napoli).total == 0


def test_a_correction_counts_by_the_formula_of_then(sold: Franchise, napoli: Any) -> None:
    freeze(sold, MAY, at=moment(6, 1))
    declare(sold, JULY, replace(TERMS, royalty_bps=5000), at=moment(6, 5))
    freeze(sold, JUNE, at=moment(7, 1))
    hand_in(napoli, EIGHTH, "1210", at=moment(7, 20))
    assert of(freeze(sold, JULY, at=moment(8, 1)), napoli).corrected_royalty == 500


def test_a_day_that_comes_late_is_a_correction_too(sold: Franchise, roma: Any) -> None:
    freeze(sold, MAY, at=moment(6, 1))
    hand_in(roma, MAY, "110", at=moment(6, 20))
    assert of(freeze(sold, JUNE, at=moment(7, 1)), roma).corrected_royalty == 500


def test_a_correction_stands_on_one_paper_only(sold: Franchise, napoli: Any) -> None:
    freeze(sold, MAY, at=moment(6, 1))
    hand_in(napoli, EIGHTH, "1210", at=moment(6, 20))
    papers = queries.papers_of_store(napoli.id, at=moment(7, 2))
    assert [(paper.month, paper.corrected.total, paper.is_frozen) for paper in papers] == [
        (JULY, 0, False),
        (JUNE, 700, False),
        (MAY, 0, True),
    ]


def test_a_count_written_while_a_month_was_frozen_is_not_lost(sold: Franchise, napoli: Any) -> None:
    freeze(sold, MAY, at=moment(6, 1, hour=12))
    hand_in(napoli, EIGHTH, "1210", at=moment(6, 1, hour=11))  # begun before, written after
    assert of(freeze(sold, JUNE, at=moment(7, 1)), napoli).corrected_royalty == 500


def test_a_store_that_joins_counts_from_its_day_on(sold: Franchise, napoli: Any) -> None:
    sold.stores.filter(pizzeria=napoli.id).update(joined_at=moment(5, 9))
    statement = of(freeze(sold, MAY, at=moment(6, 1)), napoli)
    assert (statement.base, statement.first_day, statement.last_day) == (50_000, date(2026, 5, 9), date(2026, 5, 31))


def test_a_store_that_left_counts_to_its_day(sold: Franchise, napoli: Any) -> None:
    actions.let_go_store(sold, pizzeria=Pizzeria.objects.get(id=napoli.id), by=BY, at=moment(5, 8))
    statement = of(freeze(sold, MAY, at=moment(6, 1)), napoli)
    assert (statement.base, statement.first_day, statement.last_day) == (100_000, MAY, EIGHTH)
    hand_in(napoli, EIGHTH + timedelta(days=1), "9999", at=moment(6, 20))  # no business of this franchise
    assert [each.store_name for each in freeze(sold, JUNE, at=moment(7, 1))] == ["Pizzeria Roma"]


def test_a_store_that_left_still_gets_its_corrections(sold: Franchise, napoli: Any) -> None:
    actions.let_go_store(sold, pizzeria=Pizzeria.objects.get(id=napoli.id), by=BY, at=moment(5, 8))
    freeze(sold, MAY, at=moment(6, 1))
    freeze(sold, JUNE, at=moment(7, 1))
    hand_in(napoli, EIGHTH, "880", at=moment(7, 20))
    last = of(freeze(sold, JULY, at=moment(8, 1)), napoli)
    assert (last.total, last.first_day) == (-1400, None)
    assert freeze(sold, JULY, at=moment(8, 2)) == []


def test_a_store_that_left_does_not_come_back_by_accident(sold: Franchise, napoli: Any) -> None:
    store = Pizzeria.objects.get(id=napoli.id)
    for _ in range(2):
        actions.let_go_store(sold, pizzeria=store, by=BY, at=moment(5, 8))
    assert Entry.objects.filter(fact="StoreLeft").count() == 1
    with pytest.raises(LeftBefore):
        actions.take_in_store(sold, pizzeria=store, by=BY, at=moment(5, 9))


@pytest.mark.parametrize(("day", "made"), [(4, 0), (5, 2), (28, 2)])
def test_the_calendar_freezes_on_the_day(sold: Franchise, day: int, made: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOW", moment(6, day).isoformat())
    assert freeze_due_statements() == made
    assert freeze_due_statements() == 0


def test_what_was_missed_is_frozen_in_order(sold: Franchise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOW", moment(8, 6).isoformat())
    assert freeze_due_statements() == 6
    assert list(Statement.objects.order_by("pk").values_list("month", flat=True)) == [MAY, MAY, JUNE, JUNE, JULY, JULY]


steps = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 2), st.integers(1, 4), st.integers(0, 20_000)),  # month, day, cents sold then
        st.just("freeze"),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_over_time_a_store_pays_what_the_last_count_costs(da_ciro: Franchise, napoli: Any, script: list[Any]) -> None:
    """Days are counted again in any order, months frozen in between: what is frozen never changes, the sum is right."""
    with transaction.atomic():
        run(da_ciro, napoli, script)
        transaction.set_rollback(True)


def run(franchise: Franchise, store: Any, script: list[Any]) -> None:
    terms = replace(TERMS, minimum=300)
    declare(franchise, MAY, terms, at=JANUARY)
    at, last, month = moment(8, 10), {}, MAY
    seen: dict[Any, Any] = {}
    for step in [*script, "freeze", "freeze", "freeze", "freeze"]:
        at += timedelta(hours=1)
        if step != "freeze":
            number, day, cents = step
            last[date(2026, 5 + number, day)] = Decimal(cents) / 100
            hand_in(store, date(2026, 5 + number, day), str(Decimal(cents) / 100), at=at)
        elif month <= JULY:
            freeze(franchise, month, at=at)
            month = month.replace(month=month.month + 1)
        for row in Statement.objects.values():
            assert seen.setdefault(row["id"], row) == row
    freeze(franchise, month, at=moment(9, 1))
    paid = sum(Statement.objects.filter(store=store.id).values_list("total", flat=True))
    assert paid == sum(owed(terms, last, number, store) for number in (5, 6, 7)) + owed(terms, {}, 8, store)


def owed(terms: Any, sold: dict[date, Decimal], month: int, store: Any) -> int:
    base = 0
    for day, goods in sold.items():
        if day.month == month:
            base += int((goods - (goods / 11).quantize(Decimal("0.01"))) * 100)
    return int(terms.charge(base, days=30, of=30).total)


def test_corrections_are_never_changed_either(sold: Franchise, napoli: Any) -> None:
    freeze(sold, MAY, at=moment(6, 1))
    hand_in(napoli, EIGHTH, "1210", at=moment(6, 20))
    freeze(sold, JUNE, at=moment(7, 1))
    assert Correction.objects.get().charge == Charge(10_000, 500, 200)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Correction.objects.update(royalty=0)


def test_a_franchise_that_cannot_be_frozen_holds_up_no_other(
    sold: Franchise, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    usual = actions.freeze_what_is_due
    broken = Franchise.objects.order_by("id").first()
    later = actions.found_franchise("Later", by=BY, at=moment(5, 1))
    seen: list[Any] = []

    def freeze_what_is_due(franchise: Franchise, **more: Any) -> int:
        seen.append(franchise.id)
        if franchise == broken:
            raise RuntimeError("broken")
        return usual(franchise, **more)

    monkeypatch.setattr(actions, "freeze_what_is_due", freeze_what_is_due)
    assert freeze_due_statements() == 0
    assert later.id in seen and "is not frozen" in caplog.text
