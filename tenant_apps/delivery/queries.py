"""Reads of what is free: places in the oven, balls of dough."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum

from pizzeria.capacity import NOTHING, Oven
from tenant_apps.delivery.models import DoughDay, Hold, Share, Slot
from tenant_apps.shop.models import Shop

# What was due longer ago and is not made will not be made either.
LONGEST_DELAY = timedelta(hours=3)


def oven(shop: Shop, first: datetime, until: datetime, *, at: datetime, mine: Collection[UUID] = ()) -> Oven:
    """Return the oven between two moments, without what the holds ``mine`` take themselves. Two queries."""
    holds = Hold.objects.standing(at=at).exclude(id__in=mine)
    shares = Share.objects.filter(slot__gte=first, slot__lt=until, hold__in=holds)
    return _oven(shop, Slot.objects.filter(start__gte=first, start__lt=until), shares)


def locked_oven(shop: Shop, starts: Collection[datetime], *, mine: Collection[UUID]) -> Oven:
    """Return the oven of these stretches, whose rows the caller holds and has freed of expired holds: all counts."""
    shares = Share.objects.filter(slot__start__range=span(shop, starts)).exclude(hold__in=mine)
    return _oven(shop, Slot.objects.filter(start__in=starts), shares).only(starts)


def every(shop: Shop) -> timedelta:
    return timedelta(minutes=shop.slot_minutes)


def span(shop: Shop, starts: Collection[datetime]) -> tuple[datetime, datetime]:
    """Return from when to when these stretches reach, the last moment included.

    Not their starts alone: what was booked while a slot was shorter or longer begins somewhere between them.
    """
    return min(starts), max(starts) + every(shop) - timedelta.resolution


def _oven(shop: Shop, slots: Any, shares: Any) -> Oven:
    oven = Oven(
        every=every(shop),
        usual=Decimal(shop.oven_places),
        special={start: Decimal(places) for start, places in slots.exclude(places=None).values_list("start", "places")},
    )
    return oven.taking(shares.order_by().values_list("slot").annotate(Sum("places")))


def behind(orders: Iterable[Any], *, every: timedelta, at: datetime) -> Decimal:
    """Return the places of those orders that should be done by now; ``orders`` are the ids of what is not made yet."""
    late = Share.objects.filter(hold__order__in=orders, slot__lte=at - every, slot__gte=at - LONGEST_DELAY)
    return late.aggregate(places=Sum("places"))["places"] or NOTHING


def dough_left(
    shop: Shop, day: date, *, at: datetime, mine: Collection[UUID] = (), is_locked: bool = False
) -> int | None:
    """Return how many balls that day has left, without what the holds ``mine`` take; None when nobody counts them.

    ``is_locked``: the caller holds the day and has freed it of expired holds, so all that is left counts.
    """
    limit = dough_limit(shop, day)
    if limit is None:
        return None
    holds = Hold.objects.all() if is_locked else Hold.objects.standing(at=at)
    taken = holds.filter(day=day).exclude(id__in=mine)
    return max(limit - (taken.aggregate(balls=Sum("balls"))["balls"] or 0), 0)


def dough_limit(shop: Shop, day: date) -> int | None:
    """Return how many balls there are that day, None when nobody counts them."""
    row = DoughDay.objects.filter(day=day).first()
    return row.balls if row and row.balls is not None else shop.dough_balls


def dough_taken(day: date, *, at: datetime) -> int:
    taken = Hold.objects.standing(at=at).filter(day=day).aggregate(balls=Sum("balls", default=0))
    return int(taken["balls"])


def hold_of(basket: UUID, *, at: datetime) -> Hold | None:
    """Return what the basket holds and still has."""
    return Hold.objects.filter(basket=basket, expires_at__gt=at).prefetch_related("shares").first()
