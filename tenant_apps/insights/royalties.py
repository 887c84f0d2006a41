"""A store's side of its royalties: its statements as head office has them, and a day of them down to the order line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import tenants
from pizzeria.royalties import Terms, month_of
from shared_apps.franchise import queries as franchise
from shared_apps.franchise.queries import Paper
from tenant_apps.insights import takings
from tenant_apps.insights.takings import OrderTaken
from tenants import Here


def is_in_franchise(here: Here) -> bool:
    with tenants.platform():
        return franchise.has_place(here.id)


def statements(here: Here, *, at: datetime) -> list[Paper]:
    """Return this store's statements and drafts, the newest first; none outside a franchise."""
    with tenants.platform():
        return franchise.papers_of_store(here.id, at=at)


def statement(here: Here, month: date, *, at: datetime) -> Paper | None:
    with tenants.platform():
        return franchise.paper_of_store(here.id, month=month, at=at)


@dataclass(frozen=True)
class Bases:
    """What of an order counts: by line, of its fees, of what was given back that day, and in all. Minor units."""

    taken: OrderTaken
    lines: Sequence[tuple[takings.LineTaken, int]]
    fees: int
    beside: int
    whole: int


@dataclass(frozen=True)
class DaySheet:
    """A business day of a statement: what the orders come to now, beside the base it was charged with last.

    ``charged`` is None while the month is a draft: then what the orders say is what counts.
    """

    day: date
    paper: Paper
    orders: Sequence[Bases]
    charged: int | None

    @property
    def base(self) -> int:
        return sum(order.whole for order in self.orders)

    @property
    def difference(self) -> int:
        return self.base - self.charged if self.charged is not None else 0


def day_sheet(here: Here, day: date, *, at: datetime) -> DaySheet | None:
    """Return the orders of the day with what of each counts; None where no statement holds the day."""
    month = month_of(day)
    paper = statement(here, month, at=at)
    if paper is None or paper.span is None or not paper.span[0] <= day <= paper.span[1]:
        return None
    charged = None
    if paper.is_frozen:
        with tenants.platform():
            charged = franchise.charged_for(paper.franchise, store=here.id, day=day)
    terms = paper.formula.terms
    orders = [_bases(taken, terms) for taken in takings.orders_taken(day, currency=here.currency)]
    return DaySheet(day, paper, orders, charged)


def _bases(taken: OrderTaken, terms: Terms) -> Bases:
    lines = [(each, terms.base(each.sales)) for each in taken.lines]
    return Bases(taken, lines, terms.base(taken.fees), terms.base(taken.beside), terms.base(taken.sales))
