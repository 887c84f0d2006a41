"""Found a franchise, take a store in and let it go, and write down what the stores hand in."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from pizzeria import hours
from shared_apps.accounts.models import User
from shared_apps.franchise import queries, wording
from shared_apps.franchise.errors import (
    BackTooEarly,
    InAnotherFranchise,
    LastDayTooEarly,
    LeftBefore,
    NotInThisFranchise,
)
from shared_apps.franchise.facts import FranchiseFounded, StoreJoined, StoreLeft, StoreStays
from shared_apps.franchise.models import PARTS, DailyFigure, Franchise, Membership, Store
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenants.models import Pizzeria

ZERO = Decimal(0)
MOMENT = timedelta(seconds=1)


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
def let_go_store(
    franchise: Franchise, *, pizzeria: Pizzeria, by: Actor, at: datetime, last_day: date | None = None
) -> None:
    """End the store's time in the franchise with ``last_day``, which may lie ahead, or at once: then today is its last.

    Its statement of that month counts its days only. Safe to repeat; another day in its place may be said while it still
    belongs. Raises NotInThisFranchise, LastDayTooEarly.
    """
    store = _place(franchise, pizzeria)
    zone = ZoneInfo(pizzeria.timezone)
    left_at = hours.business_hours(last_day, zone)[1] - MOMENT if last_day else at
    if (store.left_at and store.left_at <= at) or store.left_at == left_at:
        return
    day = hours.business_day(left_at, zone)
    if day < (earliest := queries.earliest_last_day(franchise, store)):
        raise LastDayTooEarly(day=wording.day_name(earliest))
    Store.objects.filter(pizzeria=pizzeria).update(left_at=left_at)
    journal.record(StoreLeft(str(pizzeria.id), str(franchise.id), day.isoformat()), by=by, at=at)


@transaction.atomic
def keep_store(franchise: Franchise, *, pizzeria: Pizzeria, by: Actor, at: datetime) -> None:
    """Take back that the store leaves, as long as it has not. Safe to repeat. Raises NotInThisFranchise, LeftBefore."""
    store = _place(franchise, pizzeria)
    if store.left_at is None:
        return
    if store.left_at <= at:
        raise LeftBefore(name=pizzeria.name)
    Store.objects.filter(pizzeria=pizzeria).update(left_at=None)
    journal.record(StoreStays(str(pizzeria.id), str(franchise.id)), by=by, at=at)


@transaction.atomic
def take_back_store(franchise: Franchise, *, pizzeria: Pizzeria, first_day: date, by: Actor, at: datetime) -> Store:
    """Let a store that left belong to the franchise again from that day on, today at the latest.

    A month has one statement with one stretch of days, so it comes back in a later month than it left in, and all it owed
    is frozen before. What turns out otherwise of its earlier time is corrected in its next statement, as ever.
    Raises NotInThisFranchise, LeftBefore (a statement of its is not frozen), BackTooEarly.
    """
    store = _place(franchise, pizzeria)
    if store.left_at is None or store.left_at > at:
        return store
    zone = ZoneInfo(pizzeria.timezone)
    left = hours.business_day(store.left_at, zone)
    if queries.books(franchise, store=pizzeria.id).owed_months(store, until=left):
        raise LeftBefore(name=pizzeria.name)
    earliest = queries.earliest_day_back(franchise, store)
    if not earliest <= first_day <= hours.business_day(at, zone):
        raise BackTooEarly(day=wording.day_name(earliest))
    store.joined_at, store.left_at = hours.business_hours(first_day, zone)[0], None
    store.save(update_fields=["joined_at", "left_at"])
    journal.record(StoreJoined(str(pizzeria.id), str(franchise.id), first_day.isoformat()), by=by, at=at)
    return store


def _place(franchise: Franchise, pizzeria: Pizzeria) -> Store:
    """The store's row while nobody freezes for its franchise. Raises NotInThisFranchise."""
    Franchise.objects.select_for_update().get(id=franchise.id)
    store = franchise.stores.select_related("pizzeria").filter(pizzeria=pizzeria).first()
    if store is None:
        raise NotInThisFranchise(name=pizzeria.name)
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
