"""Found a franchise, take a store in and let it go, and write down what the stores hand in."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.db import transaction

from shared_apps.accounts.models import User
from shared_apps.franchise.errors import InAnotherFranchise, LeftBefore, NotInThisFranchise
from shared_apps.franchise.facts import FranchiseFounded, StoreJoined, StoreLeft
from shared_apps.franchise.models import PARTS, DailyFigure, Franchise, Membership, Store
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenants.models import Pizzeria

ZERO = Decimal(0)


@dataclass(frozen=True)
class Parts:
    """What a day's sales consist of, as pizzeria.royalties.Sales names it, in the store's currency."""

    goods: Decimal = ZERO
    discounts: Decimal = ZERO
    fees: Decimal = ZERO
    refunds: Decimal = ZERO
    vat: Decimal = ZERO
    discounts_vat: Decimal = ZERO
    fees_vat: Decimal = ZERO
    refunds_vat: Decimal = ZERO
    tips: Decimal = ZERO


@dataclass(frozen=True)
class Figures:
    """What a store sold on one business day: counts, revenue with VAT, quantities of its best products, and the parts of
    the day's sales that royalties are counted from."""

    day: date
    orders: int
    items: int
    revenue: Decimal
    products: dict[str, int] = field(default_factory=dict)
    parts: Parts = Parts()


@transaction.atomic
def found_franchise(name: str, *, by: Actor, at: datetime) -> Franchise:
    """Return the franchise of that name, founded now if there was none."""
    franchise, fresh = Franchise.objects.get_or_create(name=name)
    if fresh:
        journal.record(FranchiseFounded(str(franchise.id)), by=by, at=at)
    return franchise


@transaction.atomic
def take_in_store(
    franchise: Franchise, *, pizzeria: Pizzeria, by: Actor, at: datetime, since: datetime | None = None
) -> Store:
    """Return the store's place in the franchise; it counts ``since`` then, or from now.

    Raises InAnotherFranchise, LeftBefore, and what settings.LIMITS raises when the store's plan has no head office.
    """
    joined_at = since or at
    store, fresh = Store.objects.get_or_create(
        pizzeria=pizzeria, defaults={"franchise": franchise, "joined_at": joined_at}
    )
    if store.left_at:
        raise LeftBefore(name=pizzeria.name)
    if store.franchise_id != franchise.id:
        raise InAnotherFranchise(name=pizzeria.name)
    if fresh:
        import_module(settings.LIMITS).check_in_plan("head_office", plan=pizzeria.plan)  # takes the row back
        journal.record(StoreJoined(str(pizzeria.id), str(franchise.id)), by=by, at=at)
    return store


@transaction.atomic
def let_go_store(franchise: Franchise, *, pizzeria: Pizzeria, by: Actor, at: datetime) -> None:
    """End the store's time in the franchise; today is its last day. Safe to repeat. Raises NotInThisFranchise."""
    if not franchise.stores.filter(pizzeria=pizzeria).exists():
        raise NotInThisFranchise(name=pizzeria.name)
    if franchise.stores.current().filter(pizzeria=pizzeria).update(left_at=at):
        journal.record(StoreLeft(str(pizzeria.id), str(franchise.id)), by=by, at=at)


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
            **asdict(figure.parts),
        )
        for figure in days.values()
    ]
    DailyFigure.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["pizzeria", "day"],
        update_fields=["orders", "items", "revenue", "currency", "products", "handed_in_at", *PARTS],
    )
    return len(rows)
