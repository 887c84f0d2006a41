"""Two at once, and a crash half way. With the lock off the race is shown to happen, and the database still holds."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import IntegrityError

import tenants
from shared_apps.franchise import actions
from shared_apps.franchise.actions import royalties
from shared_apps.franchise.errors import TooEarly
from shared_apps.franchise.models import Correction, DailyFigure, Formula, Franchise, Statement, Store
from shared_apps.journal.models import Entry, Work
from tests.races import AtOnce, meet_before
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
    take_in,
)

pytestmark = pytest.mark.race
MANY = 4
FACTS = ("FranchiseFounded", "StoreJoined", "FormulaDeclared", "StatementFrozen")


@pytest.fixture
def committed(torino: Any, django_db_blocker: Any) -> Iterator[Franchise]:
    """A franchise with torino in it and a day sold in May, really there; gone afterwards."""
    with django_db_blocker.unblock(), tenants.platform(), ExitStack() as last:
        last.callback(_clear, torino)
        made = actions.found_franchise("Da Gianduja", by=BY, at=JANUARY)
        take_in(made, torino, at=JANUARY)
        declare(made, MAY, TERMS, at=JANUARY)
        hand_in(torino, MAY, "110", at=moment(5, 2))
        yield made


def _clear(torino: Any) -> None:
    for model in (Correction, Statement, Formula, DailyFigure, Store, Franchise):
        model.objects.all().delete()
    Entry.objects.filter(fact__in=FACTS).delete()
    Work.objects.filter(owner=Work.PLATFORM).delete()


def test_of_many_at_once_one_freezes(committed: Franchise, at_once: AtOnce) -> None:
    results = at_once(*[lambda: freeze(committed, MAY, at=moment(6, 1))] * MANY)
    assert sorted(len(result) for result in results) == [0] * (MANY - 1) + [1]
    assert Statement.objects.count() == 1
    assert Entry.objects.filter(fact="StatementFrozen").count() == 1


def test_control_without_the_lock_all_want_to_and_the_database_lets_one(
    committed: Franchise, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(royalties, "_lock", lambda franchise: None)
    meet_before(monkeypatch, royalties, "_freeze", 2)
    results = at_once(*[lambda: freeze(committed, MAY, at=moment(6, 1))] * 2)
    assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "list"]
    assert Statement.objects.count() == Entry.objects.filter(fact="StatementFrozen").count() == 1


def test_a_formula_does_not_slip_under_a_freezing(committed: Franchise, at_once: AtOnce) -> None:
    freeze(committed, MAY, at=moment(6, 1))
    late = moment(5, 20)  # a clock that is behind: for it June has not begun
    frozen, declared = at_once(
        lambda: freeze(committed, JUNE, at=moment(7, 1)),
        lambda: declare(committed, JUNE, TERMS, at=late),
    )
    assert isinstance(declared, TooEarly | Formula)
    statement = Statement.objects.get(month=JUNE)
    assert statement.formula.number == (1 if isinstance(declared, TooEarly) else 2)
    assert len(frozen) == 1


def test_a_crash_half_way_leaves_nothing_and_the_next_run_all(
    committed: Franchise, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*args: Any) -> Any:
        raise IntegrityError("the cable was pulled")

    with monkeypatch.context() as patch:
        patch.setattr(royalties, "_lines", crash)
        with pytest.raises(IntegrityError):
            freeze(committed, MAY, at=moment(6, 1))
    assert not Statement.objects.exists()
    assert actions.freeze_what_is_due(committed, by=BY, at=moment(8, 6)) == 3
    assert set(Statement.objects.values_list("month", flat=True)) == {MAY, JUNE, JULY}
