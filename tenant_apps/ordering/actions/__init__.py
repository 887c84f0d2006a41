"""The verbs of ordering: filling a basket, placing an order, and each step of its life."""

from tenant_apps.ordering.actions.baskets import (
    add_deal_to_basket,
    add_to_basket,
    adopt_basket,
    change_line,
    choose_order_type,
    open_basket,
    rebuild_line,
)
from tenant_apps.ordering.actions.calling import note_call, open_call, take_order
from tenant_apps.ordering.actions.editing import (
    EDITABLE,
    Change,
    change_order,
    drop_draft,
    edit_order,
    keep_line,
    open_draft,
    see_changes,
)
from tenant_apps.ordering.actions.firing import check_pre_order, due_pre_orders, look_again, settle_problem
from tenant_apps.ordering.actions.holding import hold_time
from tenant_apps.ordering.actions.life import (
    accept_order,
    cancel_order,
    collect_order,
    confirm_order,
    delay_order,
    deliver_order,
    dispatch_order,
    ready_order,
    recall_order,
    reject_order,
    start_order,
)
from tenant_apps.ordering.actions.placing import MOST_TIP, place_order
from tenant_apps.ordering.actions.repeating import repeat_order
from tenant_apps.ordering.actions.tidying import forget_old_baskets
from tenant_apps.ordering.writing import take_numbers

__all__ = [
    "EDITABLE",
    "MOST_TIP",
    "Change",
    "accept_order",
    "add_deal_to_basket",
    "add_to_basket",
    "adopt_basket",
    "cancel_order",
    "change_line",
    "change_order",
    "check_pre_order",
    "choose_order_type",
    "collect_order",
    "confirm_order",
    "delay_order",
    "deliver_order",
    "dispatch_order",
    "drop_draft",
    "due_pre_orders",
    "edit_order",
    "forget_old_baskets",
    "hold_time",
    "keep_line",
    "look_again",
    "note_call",
    "open_basket",
    "open_call",
    "open_draft",
    "place_order",
    "ready_order",
    "rebuild_line",
    "recall_order",
    "reject_order",
    "repeat_order",
    "see_changes",
    "settle_problem",
    "start_order",
    "take_numbers",
    "take_order",
]
