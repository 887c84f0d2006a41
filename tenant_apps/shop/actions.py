"""Opening the shop and changing how it works. Every change makes the kept pages old in its own transaction."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.dates import WEEKDAYS

from pizzeria import vat_numbers
from pizzeria.tax import COLLECTION, DELIVERY, EAT_IN, ORDER_TYPES
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor, Fact
from tenant_apps.shop.errors import (
    BadRush,
    ClosedTooLong,
    HoursOverlap,
    NotBusy,
    NotPaused,
    PauseTooLong,
    VatNumberWrong,
)
from tenant_apps.shop.facts import (
    ClosureAdded,
    ClosureRemoved,
    HoursChanged,
    OrdersPaused,
    OrdersResumed,
    RushDeclared,
    RushEnded,
    SellerNamed,
    ShopChanged,
    ShopOpened,
)
from tenant_apps.shop.models import Closure, Opening, Shop
from tenants.actions import raise_cache_generation
from toolbox.typed import clean

LONGEST_PAUSE = timedelta(hours=24)
LONGEST_CLOSURE = 60  # days in a row
LEAST_EXTRA, MOST_EXTRA = 5, 90
_SELLER = {"legal_name": 120, "legal_address": 200, "vat_number": 30, "fiscal_device": 20}
# Where somebody lives or how to reach them stays out of the journal; that it changed does not.
PRIVATE = frozenset({"street", "phone", "email"})


@dataclass(frozen=True)
class Hours:
    """An opening as asked for: past midnight when it closes before it opens."""

    weekday: int
    opens: time
    closes: time
    for_delivery: bool = True
    for_collection: bool = True
    for_eat_in: bool = True

    @property
    def order_types(self) -> tuple[str, ...]:
        ways = ((DELIVERY, self.for_delivery), (COLLECTION, self.for_collection), (EAT_IN, self.for_eat_in))
        return tuple(kind for kind, on in ways if on)


# Lunch and dinner every day, longer at the weekend: what most Italian pizzerias would write themselves.
LUNCH, DINNER, LATE = (time(12), time(14, 30)), (time(18, 30), time(22, 30)), (time(18, 30), time(23, 30))
STARTER_WEEK = [Hours(day, *opening) for day in range(7) for opening in (LUNCH, LATE if day in (4, 5) else DINNER)]


@transaction.atomic
def open_shop(fields: Mapping[str, Any], *, week: Sequence[Hours], by: Actor, at: datetime) -> Shop:
    """Write the shop's row and its hours into a schema that has none."""
    shop = Shop.objects.create(**fields)
    Opening.objects.bulk_create(_row(hours) for hours in week)
    journal.record(ShopOpened(openings=len(week)), by=by, at=at)
    return shop


@transaction.atomic
def offer_tenders(tenders: Sequence[str], *, by: Actor, at: datetime) -> Shop:
    """Let customers choose from these ways to pay; the checkout shows them at once."""
    shop = Shop.objects.select_for_update().get()
    wanted = list(dict.fromkeys(tenders))
    if shop.tenders != wanted:
        was, shop.tenders = shop.tenders, wanted
        shop.save(update_fields=["tenders"])
        _changed(ShopChanged({"tenders": [str(was), str(wanted)]}), by=by, at=at)
    return shop


@transaction.atomic
def change_shop(fields: Mapping[str, Any], *, by: Actor, at: datetime) -> Shop:
    """Set these fields of the shop; saving them also ticks the owner's "look at the settings"."""
    shop = Shop.objects.select_for_update().get()
    changed = {
        name: [str(getattr(shop, name)), str(value)] for name, value in fields.items() if getattr(shop, name) != value
    }
    for name, value in fields.items():
        setattr(shop, name, value)
    shop.checked_settings_at = shop.checked_settings_at or at
    shop.save()
    if changed:
        said = {name: None if name in PRIVATE else values for name, values in changed.items()}
        _changed(ShopChanged(said), by=by, at=at)
    return shop


@transaction.atomic
def name_seller(seller: Mapping[str, str], *, by: Actor, at: datetime) -> Shop:
    """Let receipts name this seller from now on; those that were issued stay as they are. Raises VatNumberWrong.

    ``seller``: legal_name, legal_address, vat_number, fiscal_device. A VAT number may come in any spelling.
    """
    shop = Shop.objects.select_for_update().get()
    said = {name: clean(text, most=_SELLER[name]) for name, text in seller.items()}
    if said.get("vat_number"):
        try:
            said["vat_number"] = vat_numbers.clean(said["vat_number"], country=shop.country)
        except ValueError:
            raise VatNumberWrong() from None
    changed = [name for name, text in said.items() if getattr(shop, name) != text]
    if changed:
        for name in changed:
            setattr(shop, name, said[name])
        shop.save(update_fields=changed)
        journal.record(SellerNamed(changed), by=by, at=at)
    return shop


