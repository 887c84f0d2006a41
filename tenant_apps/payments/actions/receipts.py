"""Writing receipts and credit notes: one number after the other, none missing, none twice.

A number comes from a counter whose row stays locked until the transaction ends: who fails gives it back.

An order that was edited after its receipt gets a credit note for the whole of it and a new receipt, not a paper for the
difference: each stands for itself, the customer holds one that says what they got, and the VAT of both is that of their
own lines, where a difference could be spread over rates that neither has.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, Sum

from pizzeria import hours, order_flow
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import documents, fiscal, posting, queries, till_facts
from tenant_apps.payments.documents import Content
from tenant_apps.payments.models import Payment, Receipt, Refund, RefundPart
from tenant_apps.shop import queries as shops

RECEIPTS, CREDIT_NOTES = "R", "NC"
# What a refund for these reasons corrects is the order itself, not only its price.
_REWRITES = (Refund.Reason.EDITED, Refund.Reason.MISTAKE)


@transaction.atomic
def issue_receipt(order: Order, *, by: Actor, at: datetime) -> Receipt | None:
    """Return the receipt of an order that is paid, written now if it has none; None while something is left to pay.

    Asked again it is the same one, until the order is edited: then it is taken back and written anew.
    """
    order = Order.objects.select_for_update().get(id=order.id)
    standing = queries.standing(order)
    is_there = all(one.state != Payment.State.AUTHORISED for one in standing.payments)
    if not order.quote or not standing.held or not standing.is_settled or not is_there:
        return None
    if stands := _standing(order):
        if stands.content["order"]["revision"] == order.revision:
            return stands
        _cancel(stands, Refund.Reason.EDITED, by=by, at=at)
    receipt = _write(order, documents.of_order(standing), by=by, at=at)
    _carry_over(receipt, by=by, at=at)
    return receipt


@transaction.atomic
def renew_receipt(order: Order, *, by: Actor, at: datetime) -> Receipt | None:
    """Write the receipt of an edited order anew where no money moves for the edit; None where some does.

    Then it is written when that has moved: paid (``issue_receipt``), or gone back (``issue_credit_note``).
    """
    order = Order.objects.select_for_update().get(id=order.id)
    going = RefundPart.objects.filter(refund__order=order, refund__reason=Refund.Reason.EDITED)
    is_going = going.filter(state=RefundPart.State.RESERVED).exists()
    if order.state in order_flow.LOST or is_going or queries.standing(order).in_excess:
        return None
    return issue_receipt(order, by=by, at=at)


def _carry_over(receipt: Receipt, *, by: Actor, at: datetime) -> None:
    """What had gone back before a receipt was written anew is taken off the new one too: the old note went with the old."""
    noted = Refund.objects.filter(order=receipt.order, credit_note__corrects__cancelled_at__isnull=False)
    for refund in noted.exclude(reason__in=_REWRITES):
        if content := documents.of_refund(refund, receipt):
            _write(receipt.order, content, by=by, at=at, corrects=receipt)


@transaction.atomic
def issue_credit_note(refund: Refund, *, by: Actor, at: datetime) -> Receipt | None:
    """Return the credit note for a refund, written now if there is none; None where no receipt says it was paid.

    For an order that was edited the receipt is taken back as a whole and written anew; so it is when a refund that is
    noted already came back.
    """
    order = Order.objects.select_for_update().get(id=refund.order_id)
    known, receipt = Receipt.objects.filter(refund=refund).first(), _standing(order)
    # What was paid beyond the price of an order that was changed belongs to that change, whatever reason was given.
    is_edit = refund.of_excess == refund.amount and order.state not in order_flow.LOST
    reason = Refund.Reason.EDITED if is_edit else refund.reason
    if receipt is None or (known and reason in _REWRITES):
        return known
    if reason in _REWRITES:
        if reason == Refund.Reason.EDITED and receipt.content["order"]["revision"] == order.revision:
            return None  # it was written after the edit and says the new price already
        note = _cancel(receipt, reason, by=by, at=at, refund=refund)
        issue_receipt(order, by=by, at=at)
        return note
    if noted := receipt.credit_notes.filter(Q(content__refund=str(refund.id)) | Q(refund=refund)).first():
        if noted.content["paid"] > (refund.parts.standing().aggregate(sum=Sum("amount"))["sum"] or 0):
            _cancel(receipt, Refund.Reason.OTHER, by=by, at=at)  # it came back: the new one does not know of it
            issue_receipt(order, by=by, at=at)
        return noted
    content = documents.of_refund(refund, receipt)
    if content is None:
        return known
    return _write(order, content, by=by, at=at, corrects=receipt, refund=None if known else refund)


def _standing(order: Order) -> Receipt | None:
    return Receipt.objects.filter(order=order, kind=Receipt.Kind.RECEIPT, cancelled_at=None).first()


def _cancel(receipt: Receipt, reason: str, *, by: Actor, at: datetime, refund: Refund | None = None) -> Receipt:
    Receipt.objects.filter(id=receipt.id).update(cancelled_at=at)
    content = documents.of_cancelling(receipt, reason)
    return _write(receipt.order, content, by=by, at=at, corrects=receipt, refund=refund)


def _write(
    order: Order,
    content: Content,
    *,
    by: Actor,
    at: datetime,
    corrects: Receipt | None = None,
    refund: Refund | None = None,
) -> Receipt:
    series = CREDIT_NOTES if corrects else RECEIPTS
    year = hours.business_day(at, shops.the_shop().zone).year
    day = posting.open_day(at)
    receipt = Receipt.objects.create(
        kind=Receipt.Kind.CREDIT_NOTE if corrects else Receipt.Kind.RECEIPT,
        series=series,
        year=year,
        number=take_number(series, year),
        order=order,
        refund=refund,
        corrects=corrects,
        total=content["total"],
        currency=order.currency,
        content=content,
        by_kind=by.kind,
        by_id=by.id or "",
        business_day=day,
        issued_at=at,
    )
    _mark(receipt)
    fact = till_facts.CreditNoteIssued if corrects else till_facts.ReceiptIssued
    journal.record(fact(order=str(order.id), receipt=str(receipt.id), number=receipt.name), by=by, at=at)
    return receipt


def take_number(series: str, year: int) -> int:
    """Return the next number of the series; whoever else takes one waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_series (name, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (name, year) DO UPDATE SET last = payments_series.last + 1 RETURNING last",
            [series, year],
        )
        return int(cursor.fetchone()[0])


def _mark(receipt: Receipt) -> None:
    chosen = fiscal.adapter(shops.the_shop().fiscal_device)
    if chosen.calls_out:
        return  # asked for after the commit: nobody is called under the counter's lock
    mark = chosen.cancel(receipt) if receipt.corrects_id else chosen.register(receipt)
    receipt.fiscal = mark.to_json()
    receipt.save(update_fields=["fiscal"])
