"""What may follow what in the life of an order: one dict, and the diagram printed from it."""

from __future__ import annotations

from typing import NamedTuple

from pizzeria.tax import COLLECTION, DELIVERY, EAT_IN, ORDER_TYPES

STATES = (
    "unpaid",
    "placed",
    "accepted",
    "preparing",
    "ready",
    "out_for_delivery",
    "delivered",
    "collected",
    "rejected",
    "cancelled",
)
FIRST = "placed"
# Before it is an order: a place in the oven is kept while its customer pays online. Nobody in the shop sees it.
UNPAID = "unpaid"
ON_THE_ROAD = "out_for_delivery"


class Move(NamedTuple):
    """One verb: the states it may start from, where it leads, for which orders, who may."""

    sources: frozenset[str]
    target: str
    order_types: frozenset[str]
    permission: str


class NotNow(Exception):
    """This verb cannot follow this state for this type of order."""

    def __init__(self, verb: str, state: str, order_type: str) -> None:
        super().__init__(f"cannot {verb} a {order_type} order that is {state}")
        self.verb, self.state, self.order_type = verb, state, order_type


def _move(sources: str, target: str, permission: str, order_types: tuple[str, ...] = ORDER_TYPES) -> Move:
    return Move(frozenset(sources.split()), target, frozenset(order_types), permission)


FLOW: dict[str, Move] = {
    # The provider holds the money; only the house itself says so.
    "confirm": _move("unpaid", "placed", "payments.confirm"),
    "accept": _move("placed", "accepted", "counter.work"),
    "reject": _move("placed", "rejected", "counter.work"),
    "start": _move("accepted", "preparing", "kitchen.work"),
    "ready": _move("preparing", "ready", "kitchen.work"),
    # The kitchen bumped the wrong ticket: it comes back to the screen.
    "recall": _move("ready", "preparing", "kitchen.work"),
    "dispatch": _move("ready", "out_for_delivery", "courier.work", (DELIVERY,)),
    "deliver": _move("out_for_delivery", "delivered", "courier.work", (DELIVERY,)),
    "collect": _move("ready", "collected", "counter.work", (COLLECTION, EAT_IN)),
    # Also from the road: nobody opened the door.
    "cancel": _move("unpaid placed accepted preparing ready out_for_delivery", "cancelled", "orders.cancel"),
}
FINAL = frozenset(STATES) - frozenset().union(*(move.sources for move in FLOW.values()))
# As tuples, in the order of STATES: the database's partial indexes are written from them.
OPEN = tuple(state for state in STATES if state not in FINAL and state != UNPAID)
LOST = ("rejected", "cancelled")
NOT_SOLD = (UNPAID, *LOST)


def next_state(verb: str, state: str, order_type: str) -> str:
    """The state that `verb` leads to. Raises NotNow when it may not follow, KeyError for an unknown verb."""
    move = FLOW[verb]
    if state not in move.sources or order_type not in move.order_types:
        raise NotNow(verb, state, order_type)
    return move.target


def verbs_from(state: str, order_type: str) -> tuple[str, ...]:
    """The verbs that may follow, in FLOW's order; empty for a final state."""
    return tuple(verb for verb, move in FLOW.items() if state in move.sources and order_type in move.order_types)


def diagram() -> str:
    """FLOW as a mermaid state diagram; a verb that only some orders know says which."""
    rows = ["stateDiagram-v2", f"    [*] --> {FIRST}", f"    [*] --> {UNPAID}: paid online"]
    for verb, move in FLOW.items():
        only = [name for name in ORDER_TYPES if name in move.order_types]
        label = verb if len(only) == len(ORDER_TYPES) else f"{verb} ({', '.join(only)})"
        rows += [f"    {state} --> {move.target}: {label}" for state in STATES if state in move.sources]
    rows += [f"    {state} --> [*]" for state in STATES if state in FINAL]
    return "\n".join(rows) + "\n"
