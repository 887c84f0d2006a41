"""What head office declares holds from a later month, and what has begun is never changed."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from shared_apps.franchise import actions, queries
from shared_apps.franchise.errors import NotInThisFranchise, TooEarly
from shared_apps.franchise.models import Formula, Franchise
from shared_apps.journal.models import Entry
from tests.shared_apps.franchise.conftest import BY, JANUARY, JULY, JUNE, MAY, TERMS, declare, freeze, moment

OTHER = replace(TERMS, royalty_bps=100)


def test_the_first_may_hold_for_any_month(da_ciro: Franchise) -> None:
    assert declare(da_ciro, MAY, TERMS, at=moment(11, 20)).number == 1
    assert Entry.objects.filter(fact="FormulaDeclared").count() == 1


@pytest.mark.parametrize("month", [MAY, JUNE])
def test_a_month_that_has_begun_is_not_changed(da_ciro: Franchise, formula: Formula, month: Any) -> None:
    with pytest.raises(TooEarly) as refusal:
        declare(da_ciro, month, OTHER, at=moment(6, 1))
    assert "July 2026" in str(refusal.value)
    assert queries.books(da_ciro).formula(uuid4(), month) == formula


def test_a_change_holds_from_its_month_on(da_ciro: Franchise, formula: Formula) -> None:
    later = declare(da_ciro, JULY, OTHER, at=moment(6, 30))
    books = queries.books(da_ciro)
    assert [books.formula(uuid4(), month) for month in (MAY, JUNE, JULY)] == [formula, formula, later]
    assert books.formula(uuid4(), JULY.replace(year=2030)) == later


def test_before_the_first_month_nothing_is_declared(da_ciro: Franchise, formula: Formula) -> None:
    assert queries.books(da_ciro).formula(uuid4(), MAY.replace(month=4)) is None


def test_the_newest_declaration_replaces_what_was_planned(da_ciro: Franchise, formula: Formula) -> None:
    declare(da_ciro, JULY, OTHER, at=moment(5, 2))
    newest = declare(da_ciro, JUNE, replace(TERMS, royalty_bps=300), at=moment(5, 3))
    assert queries.books(da_ciro).formula(uuid4(), JULY) == newest


def test_a_store_may_have_its_own_for_some_months(da_ciro: Franchise, formula: Formula, napoli: Any, roma: Any) -> None:
    own = declare(da_ciro, JUNE, OTHER, at=moment(5, 2), store=napoli.id, last_month=JUNE)
    books = queries.books(da_ciro)
    assert [books.formula(napoli.id, month) for month in (MAY, JUNE, JULY)] == [formula, own, formula]
    assert books.formula(roma.id, JUNE) == formula


def test_a_store_may_follow_the_others_again(da_ciro: Franchise, formula: Formula, napoli: Any) -> None:
    own = declare(da_ciro, JUNE, OTHER, at=moment(5, 2), store=napoli.id)
    declare(da_ciro, JULY, None, at=moment(6, 2), store=napoli.id)
    books = queries.books(da_ciro)
    assert [books.formula(napoli.id, month) for month in (JUNE, JULY)] == [own, formula]


def test_a_store_that_joins_may_begin_with_its_own_at_once(
    da_ciro: Franchise, formula: Formula, napoli: Any, roma: Any
) -> None:
    da_ciro.stores.filter(pizzeria=napoli.id).update(joined_at=moment(6, 10))
    assert queries.earliest_month(da_ciro, store=napoli.id, at=moment(6, 12)) == JUNE
    assert queries.earliest_month(da_ciro, store=roma.id, at=moment(6, 12)) == JULY


def test_nothing_is_declared_for_a_frozen_month(da_ciro: Franchise, formula: Formula) -> None:
    freeze(da_ciro, MAY, at=moment(6, 2))
    Franchise.objects.filter(id=da_ciro.id).update(freezes_on=1)
    with pytest.raises(TooEarly):
        declare(da_ciro, MAY, OTHER, at=JANUARY)


def test_a_store_of_another_franchise_has_no_formula_here(da_ciro: Franchise, formula: Formula) -> None:
    with pytest.raises(NotInThisFranchise):
        declare(da_ciro, JULY, OTHER, at=moment(5, 2), store=uuid4())


def test_the_database_refuses_to_change_a_formula(formula: Formula) -> None:
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Formula.objects.filter(id=formula.id).update(royalty_bps=1)


def test_the_day_of_freezing_is_head_offices_choice(da_ciro: Franchise) -> None:
    actions.set_freezing_day(da_ciro, day=10, by=BY, at=JANUARY)
    da_ciro.refresh_from_db()
    assert da_ciro.freezes_on == 10
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.set_freezing_day(da_ciro, day=29, by=BY, at=JANUARY)
