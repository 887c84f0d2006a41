"""Payments, what goes back of them, what banks take back, and the ledger. Amounts are whole minor units (cents)."""

from tenant_apps.payments.models.books import Entry, Reconciliation, Written
from tenant_apps.payments.models.paying import ONLINE, Call, CardHolder, Method, Payment, ProviderEvent
from tenant_apps.payments.models.returning import AWAITING, Bearer, Dispute, Refund, RefundLine, RefundPart
from tenant_apps.payments.models.till import CashCount, CashMove, DayClose, Drawer, Receipt, Series

__all__ = [
    "AWAITING",
    "ONLINE",
    "Bearer",
    "Call",
    "CardHolder",
    "CashCount",
    "CashMove",
    "DayClose",
    "Dispute",
    "Drawer",
    "Entry",
    "Method",
    "Payment",
    "ProviderEvent",
    "Receipt",
    "Reconciliation",
    "Refund",
    "RefundLine",
    "RefundPart",
    "Series",
    "Written",
]
