"""Reads of payments: what an order still costs, what can go back of it, where the money stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, F, Sum, When

from pizzeria import order_flow, tendering
from pizzeria.money import Money, quantum
from pizzeria.tendering import Held
from tenant_apps.ordering import prices
from tenant_apps.ordering.models import Order
from tenant_apps.payments.models import Entry, Method, Payment, Refund
from tenant_apps.shop import queries as shops


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
    """Return how the order stands. Three queries."""
    payments = list(Payment.objects.filter(order=order))
    step = prices.table_of(shops.the_shop()).cash_step
    back = Refund.objects.filter(order=order, reason__in=LOWERS_WHAT_IS_HELD)
    return standing_of(order, payments, back.aggregate(sum=Sum("amount"))["sum"] or 0, step)


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


def account(name: str) -> int:
    """Return what stands on an account of the ledger: debits less credits, in minor units. One query."""
    rows = Entry.objects.filter(debit=name) | Entry.objects.filter(credit=name)
    signed = Case(When(debit=name, then=F("amount")), default=-F("amount"))
    return int(rows.aggregate(sum=Sum(signed))["sum"] or 0)
