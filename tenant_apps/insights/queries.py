"""Reads of what was sold: the day so far, the history, and the frames that learning takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection
from django.db.models import Count, F, Max, Min, Q, Sum

from learning import demand, frames
from pizzeria import hours
from shared_apps.accounts.models import User
from shared_apps.franchise.actions import Figures, Parts
from tenant_apps.insights import takings
from tenant_apps.insights.models import Forecast, ModelVersion
from tenant_apps.menu.models import Product
from tenant_apps.ordering import queries as ordering
from tenant_apps.ordering.models import Order
from tenant_apps.ordering.queries import Promises
from tenant_apps.shop import queries as shops
from tenant_apps.shop.queries import SetUpStep

LEAST_TRACK = 7  # days that must have come true before the track record speaks

# What a line is called: its name in the shop's first language that has words; sizes are told apart where asked for.
_ITEMS = """
    SELECT o.business_day, n.name || CASE WHEN %s AND l.size <> '' THEN ' · ' || l.size ELSE '' END,
           SUM(l.quantity), SUM(l.total)
    FROM ordering_orderline l
    JOIN ordering_order o ON o.id = l.order_id
    CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(l.name->>'it', ''), NULLIF(l.name->>'en', ''), '?')) AS n(name)
    WHERE l.removed_in IS NULL AND o.state NOT IN ('unpaid', 'rejected', 'cancelled')
        AND o.business_day >= %s AND o.business_day < %s
    GROUP BY 1, 2
