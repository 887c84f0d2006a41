"""Statements as they are frozen, and as they would be frozen now: one shape for both, so that what HQ sees in a draft is
what is written when the day comes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from pizzeria import hours
from pizzeria.royalties import Change, Charge, Sales, Settled, correct, last_day, month_after, month_of, months, span_in
from shared_apps.franchise.models import Correction, DailyFigure, Formula, Franchise, Statement, StatementLine, Store

# A count that was begun before a freezing may have been written after it: so long is looked back for such.
LATE = timedelta(days=1)


@dataclass(frozen=True)
class DayRow:
    """A day of the month: what was sold, the VAT that the formula takes out of it, and its base."""

    day: date
    sales: Sales
    vat_out: int
    base: int


@dataclass(frozen=True)
class ChangedMonth:
    """What a paper adds to an earlier statement, and the days that made it."""

    statement: Statement
    changes: Sequence[Change]
    charge: Charge


@dataclass(frozen=True)
class Paper:
    """A store's statement of a month: frozen if ``statement`` is there, else as it stands now. Amounts in minor units."""

    franchise: Franchise
    store: UUID
    store_name: str
    month: date
    currency: str
    formula: Formula
    span: tuple[date, date] | None
    charge: Charge
    corrected: Charge
    statement: Statement | None = None
    rows: Sequence[DayRow] = ()
    corrections: Sequence[ChangedMonth] = ()

    @property
    def total(self) -> int:
        return self.charge.total + self.corrected.total

    @property
    def sales(self) -> Sales:
        return sum((row.sales for row in self.rows), Sales())

    @property
    def vat_out(self) -> int:
        return sum(row.vat_out for row in self.rows)

    @property
    def is_least(self) -> bool:
        """Whether the royalty is the agreed minimum, because the percent came to less."""
        percent = replace(self.formula.terms, minimum=0).charge(self.charge.base, days=1, of=1)
        return percent.royalty != self.charge.royalty

    @property
    def is_frozen(self) -> bool:
        return self.statement is not None

    @property
    def called(self) -> str:
        return self.statement.called if self.statement else ""

    @property
    def is_partial(self) -> bool:
        """Whether the store was in the franchise on some days of the month only."""
        return self.span != (self.month, last_day(self.month))

    @classmethod
    def of(cls, franchise: Franchise, statement: Statement) -> Self:
        """The frozen one without its days: what a list shows."""
        return cls(
            franchise=franchise,
            store=statement.store,
            store_name=statement.store_name,
            month=statement.month,
            currency=statement.currency,
            formula=statement.formula,
            span=_span(statement),
            charge=statement.charge,
            corrected=Charge(0, statement.corrected_royalty, statement.corrected_advertising),
            statement=statement,
        )


def _span(statement: Statement) -> tuple[date, date] | None:
    if statement.first_day is None or statement.last_day is None:
        return None
    return statement.first_day, statement.last_day


