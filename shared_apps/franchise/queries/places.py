"""A store's days in its franchise: when it may leave, what its last statement will be, when it may come back."""

from dataclasses import dataclass
from datetime import date

from pizzeria.royalties import last_day, month_after, month_of, span_in
from shared_apps.franchise.models import Franchise, Store
from shared_apps.franchise.queries.statements import books, days_of, length


@dataclass(frozen=True)
class LastMonth:
    """What the last statement of a store will be: ``days`` of the month's ``of``, and the least royalty of such a stretch.

    ``least`` and ``whole_least`` (for a whole month) in minor units; 0 where none is agreed, or nothing is declared.
    """

    month: date
    days: int
    of: int
    least: int
    whole_least: int


def last_month(franchise: Franchise, store: Store, *, last_day_there: date) -> LastMonth:
    """Return what letting the store go with that day means for its last statement."""
    month = month_of(last_day_there)
    span = span_in(month, days_of(store)[0], last_day_there)
    formula = books(franchise, store=store.pizzeria_id).formula(store.pizzeria_id, month)
    days, of = length(span), last_day(month).day
    least = formula.terms.charge(0, days=days, of=of).royalty if formula else 0
    return LastMonth(month, days, of, least, formula.minimum if formula else 0)


def earliest_last_day(franchise: Franchise, store: Store) -> date:
    """Return the first day that may be the store's last: none that is frozen, none before it joined."""
    frozen = franchise.statements.filter(store=store.pizzeria_id).order_by("-last_day").exclude(last_day=None)
    last = frozen.values_list("last_day", flat=True).first()
    return max(days_of(store)[0], last or date.min)


def earliest_day_back(franchise: Franchise, store: Store) -> date:
    """Return the first day on which a store that left may belong to it again: of a month without a statement of its own."""
    months = franchise.statements.filter(store=store.pizzeria_id).order_by("-month").values_list("month", flat=True)
    left = days_of(store)[1] or days_of(store)[0]
    return month_after(max([month_of(left), *months[:1]]))