"""
_LONG_AGO = date(1990, 1, 1)


def business_day(*, at: datetime) -> date:
    """Return the day this moment counts for in this shop."""
    return hours.business_day(at, shops.timetable(at=at).shop.zone)


def sold_items(first: date, end: date, *, by_size: bool = False) -> list[tuple[date, str, int, Decimal]]:
    """Return (day, item, pieces, revenue) of the days from ``first`` up to but not including ``end``."""
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [by_size, first, end])
        return list(cursor.fetchall())


def history(*, at: datetime, by_size: bool = False, ahead: int = demand.HORIZON) -> frames.History | None:
    """Return the shop's history up to yesterday with its calendar ahead; None before the first sale.

    The hours and closures of the shop say which coming days it opens.
    """
    today = business_day(at=at)
    rows = sold_items(_LONG_AGO, today, by_size=by_size)
    if not rows:
        return None
    sold = pd.DataFrame(rows, columns=["day", "item", "quantity", "revenue"])
    sold["quantity"] = sold["quantity"].astype(float)
    sold["price"] = sold.pop("revenue").astype(float) / sold["quantity"].clip(lower=1.0)
    sold["open"] = True
    table = shops.timetable(at=at)
    weekdays = {opening.weekday for opening in table.week.openings}
    return frames.history_of(
        frames.with_silent_days(sold, until=today - timedelta(days=1)),
        ahead=ahead,
        closed=[closure.day for closure in table.closures],
        weekly=set(range(7)) - weekdays if weekdays else None,
    )


@dataclass(frozen=True)
class Figure:
    """Orders and revenue of a span, with the same a week before."""

    orders: int
    revenue: Decimal
    before_orders: int
    before_revenue: Decimal

    @property
    def average(self) -> Decimal | None:
        return (self.revenue / self.orders).quantize(Decimal("0.01")) if self.orders else None

    @property
    def before_average(self) -> Decimal | None:
        return (self.before_revenue / self.before_orders).quantize(Decimal("0.01")) if self.before_orders else None


@dataclass(frozen=True)
class Today:
    day: date
    figure: Figure
    open_orders: int
    late_orders: int


def today(*, at: datetime) -> Today:
    """Return the business day so far beside the same weekday last week up to the same hour. One query."""
    day = business_day(at=at)
    week = timedelta(days=7)
    now, then = Q(business_day=day), Q(business_day=day - week, placed_at__lte=at - week)
    found = Order.objects.filter(business_day__in=(day, day - week)).sold()
    figures = found.aggregate(
        orders=Count("id", filter=now),
        revenue=Sum("total", filter=now, default=Decimal(0)),
        before_orders=Count("id", filter=then),
        before_revenue=Sum("total", filter=then, default=Decimal(0)),
    )
    still = Order.objects.open().aggregate(open=Count("id"), late=Count("id", filter=Q(promised_to__lt=at)))
    return Today(day=day, figure=Figure(**figures), open_orders=still["open"], late_orders=still["late"])


@dataclass(frozen=True)
class OnTime:
    """The promises of seven business days, and those of the seven before."""

    now: Promises
    before: Promises


def on_time(*, at: datetime) -> OnTime:
    """Return how often it was there when promised. One query."""
    today, six, week = business_day(at=at), timedelta(days=6), timedelta(days=7)
    return OnTime(*ordering.promises((today - six, today), (today - six - week, today - week), at=at))


@dataclass(frozen=True)
class Span:
    """A day or a week: what it took in, and what the one a week (or a year of weeks) before it did."""

    first: date
    orders: int
    revenue: Decimal
    before: Decimal | None


def days_sold(last: date, *, days: int) -> list[Span]:
    """Return the ``days`` that end on ``last``, each beside the same weekday the week before."""
    known = _per_day(last - timedelta(days=days + 6), last)
    span = [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [_span(day, [day], known, [day - timedelta(days=7)]) for day in span]


def weeks_sold(last: date, *, weeks: int) -> list[Span]:
    """Return the weeks (Monday to Sunday) up to the one of ``last``, each beside the week 52 weeks earlier."""
    monday = last - timedelta(days=last.weekday())
    mondays = [monday - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    known = _per_day(mondays[0] - timedelta(weeks=52), last)
    return [_span(first, _week(first), known, [day - timedelta(weeks=52) for day in _week(first)]) for first in mondays]


def _week(first: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(7)]


def orders_taken(first: date, last: date) -> dict[date, int]:
    """Return how many orders each of these days took through us and kept: not those of another till."""
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    found = Order.objects.filter(business_day__range=(first, last)).sold().filter(imported=False)
    counts = dict(found.values_list("business_day").annotate(Count("id")).order_by())
    return {day: counts.get(day, 0) for day in days}


def _per_day(first: date, last: date) -> Mapping[date, tuple[int, Decimal]]:
    found = Order.objects.filter(business_day__range=(first, last)).sold().values_list("business_day").order_by()
    return {day: (orders, revenue) for day, orders, revenue in found.annotate(Count("id"), Sum("total"))}


def _span(first: date, days: Sequence[date], known: Mapping[date, tuple[int, Decimal]], before: Sequence[date]) -> Span:
    earlier = [known[day][1] for day in before if day in known]
    return Span(
        first=first,
        orders=sum(known[day][0] for day in days if day in known),
        revenue=sum((known[day][1] for day in days if day in known), Decimal(0)),
        before=sum(earlier, Decimal(0)) if earlier else None,
    )


@dataclass(frozen=True)
class ProductSold:
    name: str
    pieces: int
    revenue: Decimal
    before: int


def products_sold(last: date, *, days: int, most: int = 15) -> list[ProductSold]:
    """Return what sold best in the ``days`` that end on ``last``, beside the pieces of the days just before."""
    first, end = last - timedelta(days=days - 1), last + timedelta(days=1)
    now = _by_item(first, end)
    before = _by_item(first - timedelta(days=days), first)
    best = sorted(now.items(), key=lambda pair: (-pair[1][0], pair[0]))[:most]
    return [ProductSold(name, pieces, revenue, before.get(name, (0,))[0]) for name, (pieces, revenue) in best]


def _by_item(first: date, end: date) -> dict[str, tuple[int, Decimal]]:
    found: dict[str, tuple[int, Decimal]] = {}
    for _, item, pieces, revenue in sold_items(first, end):
        before = found.get(item, (0, Decimal(0)))
        found[item] = (before[0] + pieces, before[1] + revenue)
    return found


def pieces_sold(first: date, last: date) -> dict[date, int]:
    """Return the pieces of each day on which anything was sold."""
    found: dict[date, int] = {}
    for day, _, pieces, _ in sold_items(first, last + timedelta(days=1)):
        found[day] = found.get(day, 0) + pieces
    return found


@dataclass(frozen=True)
class Outlook:
    """What the forecast page says: the days ahead, tomorrow, why this model, and how it did so far.

    ``served`` and ``code`` are those of docs/learning.md; ``error`` and ``simple_error`` are mean errors of a day's total
    in the backtest, as parts of what was sold (None without one); ``track`` is the same on forecasts that came true,
    ``track_simple`` the simple rule's on the same ``track_days`` days.
    """

    days: Sequence[Forecast]
    tomorrow: Forecast | None
    served: str
    code: str
    figures: Mapping[str, Any]
    error: float | None
    simple_error: float | None
    open_days: int
    track: float | None
    track_simple: float | None
    track_days: int

    @property
    def error_percent(self) -> float | None:
        return _percent(self.error)

    @property
    def simple_error_percent(self) -> float | None:
        return _percent(self.simple_error)

    @property
    def track_percent(self) -> float | None:
        return _percent(self.track)

    @property
    def track_simple_percent(self) -> float | None:
        return _percent(self.track_simple)

    @property
    def best_items(self) -> list[tuple[str, Sequence[int]]]:
        """Tomorrow's items, the most wanted first: (name, (low, median, high))."""
        items = self.tomorrow.items if self.tomorrow else {}
        return sorted(items.items(), key=lambda pair: (-pair[1][1], -pair[1][2], pair[0]))


