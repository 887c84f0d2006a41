"""Reads of payments: what an order still costs, what can go back of it, where the money stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Sum, When

from pizzeria import ledger, order_flow, tendering
from pizzeria.money import Money, quantum
from pizzeria.tendering import Held
from tenant_apps.ordering import prices
from tenant_apps.ordering.models import Order
from tenant_apps.payments.models import (
    AWAITING,
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
        """What is paid or held beyond what the order costs by now, in coins where all of it is cash: it goes back."""
        is_cash = {one.method for one in self.held} == {Method.CASH}
        costs = tendering.rounded_in_cash(self.exact, self.cash_step) if is_cash else self.exact
        wanted = 0 if self.order.state in order_flow.LOST else costs
        return max(sum(one.amount for one in self.held) - wanted, 0)


# Refunds because the order costs less by now: what they gave back pays it no more.
LOWERS_WHAT_IS_HELD = (Refund.Reason.EDITED, Refund.Reason.CANCELLED)


def standing(order: Order) -> Standing:
    """Return how the order stands. Four queries."""
    payments = list(Payment.objects.filter(order=order))
    step = prices.table_of(shops.the_shop()).cash_step
    return standing_of(order, payments, returned([order]).get(order.id, 0), step)


def returned(orders: Sequence[Order]) -> dict[UUID, int]:
    """Return what went back of each order because it costs less by now: it pays for the order no more. Two queries.

    That is also what somebody gave back by hand, for whatever reason, while more was paid than the order cost, and what
    went back for a line before an edit struck it.
    """
    parts = RefundPart.objects.standing().filter(refund__order__in=orders).order_by()
    rows = parts.values_list("refund__order", "refund__reason", "refund__of_excess", "refund").annotate(Sum("amount"))
    found: dict[UUID, int] = {}
    for order, reason, of_excess, _refund, amount in rows:
        lowers = amount if reason in LOWERS_WHAT_IS_HELD else min(of_excess, amount)
        found[order] = found.get(order, 0) + lowers
    for order, amount in _struck(orders).values_list("refund__order").annotate(Sum("amount")):
        found[order] = found.get(order, 0) + amount
    return found


def _struck(orders: Sequence[Order]) -> QuerySet[RefundLine]:
    """The rows of refunds for lines that an edit struck afterwards."""
    rows = RefundLine.objects.filter(refund__order__in=orders, refund__of_excess=0, line__removed_in__isnull=False)
    rows = rows.exclude(refund__in=RefundPart.objects.lost().values("refund"))
    return rows.exclude(refund__reason__in=LOWERS_WHAT_IS_HELD).order_by()


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
    """Four queries."""
    newest = {run.method: run for run in Reconciliation.objects.order_by("-at")[:4][::-1]}
    return Attention(
        refunds=len(lost_refunds()),
        disputes=Dispute.objects.filter(closed_at=None, sent_at=None, state__in=AWAITING).count(),
        differences=sum(len(run.differences) for run in newest.values()),
    )


def left_of(payment: Payment) -> int:
    """Return what can still go back of a payment: refunds on their way are taken off, cash handed over, disputes too."""
    reserved: int = payment.refund_parts.beside().aggregate(sum=Sum("amount"))["sum"] or 0
    return max(payment.captured - payment.refunded - reserved - max(payment.disputed, 0), 0)


# What a form sends that tries a refund again which could not go back: the id of that one follows.
AGAIN = "desk:again-"


def lost_refunds(order: Order | None = None) -> list[Refund]:
    """Return the refunds that could not go back and that nobody tried again or handed over, the newest first.

    Not those of whose payments nothing is left: it has gone another way since, or a bank has taken it.
    """
    lost = RefundPart.objects.lost().filter(refund__order=order) if order else RefundPart.objects.lost()
    found = {refund.id: refund for refund in Refund.objects.filter(id__in=lost.values("refund")).order_by("-id")[:200]}
    again = Refund.objects.filter(key__startswith=AGAIN, order__in={refund.order_id for refund in found.values()})
    tried = {(key.partition("#")[0], order) for key, order in again.values_list("key", "order")}
    waiting = [refund for refund in found.values() if (again_key(refund), refund.order_id) not in tried]
    return [one for one in waiting if any(left_of(part.payment) for part in one.parts.lost().select_related("payment"))]


def again_key(refund: Refund) -> str:
    """Return how the key of the refund begins that tries this one again."""
    return f"{AGAIN}{refund.id}"


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
    return sum(account_by_currency(name).values())


def account_by_currency(name: str) -> dict[str, int]:
    """The same for each currency that was ever on it."""
    rows = Entry.objects.filter(debit=name) | Entry.objects.filter(credit=name)
    signed = Case(When(debit=name, then=F("amount")), default=-F("amount"))
    return dict(rows.order_by().values_list("currency").annotate(sum=Sum(signed)))


@dataclass(frozen=True)
class Payout:
    """What a provider paid to the shop's bank: ``state`` is "coming", "there" or "back"; ``on`` the day of that.

    "taken": the shop owed the provider more than it held there, and it was taken from the bank.
    """

    reference: str
    amount: int
    currency: str
    on: date | None
    state: str


def payouts(*, today: date, most: int = 60) -> list[Payout]:
    """Return the last pay-outs as the ledger has them, the newest first. One query."""
    moved = Entry.objects.filter(cause__startswith="payout:").filter(Q(debit=ledger.BANK) | Q(credit=ledger.BANK))
    ways: dict[str, list[Entry]] = {}
    for entry in moved.order_by("-id")[: 2 * most]:
        ways.setdefault(entry.cause.split(":")[1], []).append(entry)
    return [_payout(reference, ways[reference], today) for reference in list(ways)[:most]]


def _payout(reference: str, entries: Sequence[Entry], today: date) -> Payout:
    newest = entries[0]
    state = "coming" if newest.bank_on is not None and newest.bank_on > today else "there"
    if newest.credit == ledger.BANK:
        state = "back" if len(entries) > 1 else "taken"
    return Payout(reference, newest.amount, newest.currency, newest.bank_on, state)
