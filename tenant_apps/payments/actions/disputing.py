"""Answering a dispute: what the shop says to the customer's bank."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.payments import errors, facts
from tenant_apps.payments.actions.planning import plan_call
from tenant_apps.payments.models import Call, Dispute, Method
from toolbox.typed import clean

FIELDS = ("uncategorized_text", "product_description", "service_date", "shipping_address")


@transaction.atomic
def answer_dispute(dispute: Dispute, *, evidence: Mapping[str, str], by: Actor, at: datetime) -> Dispute:
    """Keep what the shop says and send it; it can be sent once.

    Raises EvidenceMissing, DisputeClosedAlready, or AnsweredAtPayPal for what is not a card's.
    """
    row = Dispute.objects.select_for_update().select_related("payment").get(id=dispute.id)
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
    order, currency = str(row.payment.order_id), row.payment.currency
    journal.record(facts.EvidenceSent(order, str(row.id), row.amount, currency, row.state), by=by, at=at)
    return row