@dataclass
class Books:
    """All that a franchise's papers are made of, read once: stores, formulas (newest first), what is frozen and what was
    charged for it, and the days that were counted since."""

    franchise: Franchise
    stores: Sequence[Store]
    formulas: Sequence[Formula]
    statements: Mapping[tuple[UUID, date], Statement]
    charged: Mapping[UUID, Charge]
    counted: Mapping[UUID, Mapping[date, tuple[Sales, int]]]
    last_frozen: date | None
    figures: dict[tuple[UUID, date], dict[date, Sales]] = field(default_factory=dict)

    def formula(self, store: UUID, month: date) -> Formula | None:
        """Return what holds for the store in that month: its own declaration before the one for all."""
        own = next((each for each in self.formulas if each.store == store and each.covers(month)), None)
        if own and not own.follows_default:
            return own
        return next((each for each in self.formulas if each.store is None and each.covers(month)), None)

    @property
    def currency(self) -> str:
        """What the franchise's stores are paid in: that of the first by name."""
        return self.stores[0].pizzeria.currency if self.stores else "EUR"

    def owed_months(self, store: Store, *, until: date) -> list[date]:
        """Return the months of its time there, up to that of ``until``, that the store has no statement of, in order."""
        joined, left = days_of(store)
        id = store.pizzeria_id
        return [
            month
            for month in months(joined, min(left or until, until))
            if (id, month) not in self.statements and self.formula(id, month)
        ]

    def open_months(self, store: Store, *, until: date) -> list[date]:
        """Return the months up to that of ``until`` that the store has still to get a statement for, in order.

        A store that left gets one more where a day of its time there is counted otherwise now.
        """
        found, (_, left) = self.owed_months(store, until=until), days_of(store)
        if left and not found and self.last_frozen:
            after = month_after(self.last_frozen)
            return [after] if after > left and self.changed(store) else []
        return found

    def is_over(self, month: date, *, at: datetime) -> bool:
        """Whether the month's last business day has ended in every store."""
        zones = {store.pizzeria.timezone for store in self.stores}
        return all(hours.business_day(at, ZoneInfo(zone)) > last_day(month) for zone in zones)

    def changed(self, store: Store) -> list[ChangedMonth]:
        """Return what is to be corrected of the store's frozen months, in order."""
        by_month: dict[date, dict[date, tuple[Sales, int]]] = {}
        for day, counted in self.counted.get(store.pizzeria_id, {}).items():
            by_month.setdefault(month_of(day), {})[day] = counted
        found = []
        for month, days in sorted(by_month.items()):
            statement = self.statements[store.pizzeria_id, month]
            changes, charge = correct(_settled(statement, self.charged[statement.id]), days)
            if changes:
                found.append(ChangedMonth(statement, changes, charge))
        return found

    def draft(self, store: Store, month: date, *, with_corrections: bool) -> Paper:
        """Return the paper as it would be frozen now. Corrections stand on the first that is not frozen yet."""
        id = store.pizzeria_id
        formula = self.formula(id, month) or self._last_formula(id)
        terms = formula.terms
        span = span_in(month, *days_of(store))
        sold = self.figures.get((id, month), {}).items() if span else ()
        rows = [
            DayRow(day, sales, terms.vat_out(sales), terms.base(sales))
            for day, sales in sold
            if span and _within(day, span)
        ]
        corrections = self.changed(store) if with_corrections else []
        days, of = length(span), last_day(month).day
        return Paper(
            franchise=self.franchise,
            store=id,
            store_name=store.pizzeria.name,
            month=month,
            currency=store.pizzeria.currency,
            formula=formula,
            span=span,
            charge=terms.charge(sum(row.base for row in rows), days=days, of=of),
            corrected=sum((each.charge for each in corrections), Charge()),
            rows=rows,
            corrections=corrections,
        )

    def drafts(self, *, until: date, month: date | None = None) -> list[Paper]:
        """Return the papers that are not frozen yet, up to the month of ``until``, or only those of ``month``."""
        open_months = {store: self.open_months(store, until=until) for store in self.stores}
        self._read_figures({each for found in open_months.values() for each in found if month in (None, each)})
        return [
            self.draft(store, each, with_corrections=each == found[0])
            for store, found in open_months.items()
            for each in found
            if month in (None, each)
        ]

    def _last_formula(self, store: UUID) -> Formula:
        """The formula of the store's last statement: a paper of corrections alone has no days that any other held for."""
        return max((s for (id, _), s in self.statements.items() if id == store), key=lambda s: s.month).formula

    def _read_figures(self, wanted: Iterable[date]) -> None:
        ids = [store.pizzeria_id for store in self.stores]
        spans = [(month, last_day(month)) for month in wanted]
        if not spans:
            return
        rows = DailyFigure.objects.filter(pizzeria__in=ids, day__range=(min(spans)[0], max(spans)[1]))
        for row in rows.defer("products").order_by("day"):
            self.figures.setdefault((row.pizzeria_id, month_of(row.day)), {})[row.day] = row.sales


def _within(day: date, span: tuple[date, date]) -> bool:
    return span[0] <= day <= span[1]


def length(span: tuple[date, date] | None) -> int:
    return (span[1] - span[0]).days + 1 if span else 0


def _settled(statement: Statement, charged: Charge) -> Settled:
    return Settled(statement.formula.terms, length(_span(statement)), last_day(statement.month).day, charged)


def days_of(store: Store) -> tuple[date, date | None]:
    """The first and the last business day of a store in its franchise."""
    zone = ZoneInfo(store.pizzeria.timezone)
    left = hours.business_day(store.left_at, zone) if store.left_at else None
    return hours.business_day(store.joined_at, zone), left


def books(franchise: Franchise, *, store: UUID | None = None) -> Books:
    """Open the franchise's books, or the one store's part of them. Six queries."""
    stores = franchise.stores.select_related("pizzeria").order_by("pizzeria__name")
    frozen = franchise.statements.select_related("formula")
    mine = list(stores.filter(pizzeria=store) if store else stores)
    rows = list(frozen.filter(store=store) if store else frozen)
    statements = {(row.store, row.month): row for row in rows}
    charged = {row.id: row.charge for row in rows}
    for correction in Correction.objects.filter(corrects__in=charged):
        charged[correction.corrects_id] += correction.charge
    last = max((row.month for row in rows), default=None) if store is None else last_frozen_month(franchise)
    return Books(franchise, mine, list(franchise.formulas.all()), statements, charged, _counted_since(statements), last)


def last_frozen_month(franchise: Franchise) -> date | None:
    """Return the last month of which any store has a frozen statement."""
    return franchise.statements.order_by("-month").values_list("month", flat=True).first()