def _percent(part: float | None) -> float | None:
    return None if part is None else 100 * part


def outlook(*, at: datetime) -> Outlook | None:
    """Return the newest forecasts from today on with their record; None before anything was learnt."""
    version = ModelVersion.objects.champion()
    if version is None:
        return None
    today = business_day(at=at)
    days = list(Forecast.objects.filter(day__gte=today, made_on__lte=today).newest())
    tomorrow = next((each for each in days if each.day == today + timedelta(days=1)), None)
    served, models = version.card["served"], version.card["metrics"]
    track, track_simple, count = _track_record(today)
    return Outlook(
        days=days,
        tomorrow=tomorrow,
        served=version.served,
        code=served["code"],
        figures=served["figures"],
        error=models.get(version.served, {}).get("total", {}).get("wape"),
        simple_error=models.get("mean_of_8", {}).get("total", {}).get("wape"),
        open_days=version.card["trained_on"]["open_days"],
        track=track,
        track_simple=track_simple,
        track_days=count,
    )


def _track_record(today: date) -> tuple[float | None, float | None, int]:
    """The errors of what was foretold a day ahead for the last 56 days, both as parts of what was sold."""
    made = Forecast.objects.come_true().filter(day__gte=today - timedelta(days=56), made_on__lt=F("day"))
    rows = list(made.newest().values_list("mean", "simple", "sold"))
    sold = sum(row[2] or 0 for row in rows)
    if len(rows) < LEAST_TRACK or not sold:
        return None, None, len(rows)
    table = np.array(rows, dtype=float)
    off = np.abs(table[:, :2] - table[:, 2:]).sum(axis=0) / sold
    return float(off[0]), float(off[1]), len(rows)


def figures(first: date, last: date) -> list[Figures]:
    """Return what head office may know of each day: counts, revenue and its parts, the ten best products; no customer.

    A day whose orders were all lost is there with nothing sold, so that it replaces what was handed in before.
    """
    days, parts = _per_day(first, last), takings.parts_by_day(first, last)
    known = Order.objects.filter(business_day__range=(first, last)).values_list("business_day", flat=True)
    products: dict[date, list[tuple[int, str]]] = {}
    for day, item, pieces, _ in sold_items(first, last + timedelta(days=1)):
        products.setdefault(day, []).append((pieces, item))
    found = []
    for day in sorted({*known.order_by().distinct(), *parts}):
        orders, revenue = days.get(day, (0, Decimal(0)))
        sold = sorted(products.get(day, []), reverse=True)
        items, best = sum(pieces for pieces, _ in sold), {item: pieces for pieces, item in sold[:10]}
        found.append(Figures(day, orders, items, revenue, best, parts.get(day, Parts())))
    return found


def first_and_last_day() -> tuple[date, date] | None:
    """Return the first and last business day with an order."""
    found = Order.objects.sold().aggregate(first=Min("business_day"), last=Max("business_day"))
    return (found["first"], found["last"]) if found["first"] else None


def checklist() -> list[SetUpStep]:
    """Return what the owner has still to set up, in order."""
    staff = User.objects.exclude(role="").filter(is_active=True).count()
    return shops.set_up_steps(products=Product.objects.on_sale().count(), staff=staff)
