"""The demo franchise's formula, held since its stores joined, and the statements of the months since, frozen."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pizzeria import hours
from pizzeria.royalties import Terms, month_after, month_of
from shared_apps.franchise import actions
from shared_apps.franchise.actions import Declaration
from shared_apps.franchise.models import Franchise
from shared_apps.journal.facts import Actor

TERMS = Terms(royalty_bps=500, advertising_bps=200, minimum=25_000)
FOR_BEGINNERS = Terms(royalty_bps=0, advertising_bps=200)
FREE_MONTHS = 3


def freeze_the_past(franchise: Franchise, *, by: Actor, at: datetime) -> None:
    """Declare what holds, free of royalty for one store's first months, and freeze what is due. Safe to repeat."""
    stores = list(franchise.stores.select_related("pizzeria").order_by("joined_at", "pizzeria__slug"))
    if not stores:
        return
    joined = [hours.business_day(store.joined_at, ZoneInfo(store.pizzeria.timezone)) for store in stores]
    first = month_of(min(joined))
    if not franchise.formulas.exists():
        last_free = month_after(first, FREE_MONTHS - 1)
        declared = (
            Declaration(first, FOR_BEGINNERS, store=stores[-1].pizzeria_id, last_month=last_free),
            Declaration(first, TERMS),
        )
        for each in declared:
            actions.declare_formula(franchise, declared=each, by=by, at=at)
    actions.freeze_what_is_due(franchise, by=by, at=at)
