"""Found a franchise, take a store in, and write down what the stores hand in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from shared_apps.accounts.models import User
from shared_apps.franchise.errors import InAnotherFranchise
from shared_apps.franchise.facts import FranchiseFounded, StoreJoined
from shared_apps.franchise.models import DailyFigure, Franchise, Membership, Store
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenants.models import Pizzeria


@dataclass(frozen=True)
class Figures:
    """What a store sold on one business day: counts, revenue with VAT, and quantities of its best products."""

    day: date
    orders: int
    items: int
    revenue: Decimal
    products: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def found_franchise(name: str, *, by: Actor, at: datetime) -> Franchise:
    """Return the franchise of that name, founded now if there was none."""
    franchise, fresh = Franchise.objects.get_or_create(name=name)
    if fresh:
        journal.record(FranchiseFounded(str(franchise.id)), by=by, at=at)
    return franchise


@transaction.atomic
def take_in_store(franchise: Franchise, *, pizzeria: Pizzeria, by: Actor, at: datetime) -> Store:
    """Return the store's place in the franchise. Raises InAnotherFranchise."""
    store, fresh = Store.objects.get_or_create(pizzeria=pizzeria, defaults={"franchise": franchise, "joined_at": at})
    if store.franchise_id != franchise.id:
        raise InAnotherFranchise(name=pizzeria.name)
    if fresh:
        journal.record(StoreJoined(str(pizzeria.id), str(franchise.id)), by=by, at=at)
    return store


def join_head_office(franchise: Franchise, *, user: User) -> Membership:
    """Let a person of the platform see this franchise's stores."""
    membership, _ = Membership.objects.get_or_create(franchise=franchise, user=user)
    return membership


@transaction.atomic
def hand_in_figures(pizzeria: UUID, *, figures: Iterable[Figures], currency: str, at: datetime) -> int:
    """Write down days as a store has just counted them; return how many.

    A day handed in again replaces what was there, unless that was counted later: two
    workers that finish in the wrong order leave the newer count standing.
    """
    days = {figure.day: figure for figure in figures}
    newer = DailyFigure.objects.select_for_update().filter(pizzeria=pizzeria, day__in=days, handed_in_at__gt=at)
    for day in newer.values_list("day", flat=True):
        del days[day]
    rows = [
        DailyFigure(
            pizzeria_id=pizzeria,
            day=figure.day,
            orders=figure.orders,
            items=figure.items,
            revenue=figure.revenue,
            currency=currency,
            products=figure.products,
            handed_in_at=at,
        )
        for figure in days.values()
    ]
    DailyFigure.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["pizzeria", "day"],
        update_fields=["orders", "items", "revenue", "currency", "products", "handed_in_at"],
    )
    return len(rows)
