"""What coins cannot pay (rule 17): only a price that is paid all in cash is rounded, and what goes back of it is, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, QuerySet, Sum, When

from pizzeria import ledger, order_flow, tendering
from pizzeria.ledger import Posting
from tenant_apps.ordering.models import Order
from tenant_apps.payments import posting, till_queries
from tenant_apps.payments.models import Entry, Method, Payment, Refund
from tenant_apps.payments.queries import Standing

PAID, BACK = "rounding", "rounding-back"  # how the causes of these entries begin: when it was paid, when it went back


@dataclass(frozen=True)
class Back:
    """``given`` goes back in money, which is worth ``exact`` of the order's price."""

    given: int
    exact: int


def round_paid(standing: Standing, *, at: datetime) -> None:
    """Let the ledger say what coins could not pay: so much that the order's account holds its exact price.

    Of a lost order nothing stays rounded, neither what was paid nor what went back.
    """
    order = standing.order
    written = _written(order, PAID)
    if order.state in order_flow.LOST:
        more = -rounded(order)
    else:
        more = -till_queries.rounding(standing) - _sum(written)
    _post(order, more, cause=f"{PAID}:{order.id}:{written.count()}", at=at)


def back(standing: Standing, payments: Sequence[Payment], amount: int, left: int) -> Back:
    """Return what is given for ``amount`` of an order of whose payments so much is ``left``.

    Where all was paid in cash the last refund gives what is left, every other one the nearest coins. Raises ValueError
    for more than is left.
    """
    there = [one for one in payments if one.state != Payment.State.VOIDED]
    if standing.cash_step <= 1 or not there or any(one.method != Method.CASH for one in there):
        if amount > left:
            raise ValueError(f"{amount} of {left}")
        return Back(amount, amount)
    exact_left = left + rounded(standing.order)
    if amount > exact_left:
        raise ValueError(f"{amount} of {exact_left}")
    coins = tendering.rounded_in_cash(amount, standing.cash_step)
    return Back(left if amount == exact_left else min(coins, left), amount)


def rounded(order: Order) -> int:
    """Return what the order's price is more (or, below nothing, less) than the coins that are here for it."""
    return _sum(_written(order, PAID) | _written(order, BACK))


def write_back(refund: Refund, back: Back, *, at: datetime) -> None:
    """Let the ledger say what coins made of the refund: the order's account loses its exact worth."""
    _post(refund.order, back.given - back.exact, cause=f"{BACK}:{refund.order_id}:{refund.id}", at=at)


def _written(order: Order, beginning: str) -> QuerySet[Entry]:
    return Entry.objects.filter(cause__startswith=f"{beginning}:{order.id}:")


def _sum(entries: QuerySet[Entry]) -> int:
    signed = Case(When(debit=ledger.ROUNDING, then=F("amount")), default=-F("amount"))
    return int(entries.aggregate(sum=Sum(signed))["sum"] or 0)


def _post(order: Order, more: int, *, cause: str, at: datetime) -> None:
    if not more:
        return
    ends = (ledger.ROUNDING, ledger.ORDERS) if more > 0 else (ledger.ORDERS, ledger.ROUNDING)
    posting.post([Posting(*ends, abs(more))], cause=cause, currency=order.currency, at=at)
