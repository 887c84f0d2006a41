"""What coins cannot pay when money goes back in cash (rule 17): given to the nearest coin, the rest is the rounding's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Q, Sum, When

from pizzeria import ledger, tendering
from pizzeria.ledger import Posting
from tenant_apps.ordering import prices
from tenant_apps.ordering.models import Order
from tenant_apps.payments import posting, queries
from tenant_apps.payments.models import Entry, Method, Payment, Refund
from tenant_apps.shop import queries as shops


@dataclass(frozen=True)
class Back:
    """``given`` goes back in money, which is worth ``exact`` of the order's price."""

    given: int
    exact: int


def back(order: Order, payments: Sequence[Payment], amount: int, left: int) -> Back:
    """Return what is given for ``amount`` of an order of whose payments so much is ``left``.

    Where all was paid in cash the last refund gives what is left, every other one the nearest coins. Raises ValueError
    for more than is left.
    """
    standing = [one for one in payments if one.state != Payment.State.VOIDED]
    step = queries.minor(
        prices.table_of(shops.the_shop()).cash_step or queries.money(0, order.currency).amount, order.currency
    )
    if step <= 1 or not standing or any(one.method != Method.CASH for one in standing):
        if amount > left:
            raise ValueError(f"{amount} of {left}")
        return Back(amount, amount)
    exact_left = left + rounded(order)
    if amount > exact_left:
        raise ValueError(f"{amount} of {exact_left}")
    given = left if amount == exact_left else min(tendering.rounded_in_cash(amount, step), left)
    return Back(given, amount)


def rounded(order: Order) -> int:
    """Return what the order's price is more (or, below nothing, less) than the coins that are here for it."""
    written = Entry.objects.filter(
        Q(cause__startswith=f"rounding:{order.id}:") | Q(cause__startswith=f"rounding-back:{order.id}:")
    )
    signed = Case(When(debit=ledger.ROUNDING, then=F("amount")), default=-F("amount"))
    return int(written.aggregate(sum=Sum(signed))["sum"] or 0)


def write_back(refund: Refund, back: Back, *, at: datetime) -> None:
    """Let the ledger say what coins made of the refund: the order's account loses its exact worth."""
    if not (more := back.given - back.exact):
        return
    ends = (ledger.ROUNDING, ledger.ORDERS) if more > 0 else (ledger.ORDERS, ledger.ROUNDING)
    cause = f"rounding-back:{refund.order_id}:{refund.id}"
    posting.post([Posting(*ends, abs(more))], cause=cause, currency=refund.currency, at=at)
