"""Reads of baskets and orders."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import Http404

from pizzeria import measures, order_flow
from pizzeria.tax import DELIVERY
from shared_apps.accounts.models import User
from tenant_apps.ordering.models import ONLINE, Basket, Order, OrderEvent, OrderLine


def not_made() -> QuerySet[Order, UUID]:
    """Return the ids of the orders that the kitchen has still to make."""
    return Order.objects.filter(state__in=("placed", "accepted", "preparing")).values_list("id", flat=True)


def open_orders() -> QuerySet[Order]:
    """Return the orders that are not finished, the oldest first, each with its lines and events."""
    return Order.objects.open().order_by("placed_at", "id").prefetch_related("lines", "events")


def order_for_staff(id: UUID) -> Order:
    """Return the order as its shop sees it. Raises Http404."""
    found = Order.objects.filter(id=id).prefetch_related("lines", "events").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Promises:
    """Of ``measured`` promises ``kept`` were kept."""

    measured: int
    kept: int

    @property
    def percent(self) -> int | None:
        """How many of a hundred, None while none is due."""
        return measures.share(self.kept, self.measured)


def promises(*spans: tuple[date, date], at: datetime) -> list[Promises]:
    """Return for each span of business days, first and last, how many promises were due by now and how many were kept.

    What "kept" means stands in ``Orders.promised``. One query.
    """
    within = [Q(business_day__range=span) for span in spans]
    counts = {
        f"{name}_{number}": Count("id", filter=span & rule)
        for number, span in enumerate(within)
        for name, rule in (("measured", Q()), ("kept", Q(there__lte=F("by"))))
    }
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    found = Order.objects.promised(at=at).filter(business_day__range=(first, last)).aggregate(**counts)
    return [Promises(found[f"measured_{number}"], found[f"kept_{number}"]) for number in range(len(spans))]


@dataclass(frozen=True)
class Seen:
    """An order as somebody sees it: ``is_mine`` says whether name and address are theirs to read."""

    order: Order
    is_mine: bool

    @property
    def may_cancel(self) -> bool:
        return self.is_mine and self.order.state in (order_flow.UNPAID, order_flow.FIRST)


def order_for_customer(id: UUID, *, user: User | None = None, own: Collection[str] = ()) -> Seen:
    """Return the order with this unguessable id: its course for whoever has the link, the rest for who ordered.

    ``own`` are the ids this browser's session remembers to have ordered. Raises Http404.
    """
    order = order_for_staff(id)
    if order.imported:
        raise Http404  # a line of history, nobody's order
    is_mine = str(order.id) in own or (user is not None and order.user_id == user.pk)
    return Seen(order, is_mine)


def was_placed(order: Order) -> bool:
    """Whether the shop ever heard of it: an order that nobody paid never reached it."""
    return order.tender not in ONLINE or order.events.filter(state=order_flow.FIRST).exists()


def orders_of(user: User) -> QuerySet[Order]:
    """Return a customer's orders, the newest first."""
    return Order.objects.filter(user=user).order_by("-placed_at", "-id").prefetch_related("lines")


def orders_for_staff(*, states: Collection[str] = ()) -> QuerySet[Order]:
    """Return the shop's own orders (not imported history), ready to be paged from the newest."""
    events = Prefetch("events", OrderEvent.objects.order_by("id"))
    lines = Prefetch("lines", OrderLine.objects.standing().order_by("position", "id"))
    found = Order.objects.filter(imported=False).prefetch_related(lines, events)
    return found.filter(state__in=states) if states else found


def guest_basket(id: UUID) -> Basket | None:
    """Return a guest's basket; one of a customer, a call or a draft is never reached by its id alone."""
    return Basket.objects.filter(id=id, user=None, taken_by=None, edits=None).first()


def draft_of(order: Order, taken_by: User | None) -> Basket | None:
    """Return the draft in which this member of staff changes the order, or with None its customer."""
    return Basket.objects.filter(edits=order, taken_by=taken_by).first()


def basket_of(user: User) -> Basket | None:
    return Basket.objects.filter(user=user).first()


@dataclass(frozen=True)
class Step:
    """A step on the tracking page: when it happened, None when it has not (yet)."""

    state: str
    at: datetime | None
    is_now: bool


WAY = {
    True: ("placed", "accepted", "preparing", "ready", "out_for_delivery", "delivered"),
    False: ("placed", "accepted", "preparing", "ready", "collected"),
}


def steps(order: Order) -> list[Step]:
    """Return the way of this order: what happened with its time, then what is to come, nothing invented."""
    happened = _last_times(order)
    way = WAY[order.order_type == DELIVERY]
    if order.state in order_flow.LOST:
        passed = [Step(state, happened[state], is_now=False) for state in way if state in happened]
        return [*passed, Step(order.state, happened.get(order.state), is_now=True)]
    reached = way.index(order.state) if order.state in way else -1
    return [
        Step(state, happened.get(state) if place <= reached else None, is_now=place == reached)
        for place, state in enumerate(way)
    ]


def _last_times(order: Order) -> Mapping[str, Any]:
    """State -> the last time the order came into it: what was recalled happened again."""
    times = {event.state: event.at for event in order.events.all() if event.verb != "delay"}
    return times if order_flow.UNPAID in times else {"placed": order.placed_at} | times
