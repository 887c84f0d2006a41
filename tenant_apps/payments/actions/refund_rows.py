"""For which lines money goes back, and with how much of their VAT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Sum

from pizzeria import refunds
from tenant_apps.ordering.models import Order, OrderLine
from tenant_apps.payments import documents, errors, queries
from tenant_apps.payments.models import RefundLine, RefundPart


@dataclass(frozen=True)
class Row:
    """So much for so many pieces of a line, or (without one) beside the lines."""

    amount: int
    quantity: int = 0
    line: OrderLine | None = None
    of: refunds.Refundable | None = None


def refundables(order: Order) -> Sequence[tuple[OrderLine, refunds.Refundable]]:
    """Return each standing line of the order with what can still go back for it. Two queries."""
    sums = _standing_rows(order).values("line").annotate(sum=Sum("amount"), pieces=Sum("quantity"), tax=Sum("vat"))
    gone: dict[Any, dict[str, Any]] = {row["line"]: dict(row) for row in sums}
    found = []
    for line in order.lines.standing():
        back = gone.get(line.id, {})
        left = refunds.Refundable(
            str(line.id),
            line.quantity,
            queries.minor(line.total - line.discount, order.currency),
            back.get("sum") or 0,
            back.get("pieces") or 0,
            vat=queries.minor(line.vat, order.currency),
            refunded_vat=back.get("tax") or 0,
        )
        found.append((line, left))
    return found


def chosen(order: Order, pieces: dict[Any, int], extra: int) -> list[Row]:
    """Return what was asked for, a row each. Raises RefundNothing or RefundLineGone."""
    known = {line.id: (line, refundable) for line, refundable in refundables(order)}
    rows = []
    for id, many in pieces.items():
        if not many:
            continue
        try:
            line, refundable = known[id]
            rows.append(Row(refunds.for_pieces(refundable, many), many, line, refundable))
        except (KeyError, ValueError):
            raise errors.RefundLineGone() from None
    if extra < 0 or not (rows or extra):
        raise errors.RefundNothing()
    return [*rows, Row(extra)] if extra else rows


def without_tip(rows: Iterable[Row], tip: int) -> list[Row]:
    """Take what of it is a tip off the rows, the last first: a tip was sold to nobody and holds no VAT."""
    found = []
    for row in reversed(list(rows)):
        less = min(row.amount, tip)
        tip -= less
        if row.line or row.amount > less:
            found.append(replace(row, amount=row.amount - less))
    return found[::-1]


def written(order: Order, rows: Iterable[Row]) -> list[RefundLine]:
    """Return the rows as they are kept, each with its VAT: of a line that of its own, else that of most of the order."""
    found, rate = [], queries.main_rate(order)
    for row in rows:
        if row.line and row.of:
            tax, vat_rate = refunds.vat_of(row.of, row.amount), row.line.vat_rate
        else:
            beside = _standing_rows(order).filter(line=None, vat_rate=rate).aggregate(sum=Sum("amount"), tax=Sum("vat"))
            tax = documents.vat_of((beside["sum"] or 0) + row.amount, rate) - (beside["tax"] or 0)
            vat_rate = rate
        found.append(RefundLine(line=row.line, quantity=row.quantity, amount=row.amount, vat_rate=vat_rate, vat=tax))
    return found


def _standing_rows(order: Order) -> Any:
    """The rows of refunds of which some part has gone back or is on its way."""
    alive = RefundPart.objects.standing().filter(refund__order=order).values("refund")
    return RefundLine.objects.filter(refund__in=alive).order_by()
