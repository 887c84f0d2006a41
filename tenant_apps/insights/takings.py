"""What a day took, in the parts that royalties are counted from: for head office by day, for the owner by order and line.

Amounts are the shop's currency, VAT included, and exact: lines and fees sum to orders, orders to the day that is handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from uuid import UUID

from django.db import connection
from django.db.models import Q, Sum

import tenants
from pizzeria import order_flow
from pizzeria.money import CENT
from pizzeria.royalties import Sales, to_minor
from pizzeria.tax import vat_within
from shared_apps.franchise.actions import Parts
from tenant_apps.ordering.models import Order, OrderLine
from tenant_apps.payments import beside as payments
from tenant_apps.payments import queries

ZERO = Decimal(0)
# What discounts took off the VAT is rounded by line, so that the owner's lines sum to the day.
_LINES = """
    SELECT o.business_day, SUM(l.vat), SUM(ROUND(l.discount * l.vat_rate / (100 + l.vat_rate), 2))
    FROM ordering_orderline l
    JOIN ordering_order o ON o.id = l.order_id
    WHERE l.removed_in IS NULL AND o.state <> ALL(%s) AND o.business_day BETWEEN %s AND %s
    GROUP BY 1
"""


@dataclass(frozen=True)
class BesideTheBill:
    """What moved beside an order's own bill on a business day: ``refunds`` given back then, whenever it was sold, and tips."""

    day: date
    order: UUID
    refunds: Decimal = ZERO
    refunds_vat: Decimal = ZERO
    tips: Decimal = ZERO


def beside_the_bills(first: date, last: date) -> Sequence[BesideTheBill]:
    """Return every refund and tip of these business days, from the room where money moves. Three queries."""
    here = tenants.current()
    currency = here.currency if here else "EUR"
    amount = queries.money
    return [
        BesideTheBill(
            one.day,
            one.order,
            refunds=amount(one.refunds, currency).amount,
            refunds_vat=amount(one.refunds_vat, currency).amount,
            tips=amount(one.tips, currency).amount,
        )
        for one in payments.beside_the_bills(first, last)
    ]


def parts_by_day(first: date, last: date) -> Mapping[date, Parts]:
    """Return the parts of each day on which anything was sold or given back. Two queries."""
    orders = Order.objects.filter(business_day__range=(first, last)).sold().values("business_day").order_by()
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [list(order_flow.NOT_SOLD), first, last])
        of_lines = {day: (vat, discounts_vat) for day, vat, discounts_vat in cursor.fetchall()}
    found: dict[date, Parts] = {}
    for row in orders.annotate(of_goods=Sum("goods"), off=Sum("discounts"), of_fees=Sum("fees"), of_vat=Sum("vat")):
        vat, discounts_vat = of_lines.get(row["business_day"], (ZERO, ZERO))
        found[row["business_day"]] = Parts(
            goods=row["of_goods"],
            discounts=row["off"],
            fees=row["of_fees"],
            vat=vat,
            discounts_vat=discounts_vat,
            fees_vat=row["of_vat"] - vat,
        )
    for moved in beside_the_bills(first, last):
        found[moved.day] = _with(found.get(moved.day, Parts()), moved)
    return found


def _with(parts: Parts, moved: BesideTheBill) -> Parts:
    return replace(
        parts,
        refunds=parts.refunds + moved.refunds,
        refunds_vat=parts.refunds_vat + moved.refunds_vat,
        tips=parts.tips + moved.tips,
    )


@dataclass(frozen=True)
class LineTaken:
    line: OrderLine
    sales: Sales


@dataclass(frozen=True)
class OrderTaken:
    """An order with its lines and all that counts of it: lines, fees, and what was given back or tipped that day."""

    order: Order
    lines: Sequence[LineTaken]
    fees: Sales
    beside: Sales

    @property
    def sales(self) -> Sales:
        return reduce(Sales.__add__, (each.sales for each in self.lines), self.fees + self.beside)


def orders_taken(day: date, *, currency: str) -> list[OrderTaken]:
    """Return the orders that count on a business day, down to their lines, as ``parts_by_day`` sums them."""
    beside: dict[UUID, Parts] = {}
    for moved in beside_the_bills(day, day):
        beside[moved.order] = _with(beside.get(moved.order, Parts()), moved)
    sold = Q(business_day=day) & ~Q(state__in=order_flow.NOT_SOLD)
    orders = Order.objects.filter(sold | Q(id__in=list(beside))).prefetch_related("lines")
    found = []
    for order in orders.order_by("placed_at", "number"):
        counts = order.business_day == day and order.state not in order_flow.NOT_SOLD
        lines = [LineTaken(line, _of_line(line, currency)) for line in order.standing] if counts else []
        vat = order.vat - sum((each.line.vat for each in lines), ZERO)
        fees = sales_of(Parts(fees=order.fees, fees_vat=vat), currency) if counts else Sales()
        found.append(OrderTaken(order, lines, fees, sales_of(beside.get(order.id, Parts()), currency)))
    return found


def _of_line(line: OrderLine, currency: str) -> Sales:
    off = vat_within(line.discount, line.vat_rate, CENT)
    return sales_of(Parts(goods=line.total, discounts=line.discount, vat=line.vat, discounts_vat=off), currency)


def sales_of(parts: Parts, currency: str) -> Sales:
    """Return the same in minor units."""
    return Sales(**{each.name: to_minor(getattr(parts, each.name), currency) for each in fields(Parts)})
