"""Months beside stores: every paper of a franchise in a year at a glance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pizzeria.royalties import month_after, month_of
from shared_apps.franchise.models import Franchise
from shared_apps.franchise.queries.statements import Paper, books


@dataclass(frozen=True)
class MonthRow:
    """The papers of a month, one for each store of the table, None where there is none."""

    month: date
    papers: Sequence[Paper | None]
    is_running: bool
    can_freeze: bool

    @property
    def is_frozen(self) -> bool:
        found = [paper for paper in self.papers if paper]
        return bool(found) and all(paper.is_frozen for paper in found)

    @property
    def totals(self) -> Sequence[tuple[str, int]]:
        """(currency, minor units): currencies are never added up."""
        return _totals(self.papers)


@dataclass(frozen=True)
class Table:
    """``stores``: (id, name) of the columns; ``months`` from the last to the first."""

    stores: Sequence[tuple[UUID, str]]
    months: Sequence[MonthRow]
    is_declared: bool

    @property
    def totals(self) -> Sequence[Sequence[tuple[str, int]]]:
        """The sum of each store's column."""
        columns = zip(*(row.papers for row in self.months), strict=True)
        return [_totals(column) for column in columns]

    @property
    def total(self) -> Sequence[tuple[str, int]]:
        return _totals(paper for row in self.months for paper in row.papers)


def _totals(papers: Iterable[Paper | None]) -> Sequence[tuple[str, int]]:
    sums: Counter[str] = Counter()
    for paper in papers:
        if paper:
            sums[paper.currency] += paper.total
    return sorted(sums.items())


def table(franchise: Franchise, *, last: date, months: int, at: datetime) -> Table:
    """Return the ``months`` that end with ``last``. Nine queries, however many stores and months."""
    opened = books(franchise)
    drafts = opened.drafts(until=min(at.date(), month_after(last)))
    found = {(paper.store, paper.month): paper for paper in drafts}
    found |= {key: Paper.of(franchise, statement) for key, statement in opened.statements.items()}
    shown = [month_after(last, -back) for back in range(months)]
    names = {
        id: paper.store_name
        for (id, month), paper in sorted(found.items(), key=lambda each: each[0][1])
        if month in shown
    }
    names |= {
        store.pizzeria_id: store.pizzeria.name for store in opened.stores if not store.left_at or store.left_at > at
    }
    stores = sorted(names.items(), key=lambda pair: pair[1].lower())
    first_open = min((paper.month for paper in drafts), default=None)
    rows = [
        MonthRow(
            month=month,
            papers=[found.get((id, month)) for id, _ in stores],
            is_running=month == month_of(at.date()),
            can_freeze=month == first_open and opened.is_over(month, at=at),
        )
        for month in shown
    ]
    return Table(stores, rows, bool(opened.formulas))
