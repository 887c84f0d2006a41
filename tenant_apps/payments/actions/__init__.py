"""The verbs of payments. Each is one transaction; asking a provider stands between them (tenant_apps/payments/asking.py)."""

from tenant_apps.payments.actions.capturing import capture_order, give_back, give_excess_back
from tenant_apps.payments.actions.closing import close_day
from tenant_apps.payments.actions.counter import Taking, take_back_payment, take_payment
from tenant_apps.payments.actions.couriers import Counting, drop_cash, give_float, settle_courier
from tenant_apps.payments.actions.disputing import answer_dispute
from tenant_apps.payments.actions.drawer import close_drawer, count_cash, move_cash, open_drawer
from tenant_apps.payments.actions.overpayment import hand_back
from tenant_apps.payments.actions.paying_out import book_moves
from tenant_apps.payments.actions.receipts import issue_credit_note, issue_receipt, renew_receipt
from tenant_apps.payments.actions.refund_in_cash import hand_over_refund
from tenant_apps.payments.actions.refund_rows import refundables
from tenant_apps.payments.actions.refunding import CHOSEN, RefundWish, request_refund
from tenant_apps.payments.actions.settling import Because, difference, write_seen
from tenant_apps.payments.actions.starting import note_reference, start_payment
from tenant_apps.payments.actions.taking import refuse_call, take_call

__all__ = [
    "CHOSEN",
    "Because",
    "Counting",
    "RefundWish",
    "Taking",
    "answer_dispute",
    "book_moves",
    "capture_order",
    "close_day",
    "close_drawer",
    "count_cash",
    "difference",
    "drop_cash",
    "give_back",
    "give_excess_back",
    "give_float",
    "hand_back",
    "hand_over_refund",
    "issue_credit_note",
    "issue_receipt",
    "move_cash",
    "note_reference",
    "open_drawer",
    "refundables",
    "refuse_call",
    "renew_receipt",
    "request_refund",
    "settle_courier",
    "start_payment",
    "take_back_payment",
    "take_call",
    "take_payment",
    "write_seen",
]
