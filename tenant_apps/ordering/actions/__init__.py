"""The verbs of ordering: filling a basket, placing an order, and each step of its life."""

from tenant_apps.ordering.actions.baskets import (
    add_to_basket,
    adopt_basket,
    change_line,
    choose_order_type,
    open_basket,
)
from tenant_apps.ordering.actions.life import (
    accept_order,
    cancel_order,
    collect_order,
    delay_order,
    deliver_order,
    dispatch_order,
    ready_order,
    recall_order,
    reject_order,
    start_order,
)
from tenant_apps.ordering.actions.placing import place_order
from tenant_apps.ordering.actions.repeating import Difference, repeat_order
from tenant_apps.ordering.actions.tidying import forget_old_baskets
from tenant_apps.ordering.writing import take_numbers

__all__ = [
    "Difference",
    "accept_order",
    "add_to_basket",
    "adopt_basket",
    "cancel_order",
    "change_line",
    "choose_order_type",
    "collect_order",
    "delay_order",
    "deliver_order",
    "dispatch_order",
    "forget_old_baskets",
    "open_basket",
    "place_order",
    "ready_order",
    "recall_order",
    "reject_order",
    "repeat_order",
    "start_order",
    "take_numbers",
]
