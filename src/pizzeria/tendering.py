"""What is still to be paid, by which means, and the change. Amounts are whole minor units (cents)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CASH = "cash"
VOUCHER = "voucher"


@dataclass(frozen=True, slots=True)
class Held:
    """What was paid already, or is held by a bank."""

    method: str
    amount: int


def rounded_in_cash(amount: int, step: int) -> int:
    """To the coins there are, halves up: with a step of 5 cents 5.52 is 5.50 and 5.53 is 5.55. A step of 0 rounds nothing."""
    return amount if step <= 1 else (2 * amount + step) // (2 * step) * step


def remaining(total: int, held: Iterable[Held], method: str, *, step: int) -> int:
    """What is left to pay if the rest is paid by ``method``; never less than nothing.

    Only a total that is paid in cash and nothing else is rounded to coins (decree 50/2017, art. 13-quater).
    """
    paid = list(held)
    is_all_cash = method == CASH and all(one.method == CASH for one in paid)
    target = rounded_in_cash(total, step) if is_all_cash else total
    return max(target - sum(one.amount for one in paid), 0)


def is_settled(total: int, held: Iterable[Held], *, step: int) -> bool:
    """Whether nothing is left to pay: in coins where all of it was cash."""
    paid = list(held)
    methods = {one.method for one in paid}
    return remaining(total, paid, CASH if methods == {CASH} else "", step=step) == 0


def change(due: int, tendered: int) -> int:
    """What goes back to who handed over ``tendered`` in cash. Raises ValueError for too little."""
    if tendered < due:
        raise ValueError(f"{tendered} is less than {due}")
    return tendered - due
