"""Reads of payments: what an order still costs, what can go back of it, where the money stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, When

from pizzeria import order_flow, tendering
from pizzeria.money import Money, quantum
from pizzeria.tendering import Held
from tenant_apps.ordering import prices
from tenant_apps.ordering.models import Order
from tenant_apps.payments.models import (
    Dispute,
    Entry,
    Method,
    Payment,
    Reconciliation,
    Refund,
    RefundLine,
    RefundPart,
)
from tenant_apps.shop import queries as shops
from toolbox import i18n


def minor(amount: Decimal, currency: str) -> int:
    """Return an exact amount in minor units: 9.50 EUR is 950. Raises ValueError for a fraction of a cent."""
    whole = amount / quantum(currency)
    if whole != whole.to_integral_value():
        raise ValueError(f"{amount} {currency} is finer than its coins")
    return int(whole)


def money(amount: int, currency: str) -> Money:
    return Money(amount * quantum(currency), currency)


@dataclass(frozen=True)
class Standing:
    """How an order stands in money, in minor units. ``exact`` is what it costs with its tip, not rounded to coins.

    ``held``: what is paid or promised by a bank, less what went back because the order was changed.
    """

    order: Order
    exact: int
    held: tuple[Held, ...]
    cash_step: int
    payments: Sequence[Payment]

    def due(self, method: str = "") -> int:
        """Return what is left to pay, by that method; a lost order costs nothing."""
        if self.order.state in order_flow.LOST:
            return 0
        return tendering.remaining(self.exact, self.held, method, step=self.cash_step)

    @property
    def is_settled(self) -> bool:
        return self.order.state in order_flow.LOST or tendering.is_settled(self.exact, self.held, step=self.cash_step)

    @property
    def paid(self) -> int:
        return sum(payment.captured for payment in self.payments)

    @property
    def refunded(self) -> int:
        return sum(payment.refunded for payment in self.payments)

    @property
    def in_excess(self) -> int:
        """What is paid or held beyond what the order costs by now: it goes back."""
        wanted = 0 if self.order.state in order_flow.LOST else self.exact
        return max(sum(one.amount for one in self.held) - wanted, 0)


# Refunds because the order costs less by now: what they gave back pays it no more.
LOWERS_WHAT_IS_HELD = (Refund.Reason.EDITED, Refund.Reason.CANCELLED)


def standing(order: Order) -> Standing:
    """Return how the order stands. Four queries."""
    payments = list(Payment.objects.filter(order=order))
    step = prices.table_of(shops.the_shop()).cash_step
    return standing_of(order, payments, gone_from([order]).get(order.id, 0), step)


def gone_from(orders: Iterable[Order]) -> dict[UUID, int]:
    """Return what went back of each order and pays it no more, by its id: because it costs less by now, or for a line
    that was struck after its money had gone back. Two queries."""
    wanted = list(orders)
    parts = RefundPart.objects.filter(refund__order__in=wanted, refund__reason__in=LOWERS_WHAT_IS_HELD)
    parts = parts.exclude(state=RefundPart.State.FAILED).order_by()
    failed = RefundPart.objects.filter(refund=OuterRef("refund"), state=RefundPart.State.FAILED)
    struck = RefundLine.objects.filter(refund__order__in=wanted, line__removed_in__isnull=False)
    struck = struck.exclude(refund__reason__in=LOWERS_WHAT_IS_HELD).filter(~Exists(failed)).order_by()
    found: Counter[UUID] = Counter()
    for rows in (parts, struck):
        found.update(dict(rows.values_list("refund__order").annotate(sum=Sum("amount"))))
    return dict(found)


def standing_of(order: Order, payments: Sequence[Payment], returned: int, step: Decimal | None) -> Standing:
    """Return how the order stands, from rows that were read already."""
    held = [Held(one.method, _counts(one)) for one in payments if _counts(one)]
    if returned:
        held.append(Held(held[-1].method if held else Method.CASH, -returned))
    return Standing(
        order=order,
        exact=minor(order.total + order.tip, order.currency),
        held=tuple(held),
        cash_step=minor(step, order.currency) if step else 0,
        payments=payments,
    )


def _counts(payment: Payment) -> int:
    if payment.state == Payment.State.VOIDED:  # keyed by mistake and taken back: what it paid is due again
        return 0
    return payment.amount if payment.state == Payment.State.AUTHORISED else payment.captured


def main_rate(order: Order) -> Decimal:
    """Return the VAT rate that most of the order is taxed at: for what goes back beside its lines."""
    rows = order.quote.get("vat") or [{"rate": "10", "gross": "0"}]
    return Decimal(max(rows, key=lambda row: Decimal(row["gross"]))["rate"])


def payments(*, method: str = "", state: str = "", words: str = "") -> QuerySet[Payment]:
    """Return the shop's payments, the newest first, with their orders; words are a number, a name or a card's last digits."""
    found = Payment.objects.select_related("order").order_by("-id")
    if method in Method.values:
        found = found.filter(method=method)
    if state in Payment.State.values:
        found = found.filter(state=state)
    if words := words.strip()[:60].lstrip("#"):
        asked = Q(order__name__icontains=words) | Q(label__icontains=words)
        if words.isdecimal():
            asked |= Q(order__number=int(words)) | Q(order__day_number=int(words[:9]))
        found = found.filter(asked)
    return found


def refunds_of(order: Order) -> QuerySet[Refund]:
    return Refund.objects.filter(order=order).prefetch_related("parts__payment", "lines__line").order_by("-id")


@dataclass(frozen=True)
class Attention:
    """What somebody has to look at: refunds that failed, disputes that wait for an answer, differences found."""

    refunds: int
    disputes: int
    differences: int

    def __bool__(self) -> bool:
        return bool(self.refunds or self.disputes or self.differences)


def attention() -> Attention:
    """Three queries."""
    newest = {run.method: run for run in Reconciliation.objects.order_by("-at")[:4][::-1]}
    return Attention(
        refunds=RefundPart.objects.filter(state=RefundPart.State.FAILED).count(),
        disputes=Dispute.objects.filter(closed_at=None, sent_at=None).count(),
        differences=sum(len(run.differences) for run in newest.values()),
    )


def disputes() -> QuerySet[Dispute]:
    return Dispute.objects.select_related("payment__order")


def dispute(id: UUID) -> Dispute | None:
    return disputes().filter(id=id).first()


def evidence_known(dispute: Dispute) -> dict[str, str]:
    """Return what the order itself says of a dispute, to begin the answer with."""
    order = dispute.payment.order
    zone = shops.the_shop().zone
    done = order.finished_at or order.ready_at
    lines = ", ".join(f"{line.quantity} × {i18n.text(line.name)}" for line in order.lines.standing())
    return {
        "product_description": lines[:1000],
        "service_date": f"{done.astimezone(zone):%Y-%m-%d %H:%M}" if done else "",
        "shipping_address": order.address,
    }


def account(name: str) -> int:
    """Return what stands on an account of the ledger: debits less credits, in minor units. One query."""
    rows = Entry.objects.filter(debit=name) | Entry.objects.filter(credit=name)
    signed = Case(When(debit=name, then=F("amount")), default=-F("amount"))
    return int(rows.aggregate(sum=Sum(signed))["sum"] or 0)
