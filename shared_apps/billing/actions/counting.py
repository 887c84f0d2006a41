"""Orders are counted by the shop and handed to the meter, each day exactly once."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, TruncDate

from shared_apps.billing.models import OrderCount, Subscription

# A day is handed in when nobody cancels its orders any more; the meter takes nothing older than 35 days.
SETTLED_AFTER = timedelta(days=2)
TOO_OLD = timedelta(days=34)
# Of a plan that ends, the last days are handed in while it still runs: afterwards there is no bill to put them on.
LAST_CALL = timedelta(hours=2)
_COLLECTING = ("active", "past_due", "unpaid")


@transaction.atomic
def count_orders(pizzeria: UUID, *, orders: Mapping[date, int], at: datetime) -> int:
    """Write down how many orders each day had; return how many days were news.

    A day counted again replaces what was there unless that was counted later, or has been handed in. Days before the
    pizzeria came to us, and those too old for the meter, are nobody's business here.
    """
    row = Subscription.objects.filter(pk=pizzeria).first()
    if row is None:
        return 0
    first = max(row.began_at, at - TOO_OLD).date()
    rows = OrderCount.objects.select_for_update().filter(subscription=pizzeria, day__in=orders, day__gte=first)
    known = {count.day: count for count in rows}
    fresh = [
        OrderCount(subscription=row, day=day, orders=count, counted_at=at)
        for day, count in orders.items()
        if count and day >= first and day not in known
    ]
    OrderCount.objects.bulk_create(fresh, ignore_conflicts=True)
    stale = [
        count
        for count in known.values()
        if count.sent is None and count.counted_at <= at and count.orders != orders[count.day]
    ]
    for count in stale:
        count.orders, count.counted_at = orders[count.day], at
    OrderCount.objects.bulk_update(stale, ["orders", "counted_at"])
    return len(fresh) + len(stale)


@transaction.atomic
def reserve_hand_in(*, at: datetime, most: int = 500) -> list[OrderCount]:
    """Fix the counts of days that are over and return those the meter has not confirmed, oldest first.

    Also those whose telling a crash interrupted: what was said first is said again. Left out is what came before the
    first whole day that is paid for.
    """
    is_over = Q(day__lte=(at - SETTLED_AFTER).date())
    is_last_call = Q(subscription__cancel_at__lte=at + LAST_CALL, day__lte=at.date())
    is_paid = Q(subscription__billed_from=None) | Q(day__gt=TruncDate("subscription__billed_from", tzinfo=UTC))
    ready = OrderCount.objects.filter(
        is_over | is_last_call,
        is_paid,
        sent_at=None,
        day__gt=(at - TOO_OLD).date(),
        subscription__status__in=_COLLECTING,
    )
    chosen = list(ready.select_for_update(of=("self",), skip_locked=True).order_by("day", "pk")[:most])
    fresh = OrderCount.objects.filter(pk__in=[row.pk for row in chosen], told_for=None)
    fresh.update(sent=Coalesce("sent", "orders"), told_for=at)
    rows = OrderCount.objects.filter(pk__in=[row.pk for row in chosen]).select_related("subscription")
    return list(rows.order_by("day", "pk"))


def note_handed_in(row: OrderCount, *, at: datetime) -> None:
    """The meter has it."""
    OrderCount.objects.filter(pk=row.pk, sent_at=None).update(sent_at=at)
