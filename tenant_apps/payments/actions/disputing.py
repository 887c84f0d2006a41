"""Answering a dispute: what the shop says to the customer's bank."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import errors, facts
from tenant_apps.payments.actions.planning import plan_call
from tenant_apps.payments.models import AWAITING, Call, Dispute, Method, Payment
from toolbox.typed import clean

FIELDS = ("uncategorized_text", "product_description", "service_date", "shipping_address")


@transaction.atomic
def answer_dispute(dispute: Dispute, *, evidence: Mapping[str, str], by: Actor, at: datetime) -> Dispute:
    """Keep what the shop says and send it; it can be sent once.

    Raises EvidenceMissing, DisputeClosedAlready, or AnsweredAtPayPal for what is not a card's.
    """
    Order.objects.select_for_update().get(id=dispute.payment.order_id)
    row = _locked(dispute.payment_id, dispute.reference)
    if row.payment.method != Method.CARD:
        raise errors.AnsweredAtPayPal()
    if not row.is_open or row.sent_at:
        raise errors.DisputeClosedAlready()
    said = {name: clean(evidence.get(name, ""), most=5000) for name in FIELDS}
    if len(said["uncategorized_text"]) < 10:
        raise errors.EvidenceMissing()
    row.evidence = {name: text for name, text in said.items() if text}
    row.sent_at = at
    row.save(update_fields=["evidence", "sent_at"])
    plan_call(row.payment, Call.Verb.EVIDENCE, at=at, told={"dispute": row.reference, "evidence": row.evidence})
    journal.record(facts.EvidenceSent(**_told(row)), by=by, at=at)
    return row


def reopen_answer(call: Call, *, why: str, by: Actor, at: datetime) -> None:
    """The provider did not take an answer: it may be sent again, beginning with what was said, and the owners are told.

    Belongs inside the transaction that refuses the call. A bank that waits for no answer any more has one, or has decided.
    """
    row = _locked(call.payment_id, call.told["dispute"])
    if row.is_open and row.state in AWAITING and row.sent_at:
        row.sent_at = None
        row.save(update_fields=["sent_at"])
        journal.record(facts.EvidenceRefused(**_told(row), why=why), by=by, at=at)


def _locked(payment: UUID, reference: str) -> Dispute:
    """Lock in the order in which what a provider says is written down; the order itself is the caller's to lock, before."""
    Payment.objects.select_for_update().get(id=payment)
    return Dispute.objects.select_for_update(of=("self",)).select_related("payment").get(reference=reference)


def _told(row: Dispute) -> dict[str, Any]:
    return {
        "order": str(row.payment.order_id),
        "dispute": str(row.id),
        "amount": row.amount,
        "currency": row.payment.currency,
        "state": row.state,
    }
