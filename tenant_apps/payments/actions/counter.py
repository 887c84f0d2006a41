"""Taking money in the shop and at the door. The order's row is locked first: two tablets take a due once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from pizzeria import ledger, order_flow, tendering
from pizzeria.ledger import Books
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import posting, queries, till_errors, till_facts
from tenant_apps.payments.actions import coins, keys
from tenant_apps.payments.actions.couriers import check_is_there
from tenant_apps.payments.actions.receipts import issue_credit_note, issue_receipt
from tenant_apps.payments.models import Method, Payment, Refund, RefundPart
from tenant_apps.payments.queries import Standing
from toolbox.typed import clean

COUNTER = (Method.CASH, Method.TERMINAL, Method.VOUCHER)


@dataclass(frozen=True)
class Taking:
    """What is taken: ``tendered`` is what was handed over in cash, ``holder`` the account it goes to if not the usual.

    ``key`` says which form it comes from. ``label``: who paid, or for what, in a few words.
    """

    method: str
    amount: int
    key: str
    tendered: int | None = None
    holder: str = ""
    label: str = ""


@transaction.atomic
def take_payment(order: Order, taking: Taking, *, by: Actor, at: datetime) -> Payment:
    """Take (part of) what an order still costs and return the payment; the same form again is the same payment.

    When nothing is left its receipt is written. Raises NotAtTheCounter, NotPlacedYet, NothingDue, BadAmount,
    MoreThanDue, VoucherGivesNoChange, TooLittle or KeyUsed; then nothing has changed.
    """
    order = locked_order(order.id)
    reference = f"till:{clean(taking.key, most=70)}"
    if known := Payment.objects.filter(reference=reference).first():
        keys.check_same(known, order_id=order.id, method=taking.method, amount=taking.amount, tendered=taking.tendered)
        return known
    standing = queries.standing(order)
    check_can_take(standing, taking)
    payment = Payment.objects.create(
        order=order,
        method=taking.method,
        state=Payment.State.CAPTURED,
        amount=taking.amount,
        tip=_tip_in(standing, taking),
        captured=taking.amount,
        tendered=taking.tendered,
        currency=order.currency,
        holder=taking.holder or ledger.HOLDERS[taking.method],
        reference=reference,
        label=clean(taking.label, most=60),
        version=1,
        taken_by_id=by.id or "",
        business_day=posting.open_day(at),
        started_at=at,
        captured_at=at,
    )
    _post(payment, Books(), at=at)
    _settle(order, by=by, at=at)
    journal.record(till_facts.PaymentTaken(**_told(payment)), by=by, at=at)
    return payment


def locked_order(id: UUID) -> Order:
    """The row as it is now; whoever else takes money for it waits for this transaction."""
    return Order.objects.select_for_update().get(id=id)


def check_can_take(standing: Standing, taking: Taking) -> None:
    """Raise what stands in the way of taking that much in that way."""
    order = standing.order
    if taking.method not in COUNTER:
        raise till_errors.NotAtTheCounter()
    if order.state == order_flow.UNPAID:
        raise till_errors.NotPlacedYet()
    due = standing.due(taking.method)
    if not due or standing.is_settled:
        raise till_errors.NothingDue(number=order.called)
    if taking.amount <= 0:
        raise till_errors.BadAmount()
    if taking.amount > due:
        refusal = till_errors.VoucherGivesNoChange if taking.method == Method.VOUCHER else till_errors.MoreThanDue
        raise refusal(due=_said(due, order.currency))
    if taking.tendered is not None:
        _check_tendered(taking, order.currency)


def _check_tendered(taking: Taking, currency: str) -> None:
    if taking.method != Method.CASH:
        raise till_errors.BadAmount()
    try:
        tendering.change(taking.amount, taking.tendered or 0)
    except ValueError:
        said = {"tendered": _said(taking.tendered or 0, currency), "amount": _said(taking.amount, currency)}
        raise till_errors.TooLittle(**said) from None


@transaction.atomic
def take_back_payment(payment: Payment, *, why: str, key: str, by: Actor, at: datetime) -> Refund:
    """Give back a payment that was keyed by mistake, the day it was: what it paid is due again, its receipt void.

    The same form again is the same refund. Raises WhyMissing, NotTakenHere, TooLateToTakeBack, NotEnough
    (in the drawer) or KeyUsed.
    """
    order = locked_order(payment.order_id)
    payment = Payment.objects.select_for_update().get(id=payment.id)
    key = f"till:{clean(key, most=70)}"
    if known := Refund.objects.filter(key=key).first():
        keys.check_same(known.parts.get(), payment_id=payment.id)
        return known
    note = clean(why, most=200)
    if not note:
        raise till_errors.WhyMissing()
    if payment.is_online or payment.state != Payment.State.CAPTURED or payment.refunded:
        raise till_errors.NotTakenHere()
    if is_out_of_the_drawer := payment.holder == ledger.DRAWER:
        posting.hold_account(ledger.DRAWER)  # before the day, as everywhere: nobody waits in a circle
    if payment.business_day != posting.open_day(at):
        raise till_errors.TooLateToTakeBack()
    if is_out_of_the_drawer:
        check_is_there(ledger.DRAWER, payment.captured)
    refund = _write_mistake(order, payment, note, key, by=by, at=at)
    before = payment.books
    payment.state = Payment.State.VOIDED
    payment.refunded, payment.tip_refunded = payment.captured, min(payment.tip, payment.captured)
    payment.version += 1
    payment.ended_at = at
    payment.save(update_fields=["state", "refunded", "tip_refunded", "version", "ended_at"])
    _post(payment, before, at=at)
    issue_credit_note(refund, by=by, at=at)
    _settle(order, by=by, at=at)
    journal.record(till_facts.PaymentTakenBack(**_told(payment)), by=by, at=at)
    return refund


def _write_mistake(order: Order, payment: Payment, note: str, key: str, *, by: Actor, at: datetime) -> Refund:
    refund = Refund.objects.create(
        order=order,
        amount=payment.captured,
        currency=payment.currency,
        reason=Refund.Reason.MISTAKE,
        note=note,
        key=key,
        by_kind=by.kind,
        by_id=by.id or "",
        at=at,
    )
    RefundPart.objects.create(
        refund=refund,
        payment=payment,
        amount=payment.captured,
        tip=min(payment.tip, payment.captured),
        state=RefundPart.State.SETTLED,
        settled_at=at,
    )
    return refund


def _settle(order: Order, *, by: Actor, at: datetime) -> None:
    """What follows when more or less of an order is paid: coins' rounding, and the receipt."""
    coins.round_paid(queries.standing(order), at=at)
    issue_receipt(order, by=by, at=at)


def _tip_in(standing: Standing, taking: Taking) -> int:
    """The part of it that is a tip: the goods are paid first, and what pays the rest pays all of the tip."""
    order = standing.order
    there = [one for one in standing.payments if one.state in (Payment.State.AUTHORISED, Payment.State.CAPTURED)]
    tip = queries.minor(order.tip, order.currency) - sum(one.tip - one.tip_refunded for one in there)
    held = sum(one.amount for one in standing.held)
    if taking.amount < standing.due(taking.method):
        tip = min(tip, held + taking.amount - queries.minor(order.total, order.currency))
    return max(min(tip, taking.amount), 0)


def _post(payment: Payment, before: Books, *, at: datetime) -> None:
    entries = ledger.postings(payment.holder, before, payment.books)
    posting.post(
        entries, cause=f"payment:{payment.id}:{payment.version}", currency=payment.currency, at=at, payment=payment
    )


def _told(payment: Payment) -> dict[str, Any]:
    return {
        "order": str(payment.order_id),
        "payment": str(payment.id),
        "method": payment.method,
        "amount": payment.captured,
        "currency": payment.currency,
    }


def _said(amount: int, currency: str) -> str:
    return queries.money(amount, currency).text(get_language() or "en")