def _counted_since(
    statements: Mapping[tuple[UUID, date], Statement],
) -> dict[UUID, dict[date, tuple[Sales, int]]]:
    """The days of frozen months that were handed in after the store's last statement, with the base last charged."""
    last: dict[UUID, datetime] = {}
    for (store, _), statement in statements.items():
        last[store] = max(statement.frozen_at, last.get(store, statement.frozen_at))
    since = [Q(pizzeria=store, handed_in_at__gt=frozen_at - LATE) for store, frozen_at in last.items()]
    found: dict[UUID, dict[date, Sales]] = {}
    for row in DailyFigure.objects.filter(reduce(or_, since)).defer("products") if since else ():
        statement = statements.get((row.pizzeria_id, month_of(row.day)))
        if statement and statement.holds(row.day):
            found.setdefault(row.pizzeria_id, {})[row.day] = row.sales
    return {store: _beside_last_bases(statements, store, days) for store, days in found.items()}


def _beside_last_bases(
    statements: Mapping[tuple[UUID, date], Statement], store: UUID, days: Mapping[date, Sales]
) -> dict[date, tuple[Sales, int]]:
    """Each day's sales with the base it was last charged with."""
    mine = [statement.id for (id, _), statement in statements.items() if id == store]
    lines = StatementLine.objects.filter(statement__in=mine, day__in=list(days))
    newest = lines.order_by("day", "-statement__month").distinct("day")
    bases = dict(newest.values_list("day", "base"))
    return {day: (sales, bases.get(day, 0)) for day, sales in days.items()}


def paper(franchise: Franchise, *, store: UUID, month: date, at: datetime) -> Paper | None:
    """Return the store's paper of that month with its days and corrections; None where there is none."""
    statement = franchise.statements.select_related("formula").filter(store=store, month=month).first()
    if statement is None:
        drafts = books(franchise, store=store).drafts(until=at.date(), month=month)
        return drafts[0] if drafts else None
    bare = Paper.of(franchise, statement)
    lines = list(statement.lines.all())
    vat_out = statement.formula.terms.vat_out
    rows = [DayRow(line.day, line.sales, vat_out(line.sales), line.base) for line in lines if not line.is_correction]
    changed = [
        ChangedMonth(row.corrects, _changes_of(lines, row.corrects.month), row.charge)
        for row in statement.corrections.select_related("corrects__formula")
    ]
    return replace(bare, rows=rows, corrections=changed)


def _changes_of(lines: Iterable[StatementLine], month: date) -> list[Change]:
    return [
        Change(line.day, line.sales, line.before, line.base)
        for line in lines
        if line.before is not None and line.month == month
    ]


def papers_of_store(store: UUID, *, at: datetime) -> list[Paper]:
    """Return a store's papers, the newest first, those not frozen yet among them; none outside a franchise."""
    place = Store.objects.filter(pizzeria=store).select_related("franchise").first()
    if place is None:
        return []
    mine = books(place.franchise, store=store)
    found = [Paper.of(place.franchise, statement) for statement in mine.statements.values()]
    return sorted(found + mine.drafts(until=at.date()), key=lambda paper: paper.month, reverse=True)


def has_place(store: UUID) -> bool:
    """Whether the pizzeria is, or was, a store of a franchise."""
    return Store.objects.filter(pizzeria=store).exists()


def paper_of_store(store: UUID, *, month: date, at: datetime) -> Paper | None:
    """Return the store's own paper of that month; None where there is none, as outside a franchise."""
    place = Store.objects.filter(pizzeria=store).select_related("franchise").first()
    return paper(place.franchise, store=store, month=month, at=at) if place else None


def charged_for(franchise: Franchise, *, store: UUID, day: date) -> int:
    """Return the base that day was last charged with, in its own statement or a correction; 0 where it was in none."""
    lines = StatementLine.objects.filter(statement__franchise=franchise, statement__store=store, day=day)
    return lines.order_by("-statement__month").values_list("base", flat=True).first() or 0


def earliest_month(franchise: Franchise, *, store: UUID | None, at: datetime) -> date | None:
    """Return the first month a new declaration may hold for; None where nothing stands in the way of any.

    Until something holds for all, any month is possible; for a store its own may begin with the month it joined, if that runs
    still. All others begin with the next month: what has begun is not changed.
    """
    frozen = last_frozen_month(franchise)
    after_frozen = month_after(frozen) if frozen else None
    if not franchise.formulas.filter(store=None).exists():
        return after_frozen
    this = month_of(at.date())
    place = franchise.stores.select_related("pizzeria").filter(pizzeria=store).first() if store else None
    earliest = this if place and month_of(days_of(place)[0]) >= this else month_after(this)
    return max(earliest, after_frozen or earliest)
