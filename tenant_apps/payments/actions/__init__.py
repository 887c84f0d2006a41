"""What happens with money in the shop: it is taken, carried, counted, closed, and told on paper."""

from tenant_apps.payments.actions.closing import close_day
from tenant_apps.payments.actions.counter import Taking, take_back_payment, take_payment
from tenant_apps.payments.actions.couriers import Counting, drop_cash, give_float, settle_courier
from tenant_apps.payments.actions.drawer import close_drawer, count_cash, move_cash, open_drawer
from tenant_apps.payments.actions.receipts import issue_credit_note, issue_receipt

__all__ = [
    "Counting",
    "Taking",
    "close_day",
    "close_drawer",
    "count_cash",
    "drop_cash",
    "give_float",
    "issue_credit_note",
    "issue_receipt",
    "move_cash",
    "open_drawer",
    "settle_courier",
    "take_back_payment",
    "take_payment",
]
