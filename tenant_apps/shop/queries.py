"""Reads of the shop: its row, its hours, whether it is open, and what its owner has still to set up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pizzeria import hours
from pizzeria.tax import COLLECTION, DELIVERY, EAT_IN, ORDER_TYPES
from tenant_apps.shop.models import Closure, Opening, Shop
from tenants.memory import remembered


@dataclass(frozen=True)
class Timetable:
    """The shop with its hours, as read together."""

    shop: Shop
    week: hours.Week
    closures: tuple[hours.Closure, ...]


def the_shop() -> Shop:
    """Return the row of this pizzeria."""
    return Shop.objects.get()


def week() -> hours.Week:
    return hours.Week(tuple(_opening(row) for row in Opening.objects.all()))


def closures() -> tuple[hours.Closure, ...]:
    rows = Closure.objects.values_list("day", "order_types", "reason")
    return tuple(hours.Closure(day, tuple(kinds) or ORDER_TYPES, reason) for day, kinds, reason in rows)


def timetable(*, at: datetime) -> Timetable:
    """Return shop, week and closures: three queries, none when this process knows them already."""
    return remembered("timetable", lambda: (Timetable(the_shop(), week(), closures()), None), at=at)


def status(order_type: str, *, at: datetime) -> hours.Status:
    """Return whether this shop takes such an order now, until when, or from when."""
    return status_of(timetable(at=at), order_type, at=at)


def status_of(table: Timetable, order_type: str, *, at: datetime) -> hours.Status:
    shop = table.shop
    if order_type not in shop.order_types(at_counter=True):
        return hours.Status(is_open=False)
    return hours.status(
        table.week,
        table.closures,
        at=at,
        zone=shop.zone,
        order_type=order_type,
        preparation=timedelta(minutes=shop.preparation_minutes + shop.extra(at=at)),
        paused_until=shop.paused_until,
    )


@dataclass(frozen=True)
class SetUpStep:
    """A line of the owner's checklist; ``page`` is the name of the page where it is done."""

    code: str
    page: str
    is_done: bool


def set_up_steps(*, products: int, staff: int) -> list[SetUpStep]:
    """Return what makes a shop ready to sell, in order. The caller counts what lies in other rooms."""
    shop = the_shop()
    return [
        SetUpStep("address", "shop:settings", bool(shop.street and shop.city and shop.phone)),
        SetUpStep("hours", "shop:hours", Opening.objects.exists()),
        SetUpStep("menu", "menu:editor", products > 0),
        SetUpStep("settings", "shop:settings", shop.checked_settings_at is not None),
        # Its page is in the room above, which puts a way to pay online on the shop's row when there is one.
        SetUpStep("payments", "payments:setup", any(one in shop.tenders for one in ("card", "paypal"))),
        SetUpStep("seller", "shop:seller", shop.names_its_seller),
        SetUpStep("staff", "accounts:staff", staff > 1),
    ]


def _opening(row: Opening) -> hours.Opening:
    return hours.Opening(row.weekday, row.opens, row.closes, _order_types(row))


def _order_types(row: Opening) -> tuple[str, ...]:
    ways = ((DELIVERY, row.for_delivery), (COLLECTION, row.for_collection), (EAT_IN, row.for_eat_in))
    return tuple(kind for kind, on in ways if on)
