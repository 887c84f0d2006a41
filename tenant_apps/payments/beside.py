"""What moved beside an order's own bill on a business day: refunds given then, whenever it was sold, and tips."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

import tenants
from pizzeria import hours, ledger, order_flow
from tenant_apps.payments.documents import vat_of
from tenant_apps.payments.models import Payment, Refund, RefundPart
from tenant_apps.payments.queries import main_rate

# These say in the order itself what changed: it costs less, or it is no sale, or nothing was paid after all. So does what of
# any other refund had been paid beyond the price.
_IN_THE_BILL = (Refund.Reason.EDITED, Refund.Reason.CANCELLED, Refund.Reason.MISTAKE)


@dataclass(frozen=True)
class Beside:
    """In minor units, VAT included; ``refunds_vat`` is the VAT that the refunds hold."""

    day: date
    order: UUID
    refunds: int = 0
    refunds_vat: int = 0
    tips: int = 0


def beside_the_bills(first: date, last: date) -> Iterator[Beside]:
    """Return every refund that stands and every tip of these business days, one by one. Five queries."""
    zone = ZoneInfo(_here().timezone)
    begins, ends = hours.business_hours(first, zone)[0], hours.business_hours(last, zone)[1]
    given = Refund.objects.filter(at__gte=begins, at__lt=ends).exclude(reason__in=_IN_THE_BILL)
    given = given.exclude(id__in=RefundPart.objects.lost().values("refund")).exclude(order__state__in=order_flow.LOST)
    for refund in given.select_related("order").prefetch_related("lines__line", "parts"):
        goods, vat = _goods_of(refund)
        if (beside := goods - refund.of_excess) > 0:
            vat = ledger.in_proportion(vat, beside, goods)
            yield Beside(hours.business_day(refund.at, zone), refund.order_id, refunds=beside, refunds_vat=vat)
    tipped = Payment.objects.filter(business_day__range=(first, last), tip__gt=0, captured__gt=0)
    by_hand = Sum("refund_parts__tip", filter=Q(refund_parts__handed_over_at__isnull=False), default=0)
    for payment in tipped.annotate(tip_by_hand=by_hand):
        tip = payment.books.tip - payment.tip_refunded - payment.tip_by_hand
        if tip and payment.business_day:
            yield Beside(payment.business_day, payment.order_id, tips=tip)


def days_of(refund: UUID) -> list[date]:
    """Return the business days that say otherwise once this refund went, or came back: its own, and those of the tips in it."""
    found = Refund.objects.prefetch_related("parts__payment").get(id=refund)
    tips = {part.payment.business_day for part in found.parts.all() if part.tip}
    return sorted(day for day in {hours.business_day(found.at, ZoneInfo(_here().timezone)), *tips} if day)


def _here() -> tenants.Here:
    here = tenants.current()
    if here is None:
        raise tenants.NoTenant("a bill belongs to a pizzeria")
    return here


def _goods_of(refund: Refund) -> tuple[int, int]:
    """What of it was no tip, with its VAT; the bill itself says less by now for a line that was struck afterwards.

    A refund that was made at the provider names no line: it is taxed as most of its order was.
    """
    lines = list(refund.lines.all())
    if not lines:
        goods = refund.amount - sum(part.tip for part in refund.parts.all())
        return goods, vat_of(max(goods, 0), main_rate(refund.order))
    there = [row for row in lines if row.line is None or row.line.removed_in is None]
    return sum(row.amount for row in there), sum(row.vat for row in there)
