"""Declare what stores owe, and freeze what they owe for a month: once, and for ever."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from pizzeria.royalties import Terms, month_after
from shared_apps.franchise import queries
from shared_apps.franchise.errors import EarlierMonthOpen, MonthNotOver, NothingDeclared, NotInThisFranchise, TooEarly
from shared_apps.franchise.facts import FormulaDeclared, FreezingDaySet, StatementFrozen
from shared_apps.franchise.models import Correction, Formula, Franchise, Statement, StatementLine, parts_of
from shared_apps.franchise.queries import Books, Paper
from shared_apps.franchise.wording import month_name
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor


@dataclass(frozen=True)
class Declaration:
    """What is declared: for one store or for all, from a month on, perhaps to a last one.

    Without ``terms`` the store follows again what holds for all.
    """

    first_month: date
    terms: Terms | None
    store: UUID | None = None
    last_month: date | None = None


@transaction.atomic
def declare_formula(franchise: Franchise, *, declared: Declaration, by: Actor, at: datetime) -> Formula:
    """Add a version of the formula. Raises TooEarly, NotInThisFranchise."""
    _lock(franchise)
    store = franchise.stores.filter(pizzeria=declared.store).first() if declared.store else None
    if declared.store and store is None:
        raise NotInThisFranchise(name=str(declared.store))
    earliest = queries.earliest_month(franchise, store=declared.store, at=at)
    if earliest and declared.first_month < earliest:
        raise TooEarly(month=month_name(earliest))
    terms = declared.terms
    formula = Formula.objects.create(
        franchise=franchise,
        number=(franchise.formulas.aggregate(last=Max("number"))["last"] or 0) + 1,
        store=declared.store,
        first_month=declared.first_month,
        last_month=declared.last_month,
        follows_default=terms is None,
        declared_at=at,
        declared_by=by.name,
        **(_columns(terms) if terms else {}),
    )
    fact = FormulaDeclared(
        str(franchise.id), formula.number, str(declared.store or ""), declared.first_month.isoformat()
    )
    journal.record(fact, by=by, at=at)
    return formula


@transaction.atomic
def set_freezing_day(franchise: Franchise, *, day: int, by: Actor, at: datetime) -> None:
    """Freeze on this day of the month (1 to 28) from now on."""
    Franchise.objects.filter(id=franchise.id).update(freezes_on=day)
    journal.record(FreezingDaySet(str(franchise.id), day), by=by, at=at)


@transaction.atomic
def freeze_month(franchise: Franchise, *, month: date, by: Actor, at: datetime) -> list[Statement]:
    """Freeze the statements of all stores for the month, and return those that were not frozen yet.

    Two at once take turns at the franchise's row: the second finds everything frozen and returns nothing. All of a
    month's statements stand or none. Raises MonthNotOver, EarlierMonthOpen, NothingDeclared.
    """
    _lock(franchise)
    books = queries.books(franchise)
    _check_can_freeze(books, month, at=at)
    papers = books.drafts(until=month, month=month)
    if not papers and not any(frozen == month for _, frozen in books.statements):
        raise NothingDeclared(month=month_name(month))
    last = max((each.number for (_, frozen), each in books.statements.items() if frozen == month), default=0)
    return [_freeze(paper, number=last + place, by=by, at=at) for place, paper in enumerate(papers, start=1)]


def freeze_what_is_due(franchise: Franchise, *, by: Actor, at: datetime) -> int:
    """Freeze, in order, every month whose freezing day has come; return how many statements that made."""
    this = at.date()
    books = queries.books(franchise)
    open_months = {month for store in books.stores for month in books.open_months(store, until=this)}
    due = [month for month in sorted(open_months) if month_after(month).replace(day=franchise.freezes_on) <= this]
    over = [month for month in due if books.is_over(month, at=at)]
    return sum(len(freeze_month(franchise, month=month, by=by, at=at)) for month in over)


def _lock(franchise: Franchise) -> None:
    """Whoever declares or freezes for this franchise does so alone: no formula slips under a freezing."""
    Franchise.objects.select_for_update().get(id=franchise.id)


def _check_can_freeze(books: Books, month: date, *, at: datetime) -> None:
    if not books.is_over(month, at=at):
        raise MonthNotOver(month=month_name(month))
    earlier = [open for store in books.stores for open in books.open_months(store, until=month) if open < month]
    if earlier:
        raise EarlierMonthOpen(month=month_name(min(earlier)))


def _freeze(paper: Paper, *, number: int, by: Actor, at: datetime) -> Statement:
    first, last = paper.span or (None, None)
    statement = Statement.objects.create(
        franchise=paper.franchise,
        store=paper.store,
        store_name=paper.store_name,
        month=paper.month,
        number=number,
        formula=paper.formula,
        first_day=first,
        last_day=last,
        currency=paper.currency,
        **asdict(paper.charge),
        corrected_royalty=paper.corrected.royalty,
        corrected_advertising=paper.corrected.advertising,
        total=paper.total,
        frozen_at=at,
        frozen_by=by.name,
    )
    StatementLine.objects.bulk_create(_lines(paper, statement))
    Correction.objects.bulk_create(
        Correction(statement=statement, corrects=each.statement, **asdict(each.charge)) for each in paper.corrections
    )
    fact = StatementFrozen(
        statement=str(statement.id),
        franchise=str(paper.franchise.id),
        pizzeria=str(paper.store),
        month=paper.month.isoformat(),
        number=number,
        total=statement.total,
        currency=statement.currency,
    )
    journal.record(fact, by=by, at=at)
    return statement


def _lines(paper: Paper, statement: Statement) -> Sequence[StatementLine]:
    days = [StatementLine(statement=statement, day=row.day, base=row.base, **parts_of(row.sales)) for row in paper.rows]
    corrected = [
        StatementLine(
            statement=statement, day=change.day, base=change.now, before=change.before, **parts_of(change.sales)
        )
        for month in paper.corrections
        for change in month.changes
    ]
    return days + corrected


def _columns(terms: Terms) -> dict[str, int | bool]:
    return {
        "royalty_bps": terms.royalty_bps,
        "advertising_bps": terms.advertising_bps,
        "minimum": terms.minimum,
        "is_net": terms.is_net,
        "deducts_discounts": terms.deducts_discounts,
        "counts_fees": terms.counts_fees,
        "deducts_refunds": terms.deducts_refunds,
    }