@transaction.atomic
def set_hours(week: Sequence[Hours], *, by: Actor, at: datetime) -> None:
    """Put these openings in the place of the week there is. Raises HoursOverlap."""
    check_no_overlap(week)
    Shop.objects.select_for_update().get()
    Opening.objects.all().delete()
    Opening.objects.bulk_create(_row(hours) for hours in week)
    said = [_said(hours) for hours in week]
    _changed(HoursChanged(said), by=by, at=at)


def check_no_overlap(week: Sequence[Hours]) -> None:
    """Raise HoursOverlap when an opening begins before the one before it that day has ended, for the same order type."""
    for day, kind in itertools.product(range(7), ORDER_TYPES):
        today = sorted((h for h in week if h.weekday == day and kind in h.order_types), key=lambda h: h.opens)
        for first, second in itertools.pairwise(today):
            if first.closes <= first.opens or second.opens < first.closes:
                raise HoursOverlap(weekday=WEEKDAYS[day])


@transaction.atomic
def pause_orders(*, until: datetime, by: Actor, at: datetime) -> None:
    """Take no orders until then; they are taken again by themselves. Raises PauseTooLong."""
    if not at < until <= at + LONGEST_PAUSE:
        raise PauseTooLong()
    Shop.objects.update(paused_until=until)
    _changed(OrdersPaused(until.isoformat()), by=by, at=at)


@transaction.atomic
def resume_orders(*, by: Actor, at: datetime) -> None:
    """Take orders again now. Raises NotPaused."""
    if not Shop.objects.filter(paused_until__gt=at).update(paused_until=None):
        raise NotPaused()
    _changed(OrdersResumed(), by=by, at=at)


@transaction.atomic
def declare_rush(*, minutes: int, until: datetime | None, by: Actor, at: datetime) -> None:
    """Promise everything ``minutes`` later than usual, till then or (None) until somebody ends it. Raises BadRush."""
    if not LEAST_EXTRA <= minutes <= MOST_EXTRA or (until and not at < until <= at + LONGEST_PAUSE):
        raise BadRush(least=LEAST_EXTRA, most=MOST_EXTRA)
    Shop.objects.update(extra_minutes=minutes, busy_until=until)
    _changed(RushDeclared(minutes, until.isoformat() if until else None), by=by, at=at)


@transaction.atomic
def end_rush(*, by: Actor, at: datetime) -> None:
    """Promise the usual times again. Raises NotBusy."""
    shop = Shop.objects.select_for_update().get()
    if not shop.extra(at=at):
        raise NotBusy()
    Shop.objects.update(extra_minutes=0, busy_until=None)
    _changed(RushEnded(), by=by, at=at)


@transaction.atomic
def close_on(
    day: date, *, last: date | None = None, reason: str, order_types: Sequence[str] = (), by: Actor, at: datetime
) -> None:
    """Stay closed on that day, or each day to ``last``, for these order types (none: for all).

    Said twice of a day, the later word stands. Raises ClosedTooLong, also for a last day before the first.
    """
    days = ((last or day) - day).days + 1
    if not 1 <= days <= LONGEST_CLOSURE:
        raise ClosedTooLong(most=LONGEST_CLOSURE)
    for number in range(days):
        closed = day + timedelta(days=number)
        Closure.objects.update_or_create(day=closed, defaults={"reason": reason, "order_types": list(order_types)})
        _changed(ClosureAdded(closed.isoformat(), list(order_types)), by=by, at=at)


@transaction.atomic
def open_on(day: date, *, by: Actor, at: datetime) -> None:
    """Take back a closed day; of one that was not closed nothing is said."""
    if Closure.objects.filter(day=day).delete()[0]:
        _changed(ClosureRemoved(day.isoformat()), by=by, at=at)


def _row(hours: Hours) -> Opening:
    return Opening(
        weekday=hours.weekday,
        opens=hours.opens,
        closes=hours.closes,
        for_delivery=hours.for_delivery,
        for_collection=hours.for_collection,
        for_eat_in=hours.for_eat_in,
    )


def _said(hours: Hours) -> list[Any]:
    """The opening in plain values; what it is for only where it is not for everything."""
    times = [hours.weekday, f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}"]
    return times if hours.order_types == ORDER_TYPES else [*times, list(hours.order_types)]


def _changed(fact: Fact, *, by: Actor, at: datetime) -> None:
    journal.record(fact, by=by, at=at)
    raise_cache_generation()
