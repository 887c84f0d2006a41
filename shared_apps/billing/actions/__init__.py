"""What happens between a pizzeria and us. Nothing here speaks to a provider: see ``asking.py``."""

from shared_apps.billing.actions.calls import intend_call, note_done, note_unconfirmed, refuse_call
from shared_apps.billing.actions.counting import count_orders, note_handed_in, reserve_hand_in
from shared_apps.billing.actions.details import change_details, fill_details, say_why_leaving, wish_coupon
from shared_apps.billing.actions.settling import settle_answer, take_turn
from shared_apps.billing.actions.terms import begin_missing_trials, begin_trial, cancel_trial, move_on

__all__ = [
    "begin_missing_trials",
    "begin_trial",
    "cancel_trial",
    "change_details",
    "count_orders",
    "fill_details",
    "intend_call",
    "move_on",
    "note_done",
    "note_handed_in",
    "note_unconfirmed",
    "refuse_call",
    "reserve_hand_in",
    "say_why_leaving",
    "settle_answer",
    "take_turn",
    "wish_coupon",
]
