"""Take the provider's answer over: whole, at once, and never an older one over a newer.

Whoever asked (a webhook, a change the owner made, the nightly sync) brings the same
``Answer``, so it does not matter which of them comes first, twice or never.
"""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shared_apps.billing.actions.calls import note_done
from shared_apps.billing.actions.terms import locked, renew_terms
from shared_apps.billing.facts import InvoicePaid, PaymentFailed
from shared_apps.billing.models import Invoice, ProviderEvent, Subscription
from shared_apps.billing.seen import Answer, Event, SeenInvoice, SeenSubscription
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor

_COLLECTING = ("active", "past_due", "unpaid")


@transaction.atomic
def take_turn(id: UUID) -> int:
    """Return the number of the question that is asked now; call it before asking, in a transaction of its own."""
    row = locked(id)
    row.asked += 1
    row.save(update_fields=["asked"])
    return row.asked


@transaction.atomic
def settle_answer(
    id: UUID, answer: Answer, *, event: Event | None = None, call: UUID | None = None, by: Actor, at: datetime
) -> bool:
    """Take the answer over, with the event and the call it settles; return whether it was news.

    An event that had its effect, and an answer to a question asked before the last one, change nothing.
    """
    row = locked(id)
    if event is not None and not _note_event(event, at=at):
        return False
    if call is not None:
        note_done(call, at=at)
    if answer.turn <= row.answered:
        return False
    for invoice in answer.invoices:
        _take_invoice(row, invoice, by=by, at=at)
    _take_subscription(row, answer, at=at)
    row.unpaid_since = _unpaid_since(row, at=at)
    row.answered = answer.turn
    row.save()
    renew_terms(row, by=by, at=at)
    return True


def _note_event(event: Event, *, at: datetime) -> bool:
    _, fresh = ProviderEvent.objects.get_or_create(id=event.id, defaults={"kind": event.kind[:80], "came_at": at})
    return fresh


def _take_subscription(row: Subscription, answer: Answer, *, at: datetime) -> None:
    row.customer, row.card = answer.customer, answer.card
    seen = answer.subscription
    if seen is None:
        return
    if seen.reference != row.reference:
        row.wished_coupon = ""
        if seen.call:
            note_done(UUID(seen.call), at=at)
    row.reference, row.status = seen.reference, seen.status
    row.plan, row.interval = seen.plan or row.plan, seen.interval or row.interval
    row.items = {"base": seen.item, "meter": seen.meter_item, "price": seen.price}
    row.billed_from = seen.billed_from
    row.period_start, row.period_end = seen.period_start, seen.period_end
    _take_ends(row, seen, at=at)
    row.coupon, row.percent_off, row.amount_off = seen.coupon, seen.percent_off, seen.amount_off
    row.discount_ends_at = seen.discount_ends_at
    if seen.coupon:
        row.wished_coupon = ""


def _take_ends(row: Subscription, seen: SeenSubscription, *, at: datetime) -> None:
    row.cancel_at, row.ended_at = seen.cancel_at, seen.ended_at
    if seen.trial_end is not None:
        row.trial_ends_at = seen.trial_end
    if seen.status in _COLLECTING:  # the trial is over when the provider says so, whatever our clock says
        row.trial_ends_at = min(row.trial_ends_at, at)


def _take_invoice(row: Subscription, seen: SeenInvoice, *, by: Actor, at: datetime) -> None:
    before = Invoice.objects.filter(reference=seen.reference).first()
    invoice = before or Invoice(subscription=row, reference=seen.reference)
    was_paid, had_failed = invoice.state == Invoice.State.PAID, invoice.failed_at is not None
    for name, value in asdict(seen).items():
        if name != "is_overdue":
            setattr(invoice, name, value)
    if seen.is_overdue and invoice.failed_at is None:
        invoice.failed_at = at
    invoice.save()
    pizzeria, reference = str(row.pizzeria_id), str(invoice.id)
    if invoice.state == Invoice.State.PAID and not was_paid and invoice.total > 0:
        journal.record(InvoicePaid(pizzeria, reference), by=by, at=at)
    if invoice.failed_at is not None and not had_failed:
        journal.record(PaymentFailed(pizzeria, reference), by=by, at=at)


def _unpaid_since(row: Subscription, *, at: datetime) -> datetime | None:
    """Return when the oldest bill that is still to be paid first failed; also one of a plan before the running one."""
    unpaid = Invoice.objects.due(row).exclude(failed_at=None)
    first = unpaid.order_by("failed_at").values_list("failed_at", flat=True).first()
    if first is None and row.status in ("past_due", "unpaid"):  # the bill may be an old one that was not read
        return row.unpaid_since or at
    return first
