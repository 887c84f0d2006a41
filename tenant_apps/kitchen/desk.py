"""Reads of the counter and the courier: who waits for an answer, what is on its way, what somebody asks about."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from pizzeria import hours
from pizzeria.tax import DELIVERY
from tenant_apps.kitchen import queries
from tenant_apps.ordering.models import Order, OrderEvent
from tenant_apps.shop import queries as shops
from tenant_apps.shop.models import Shop
from toolbox import phones

MOST_FOUND = 200


@dataclass(frozen=True)
class Desk:
    """``working`` are accepted or being made; ``ready`` wait to be fetched or brought; ``away`` are on the road."""

    incoming: list[Order]
    working: list[Order]
    ready: list[Order]
    away: list[Order]
    shop: Shop
    is_paused: bool


def desk(*, at: datetime) -> Desk:
    """Return all that waits at the counter, the oldest first."""
    shop = shops.timetable(at=at).shop
    orders = list(queries.in_house(("placed", "accepted", "preparing", "ready", "out_for_delivery")))
    return Desk(
        incoming=[order for order in orders if order.state == "placed"],
        working=[order for order in orders if order.state in ("accepted", "preparing")],
        ready=[order for order in orders if order.state == "ready"],
        away=[order for order in orders if order.state == "out_for_delivery"],
        shop=shop,
        is_paused=shop.is_paused(at=at),
    )


def found(words: str, *, at: datetime) -> QuerySet[Order]:
    """Return today's orders, the newest first; with words, those of any day with that number, name or phone."""
    orders = Order.objects.filter(imported=False).order_by("-placed_at", "-id")
    if not words:
        today = hours.business_day(at, shops.timetable(at=at).shop.zone)
        return orders.filter(business_day=today)[:MOST_FOUND]
    table = shops.timetable(at=at)
    wanted = Q(name__icontains=words)
    if digits := phones.bare(words, country=table.shop.country):
        wanted |= Q(bare_phone__contains=digits)
        if len(digits) < 10:
            today = hours.business_day(at, table.shop.zone)
            wanted |= Q(number=int(digits)) | Q(day_number=int(digits), business_day=today)
    return orders.filter(wanted)[:MOST_FOUND]


@dataclass(frozen=True)
class Round:
    """A courier's list: what they carry, what waits to be taken, what others carry, what is being made."""

    mine: list[Order]
    waiting: list[Order]
    others: list[Order]
    coming: list[Order]


def delivery_round(courier_id: str) -> Round:
    orders = queries.in_house(("accepted", "preparing", "ready", "out_for_delivery")).filter(order_type=DELIVERY)
    away = [order for order in orders if order.state == "out_for_delivery"]
    mine = {order.id for order in away if _taken_by(order) == courier_id}
    return Round(
        mine=[order for order in away if order.id in mine],
        waiting=[order for order in orders if order.state == "ready"],
        others=[order for order in away if order.id not in mine],
        coming=[order for order in orders if order.state in ("accepted", "preparing")],
    )


def _taken_by(order: Order) -> str:
    events: list[OrderEvent] = list(order.events.all())
    return next((event.by_id for event in reversed(events) if event.verb == "dispatch"), "")
