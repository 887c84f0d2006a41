"""The verbs of payments. Each is one transaction; asking a provider stands between them (tenant_apps/payments/asking.py)."""

from tenant_apps.payments.actions.capturing import capture_order, give_back, give_excess_back
from tenant_apps.payments.actions.disputing import answer_dispute
from tenant_apps.payments.actions.refunding import RefundWish, left_of, refundables, request_refund
from tenant_apps.payments.actions.settling import Because, write_seen
from tenant_apps.payments.actions.starting import note_reference, start_payment
from tenant_apps.payments.actions.taking import refuse_call, take_call

__all__ = [
    "Because",
    "RefundWish",
    "answer_dispute",
    "capture_order",
    "give_back",
    "give_excess_back",
    "left_of",
    "note_reference",
    "refundables",
    "refuse_call",
    "request_refund",
    "start_payment",
    "take_call",
    "write_seen",
]
