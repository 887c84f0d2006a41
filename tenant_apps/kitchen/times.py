"""How long orders took: begun, started, ready; the whole and each station; beside what was promised."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max, Min, Q
from django.utils.translation import gettext as _

from pizzeria import hours
from pizzeria.measures import Spread, spread
from tenant_apps.kitchen.models import ItemBump
from tenant_apps.menu.models import Station
from tenant_apps.ordering import queries as ordering
from tenant_apps.ordering.models import Order
from tenant_apps.ordering.queries import Promises
from tenant_apps.shop import queries as shops
from toolbox import charts
from toolbox.charts import Chart, Series

DAYS = 7


@dataclass(frozen=True)
class Made:
    """An order that was made. ``begun``: accepted, or due to be begun."""

    id: object
    day: date
    begun: datetime
    started: datetime | None
    ready: datetime


@dataclass(frozen=True)
class Line:
    """One measure: today and the last seven days."""

    name: str
    today: Spread
    week: Spread


@dataclass(frozen=True)
class Times:
    """``promised``: minutes the shop takes to prepare, as it says; ``today``, ``week``: the promises due by now."""

    promised: int
    whole: Sequence[Line]
    stations: Sequence[Line]
    today: Promises
    week: Promises
    chart: Chart


def times(*, at: datetime) -> Times:
    """Return what the page shows; four queries, however many orders there were."""
    shop = shops.timetable(at=at).shop
    today = hours.business_day(at, shop.zone)
    first = today - timedelta(days=DAYS - 1)
    made = _made(since=first)
    kept_today, kept_week = ordering.promises((today, today), (first, today), at=at)
    now = [order for order in made if order.day == today]
    promised = shop.preparation_minutes
    return Times(
        promised=promised,
        whole=[
            _line(_("Waited to be started"), now, made, _waited),
            _line(_("Made, from start to ready"), now, made, _worked),
            _line(_("Together, from accepted to ready"), now, made, lambda order: order.ready - order.begun),
        ],
        stations=_stations(now, made),
        today=kept_today,
        week=kept_week,
        chart=_chart(made, today, promised),
    )


def _waited(order: Made) -> timedelta | None:
    return order.started - order.begun if order.started else None


def _worked(order: Made) -> timedelta | None:
    return order.ready - order.started if order.started else None


def _made(*, since: date) -> list[Made]:
    rows = (
        Order.objects.filter(business_day__gte=since, imported=False)
        .annotate(
            accepted=Max("events__at", filter=Q(events__verb="accept")),
            started=Min("events__at", filter=Q(events__verb="start")),
            done=Max("events__at", filter=Q(events__verb="ready")),
        )
        .exclude(done=None)
        .values("id", "business_day", "placed_at", "accepted", "fires_at", "started", "done")
    )
    return [_measured(row) for row in rows]


def _measured(row: Mapping[str, Any]) -> Made:
    begun = row["accepted"] or row["placed_at"]
    if row["fires_at"]:
        begun = max(begun, row["fires_at"])
    begun = min(begun, row["started"] or begun)  # begun before it was due: nobody waited
    return Made(row["id"], row["business_day"], begun, row["started"], row["done"])


def _line(name: str, now: Iterable[Made], made: Iterable[Made], took: Callable[[Made], timedelta | None]) -> Line:
    def measure(orders: Iterable[Made]) -> Spread:
        return spread(duration for order in orders if (duration := took(order)) is not None)

    return Line(name, measure(now), measure(made))


def _stations(now: Sequence[Made], made: Sequence[Made]) -> list[Line]:
    """Each station's part: from the start of the order until its last line was struck off there."""
    bumps = (
        ItemBump.objects.filter(line__order__in=[order.id for order in made], line__removed_in=None)
        .values(order=F("line__order_id"), station=F("line__station"))
        .annotate(last=Max("at"))
    )
    last = {(row["order"], row["station"]): row["last"] for row in bumps}

    def took(station: str) -> Callable[[Made], timedelta | None]:
        def measure(order: Made) -> timedelta | None:
            done = last.get((order.id, station))
            return max(done - order.started, timedelta(0)) if done and order.started else None

        return measure

    lines = [_line(str(station.label), now, made, took(station.value)) for station in Station]
    return [line for line in lines if line.week.many]


def _chart(made: Sequence[Made], today: date, promised: int) -> Chart:
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    each = [spread(order.ready - order.begun for order in made if order.day == day) for day in days]
    half, most = [_minutes(one.p50) for one in each], [_minutes(one.p90) for one in each]
    known = [(value, day) for value, day in zip(most, days, strict=True) if value is not None]
    sentence = _("No order was finished in the last seven days.")
    if known:
        worst, day = max(known)
        said = _(
            "Nine of ten orders were ready within %(minutes)s minutes at the latest (%(day)s); %(promised)s are promised."
        )
        sentence = said % {"minutes": round(worst), "day": f"{day:%d/%m}", "promised": promised}
    return charts.line_chart(
        [f"{day:%d/%m}" for day in days],
        [
            Series(_("half of them within"), half),
            Series(_("nine of ten within"), most),
            Series(_("promised"), [promised] * DAYS, dashed=True),
        ],
        title=_("Minutes from accepted to ready"),
        sentence=sentence,
        unit=lambda value: f"{value:g} min" if value == int(value) else f"{value:.1f} min",
        corner=_("Day"),
    )


def _minutes(took: timedelta | None) -> float | None:
    return None if took is None else round(took.total_seconds() / 60, 1)
