"""A refund that failed: handed over in cash, because it could not go back the way it was paid."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pizzeria import ledger
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import errors, facts, queries, till_errors, till_queries
from tenant_apps.payments.actions import noting
from tenant_apps.payments.actions.couriers import write_move
from tenant_apps.payments.models import CashMove, Refund, RefundPart
from tenant_apps.payments.posting import post


@transaction.atomic
def hand_over_refund(refund: Refund, *, by: Actor, at: datetime) -> CashMove:
    """Take what failed of a refund out of the drawer for its customer; said again it is the same move.

    The order counts it as given back from then on. Raises NothingFailed, RefundTooMuch (some has gone another way
    since), DrawerIsClosed or NotEnough.
    """
    order = Order.objects.select_for_update().get(id=refund.order_id)
    if known := CashMove.objects.filter(key=f"failed:{refund.id}").first():
        return known
    lost = list(refund.parts.lost().select_for_update(of=("self",)).select_related("payment__order"))
    amount = sum(part.amount for part in lost)
    if not amount or Refund.objects.filter(key__startswith=queries.again_key(refund), order=order).exists():
        raise errors.NothingFailed()
    _check_is_left(lost)
    if till_queries.open_drawer() is None:
        raise till_errors.DrawerIsClosed()
    move = CashMove(
        kind=CashMove.Kind.OUT,
        source=ledger.DRAWER,
        target=ledger.CLAIMS.get(refund.bearer, ledger.ORDERS),
        amount=amount,
        reason=f"{order.called} {refund.get_reason_display()}"[:200],
        key=f"failed:{refund.id}",
    )
    write_move(move, by=by, at=at)
    _post_tip(move, sum(part.tip for part in lost), at=at)
    refund.parts.lost().update(handed_over_at=at)
    journal.record(facts.RefundHandedOver(**noting.told(refund, amount)), by=by, at=at)
    return move


def _check_is_left(lost: Sequence[RefundPart]) -> None:
    """It failed, and meanwhile its money may have gone back by another refund: nobody is given it twice."""
    for part in lost:
        if part.amount > (left := queries.left_of(part.payment)):
            order = part.payment.order
            raise errors.RefundTooMuch(left=queries.money(left, order.currency).text(order.language))


def _post_tip(move: CashMove, tip: int, *, at: datetime) -> None:
    """What of it was a tip goes back out of the tips, as it would have on its way to the card, and not out of what was sold."""
    if tip:
        entry = ledger.Posting(ledger.TIPS, ledger.ORDERS, tip)
        post([entry], cause=f"cash:{move.id}:tip", currency=move.currency, at=at)
