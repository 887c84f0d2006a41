"""The verbs of insights: take in a till's export, learn, foretell, hand in the day's figures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

import tenants
from learning import cards, demand
from learning.till import Till
from pizzeria import hours
from pizzeria.tax import COLLECTION, ITALY, vat_within
from shared_apps.billing import actions as billing
from shared_apps.billing import limits
from shared_apps.franchise import actions as franchise
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.insights import queries
from tenant_apps.insights.errors import NothingToImport, NothingToLearnFrom
from tenant_apps.insights.facts import ModelTrained, SalesImported
from tenant_apps.insights.models import Forecast, ModelVersion, SalesImport
from tenant_apps.menu.models import Product
from tenant_apps.ordering.models import Counter, Order, OrderLine
from tenant_apps.shop import queries as shops
from toolbox.copying import copy_rows
from toolbox.ids import uuid7

CENT = Decimal("0.01")
KEPT_VERSIONS = 30
DRINKS = ("drink", "bevand", "beverage", "boisson", "bibit", "alcol", "wine", "vino", "birr", "beer")


@dataclass(frozen=True)
class Imported:
    """What an import did: orders and pieces written, and what was there already."""

    orders: int
    pieces: int
    known_orders: int
    is_known_file: bool = False


@transaction.atomic
def import_sales(till: Till, *, name: str, contents: bytes, by: Actor, at: datetime) -> Imported:
    """Write a till's export as collected orders marked as imported.

    Safe to repeat: the same contents add nothing, and an order the shop has by the till's own day and number is left
    alone. Raises NothingToImport.
    """
    if till.lines.empty:
        raise NothingToImport(bad=len(till.bad))
    # The counter's lock is taken first: of two imports at once the second waits here and then sees the first's.
    counter, _ = Counter.objects.select_for_update().get_or_create(id=1)
    digest = sha256(contents).hexdigest()
    if SalesImport.objects.filter(sha256=digest).exists():
        return Imported(orders=0, pieces=0, known_orders=0, is_known_file=True)
    told = _orders_told(till, digest)
    known = set(Order.objects.exclude(external_id=None).values_list("external_id", flat=True))
    fresh = {key: rows for key, rows in told.items() if key not in known}
    shop = shops.timetable(at=at).shop
    orders, lines = _rows(fresh, zone=shop.zone, currency=shop.currency, number=counter.last)
    copy_rows(Order, orders)
    copy_rows(OrderLine, lines)
    Counter.objects.filter(id=1).update(last=counter.last + len(orders))
    days = [order["business_day"] for order in orders]
    done = SalesImport.objects.create(
        name=name[:200],
        sha256=digest,
        orders=len(orders),
        pieces=sum(line["quantity"] for line in lines),
        bad_rows=len(till.bad),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        imported_at=at,
    )
    _announce(done, by=by, at=at)
    return Imported(orders=done.orders, pieces=done.pieces, known_orders=len(told) - len(fresh))


def _announce(done: SalesImport, *, by: Actor, at: datetime) -> None:
    fact = SalesImported(str(done.id), done.orders, done.pieces, str(done.first_day or ""), str(done.last_day or ""))
    journal.record(fact, by=by, at=at)


def _orders_told(till: Till, digest: str) -> dict[str, list[Any]]:
    """The till's rows by order. A till that numbers from 1 every day has an order per day and number; a row without a
    number is an order of its own."""
    told: dict[str, list[Any]] = {}
    for row in till.lines.itertuples(index=False):
        number = row.id or f"{digest[:12]}:{row.line}"
        key = f"{row.told:%Y%m%d}/{number}"
        if len(key) > 60:
            key = sha256(key.encode()).hexdigest()[:60]
        told.setdefault(key, []).append(row)
    return told


def _rows(
    told: Mapping[str, list[Any]], *, zone: ZoneInfo, currency: str, number: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of orders and of their lines, oldest first, as ``copy_rows`` takes them."""
    products = _products()
    orders: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    ordered = sorted(told.items(), key=lambda pair: (pair[1][0].day, pair[1][0].time))
    for place, (key, rows) in enumerate(ordered, start=1):
        moment = datetime.combine(rows[0].day.date(), rows[0].time, tzinfo=zone)
        id = uuid7()
        mine = list(_lines(id, rows, products))
        total, vat = sum(line["total"] for line in mine), sum(line["vat"] for line in mine)
        orders.append(
            {
                "id": id,
                "number": number + place,
                "state": "collected",
                "order_type": COLLECTION,
                "channel": "till",
                "business_day": hours.business_day(moment, zone),
                "placed_at": moment,
                "currency": currency,
                "goods": total,
                "total": total,
                "vat": vat,
                "imported": True,
                "external_id": key,
            }
        )
        lines += mine
    return orders, lines


def _lines(order: UUID, rows: Iterable[Any], products: Mapping[str, Product]) -> Iterator[dict[str, Any]]:
    """The lines of one order: the same name, size and price together."""
    counted: dict[tuple[str, str, Decimal], int] = {}
    kinds: dict[str, str] = {}
    for row in rows:
        key = (row.name, row.size, row.price.quantize(CENT, ROUND_HALF_UP))
        counted[key] = counted.get(key, 0) + 1
        kinds[row.name] = row.type
    for position, ((name, size, price), quantity) in enumerate(counted.items()):
        product = products.get(_plain(name))
        rate = ITALY.rate(product.vat_class if product else _vat_class(kinds[name]), COLLECTION)
        total = price * quantity
        yield {
            "order_id": order,
            "position": position,
            "product_id": product.id if product else None,
            "name": product.name if product else {"it": _readable(name)},
            "category": kinds[name][:60],
            "size": size[:40],
            "quantity": quantity,
            "unit_price": price,
            "total": total,
            "vat_rate": rate,
            "vat": vat_within(total, rate, CENT),
        }


