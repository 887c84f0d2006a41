"""Giving money back: decided and reserved here under the order's lock, so that refunds never exceed what was paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Sum

from pizzeria import ledger, refunds
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import errors, facts, queries
from tenant_apps.payments.actions import coins, keys, noting, refund_rows
from tenant_apps.payments.actions.couriers import check_is_there
from tenant_apps.payments.actions.planning import plan_refund
from tenant_apps.payments.models import Bearer, CashMove, Method, Payment, Refund, RefundLine, RefundPart
from tenant_apps.payments.posting import open_day, post
from tenant_apps.payments.queries import left_of
from toolbox.typed import clean

State = RefundPart.State
# Why people give money back; the other reasons are written by what happens to an order.
CHOSEN = (Refund.Reason.LATE, Refund.Reason.WRONG, Refund.Reason.MISSING, Refund.Reason.QUALITY, Refund.Reason.OTHER)


@dataclass(frozen=True)
class RefundWish:
    """What is to go back: so many pieces of lines, and ``extra`` minor units beside them (the fee, goodwill)."""

    pieces: Mapping[UUID, int] = field(default_factory=dict)
    extra: int = 0
    reason: str = Refund.Reason.OTHER
    bearer: str = Bearer.STORE
    note: str = ""

    @property
    def said(self) -> tuple[object, ...]:
        pieces = sorted((str(id), many) for id, many in self.pieces.items() if many)
        return (pieces, self.extra, str(self.reason), str(self.bearer), clean(self.note, most=200))


@transaction.atomic
def request_refund(order: Order, *, wish: RefundWish, key: str, by: Actor, at: datetime) -> Refund:
    """Return the refund, reserved and on its way; the same form again returns the same one.

    What was paid last goes back first. While more is paid than the order costs by now (a refund failed), what goes back
    makes that good first, whatever its reason: nothing goes back a second time by itself. Raises RefundNotSo,
    RefundNothing, RefundLineGone, RefundTooMuch, NotEnough (in the drawer), KeyUsed, or NothingFailed for trying again
    what was handed over or has gone meanwhile.
    """
    order = Order.objects.select_for_update().get(id=order.id)
    marked = keys.marked(key, order.id, wish.said)
    if known := Refund.objects.filter(Q(key=key) | Q(key__startswith=f"{key}#")).first():
        keys.check_same(known, key=marked)
        return known
    _check_again(order, key)
    if wish.reason not in CHOSEN:
        raise errors.RefundNotSo()
    rows = refund_rows.chosen(order, dict(wish.pieces), wish.extra)
    payments = list(Payment.objects.select_for_update().filter(order=order, captured__gt=0))
    standing = queries.standing(order)
    back = _coins(standing, payments, sum(row.amount for row in rows))
    parts = refunds.spread(back.given, [(str(one.id), left_of(one)) for one in payments])
    tips = {one.id: _tip_in(one, parts[str(one.id)]) for one in payments if str(one.id) in parts}
    over = min(back.given, standing.in_excess)
    refund = _write(
        order, back.given, wish.reason, bearer=wish.bearer, note=wish.note, of_excess=over, key=marked, by=by, at=at
    )
    kept = refund_rows.written(order, refund_rows.without_tip(rows, sum(tips.values())))
    for row in kept:
        row.refund = refund
    RefundLine.objects.bulk_create(kept)
    for payment in payments:
        if part := parts.get(str(payment.id)):
            _reserve(refund, payment, part, tip=tips[payment.id], by=by, at=at)
    coins.write_back(refund, back, at=at)
    return refund


def _check_again(order: Order, key: str) -> None:
    """A form that tries one again may be older than what was done about it: raise NothingFailed."""
    if not key.startswith(queries.AGAIN):
        return
    tried = next((one for one in order.refunds.all() if queries.again_key(one) == key), None)
    if tried and not tried.parts.lost().exists():
        raise errors.NothingFailed()


def _coins(standing: queries.Standing, payments: Sequence[Payment], amount: int) -> coins.Back:
    if amount <= 0:
        raise errors.RefundNothing()
    left = sum(left_of(one) for one in payments)
    try:
        back = coins.back(standing, payments, amount, left)
    except ValueError:
        order = standing.order
        said = queries.money(left, order.currency).text(order.language)
        raise errors.RefundTooMuch(left=said) from None
    if not back.given:
        raise errors.RefundNothing()
    return back


def return_payment(payment: Payment, amount: int, *, reason: str, key: str, by: Actor, at: datetime) -> Refund:
    """Give so much of one payment back; the same ``key`` again is the same refund. The caller has locked the order."""
    if known := Refund.objects.filter(key=key).first():
        return known
    refund = _write(payment.order, amount, reason, key=key, by=by, at=at)
    _reserve(refund, payment, amount, tip=_tip_in(payment, amount), by=by, at=at)
    return refund


def _write(
    order: Order,
    amount: int,
    reason: str,
    *,
    key: str,
    by: Actor,
    at: datetime,
    bearer: str = Bearer.STORE,
    note: str = "",
    of_excess: int = 0,
) -> Refund:
    refund = Refund.objects.create(
        order=order,
        amount=amount,
        of_excess=of_excess,
        currency=order.currency,
        reason=reason,
        note=clean(note, most=200),
        bearer=bearer,
        key=key,
        by_kind=by.kind,
        by_id=by.id or "",
        at=at,
    )
    journal.record(facts.RefundRequested(**noting.told(refund, amount)), by=by, at=at)
    return refund


def _tip_in(payment: Payment, amount: int) -> int:
    """Return what of so much more that goes back is a tip: the goods go first, whatever way they went back."""
    goods = payment.captured - min(payment.tip, payment.captured) - (payment.refunded - payment.tip_refunded)
    goods -= payment.refund_parts.beside().aggregate(sum=Sum(F("amount") - F("tip")))["sum"] or 0
    return max(amount - max(goods, 0), 0)


def _reserve(refund: Refund, payment: Payment, amount: int, *, tip: int, by: Actor, at: datetime) -> None:
    part = RefundPart.objects.create(refund=refund, payment=payment, amount=amount, tip=tip)
    if payment.is_online:
        on_its_way = payment.refund_parts.waiting().aggregate(sum=Sum("amount"))["sum"] or 0
        plan_refund(part, gone=payment.refunded + on_its_way, at=at)
        return
    _hand_over(part, payment, by=by, at=at)


def _hand_over(part: RefundPart, payment: Payment, *, by: Actor, at: datetime) -> None:
    """What was paid in the shop goes back there at once: out of the drawer, or by the card machine. Raises NotEnough."""
    if payment.method == Method.CASH:
        check_is_there(ledger.DRAWER, part.amount)
    before = payment.books
    noting.settle_part(part, state=State.SETTLED, reference=f"till:{part.id}", by=by, at=at)
    payment.refunded += part.amount
    payment.tip_refunded += part.tip
    payment.version += 1
    payment.save()
    entries = ledger.postings(payment.holder, before, payment.books)
    post(entries, cause=f"{payment.id}:{payment.version}", currency=payment.currency, payment=payment, at=at)
    if payment.holder.startswith(ledger.courier("")):
        _out_of_the_drawer(part, payment, by=by, at=at)


def _out_of_the_drawer(part: RefundPart, payment: Payment, *, by: Actor, at: datetime) -> None:
    """Who brought it is on the road or has handed it in: the drawer gives it back in their place, and they owe as before."""
    move = CashMove.objects.create(
        kind=CashMove.Kind.OUT,
        source=ledger.DRAWER,
        target=payment.holder,
        amount=part.amount,
        currency=payment.currency,
        reason=part.refund.note,
        key=f"refund:{part.id}",
        person_id=payment.holder.removeprefix(ledger.courier("")),
        by_id=by.id or "",
        business_day=open_day(at),
        at=at,
    )
    entry = ledger.Posting(move.target, move.source, move.amount)
    post([entry], cause=f"cash:{move.id}", currency=move.currency, payment=payment, at=at)