def _products() -> dict[str, Product]:
    """The menu by code and by every name, plainly written: what the till calls so is that product."""
    found: dict[str, Product] = {}
    for product in Product.objects.order_by("is_active"):
        for name in (*product.name.values(), product.code):
            if name:
                found[_plain(name)] = product
    return found


def _plain(name: str) -> str:
    return name.casefold().replace("_", " ").strip()


def _readable(name: str) -> str:
    """What the till calls ``four_cheese`` is shown as "Four cheese"; other names stay as they are."""
    words = name.replace("_", " ").strip()[:120]
    return words[:1].upper() + words[1:] if words.islower() else words


def _vat_class(kind: str) -> str:
    return "drink" if any(word in kind.casefold() for word in DRINKS) else "food"


# --- Learning ----------------------------------------------------------------------------------


@transaction.atomic
def train_model(*, by: Actor, at: datetime) -> ModelVersion:
    """Learn from every day up to yesterday and make the result the champion. Raises NothingToLearnFrom or NotInPlan."""
    limits.check_in_plan("forecast")
    history = queries.history(at=at)
    if history is None:
        raise NothingToLearnFrom()
    fitted = cards.fit(history)
    last = ModelVersion.objects.aggregate(last=Max("number"))["last"] or 0
    ModelVersion.objects.filter(is_champion=True).update(is_champion=False)
    version = ModelVersion.objects.create(
        number=last + 1,
        served=fitted.model or "",
        card=fitted.card,
        booster=fitted.booster,
        is_champion=True,
        trained_at=at,
    )
    _thin_out()
    journal.record(ModelTrained(version.number, version.served, fitted.card["served"]["code"]), by=by, at=at)
    return version


def _thin_out() -> None:
    """Let go of old versions, and with them of what they foretold, save days whose newest forecast they made."""
    old = ModelVersion.objects.order_by("-number").values_list("id", flat=True)[KEPT_VERSIONS:]
    ModelVersion.objects.filter(id__in=list(old), forecasts=None).delete()


@transaction.atomic
def foretell_days(*, at: datetime, days: int = demand.HORIZON) -> list[Forecast]:
    """Forecast today and the days after with the champion, and write it down; a second run the same day replaces it.

    Returns nothing where there is no champion or it serves no model. Raises NothingToLearnFrom or NotInPlan.
    """
    limits.check_in_plan("forecast")
    version = ModelVersion.objects.champion()
    history = queries.history(at=at, ahead=days)
    if version is None or history is None:
        raise NothingToLearnFrom()
    booster = bytes(version.booster) if version.booster is not None else None
    found = cards.predict(cards.Fitted(card=version.card, booster=booster), history)
    if found is None:
        return []
    made_on = queries.business_day(at=at)
    Forecast.objects.filter(made_on=made_on).delete()
    return Forecast.objects.bulk_create(_forecasts(found, version, made_on))


def _forecasts(found: cards.Forecast, version: ModelVersion, made_on: date) -> Iterator[Forecast]:
    for place, day in enumerate(found.days):
        items = {
            name: [int(count) for count in found.item_interval[place, column]]
            for column, name in enumerate(found.items)
            if found.item[place, column] > 0
        }
        yield Forecast(
            version=version,
            made_on=made_on,
            day=day.date(),
            is_open=bool(found.open[place]),
            mean=Decimal(str(round(float(found.total[place]), 2))),
            low=int(found.total_interval[place, 0]),
            high=int(found.total_interval[place, 2]),
            simple=Decimal(str(round(float(found.simple[place]), 2))),
            items=items,
        )


@transaction.atomic
def note_what_came_true(*, at: datetime) -> int:
    """Write what was sold beside each forecast whose day is over; return how many. A day that sold nothing though it was
    forecast open counts as 0 sold."""
    today = queries.business_day(at=at)
    waiting = list(Forecast.objects.filter(sold=None, day__lt=today))
    if not waiting:
        return 0
    sold = queries.pieces_sold(min(each.day for each in waiting), today)
    for each in waiting:
        each.sold = sold.get(each.day, 0)
    Forecast.objects.bulk_update(waiting, ["sold"])
    return len(waiting)


def learn_from_sales(*, by: Actor, at: datetime) -> ModelVersion | None:
    """The night's work: note what came true, train, foretell. None for a shop that has not sold anything yet.

    Raises NotInPlan.
    """
    note_what_came_true(at=at)
    try:
        version = train_model(by=by, at=at)
    except NothingToLearnFrom:
        return None
    foretell_days(at=at)
    return version


# --- Head office -------------------------------------------------------------------------------


def hand_in_days(first: date, last: date, *, at: datetime) -> int:
    """Push the figures of these days to the platform, for head office and our bill; return how many days."""
    here = tenants.current()
    assert here is not None, "only a pizzeria has figures"
    figures, taken = queries.figures(first, last), queries.orders_taken(first, last)
    with tenants.platform():
        billing.count_orders(here.id, orders=taken, at=at)
        return franchise.hand_in_figures(here.id, figures=figures, currency=here.currency, at=at)
