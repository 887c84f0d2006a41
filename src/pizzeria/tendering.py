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

    Only a total that is paid in cash and nothing else is rounded to coins (decree 50/2017, art. 13-quater). Once it is,
    nothing is left by any other means either.
    """
    paid = list(held)
    there, in_coins = sum(one.amount for one in paid), rounded_in_cash(total, step)
    is_all_cash = all(one.method == CASH for one in paid)
    if is_all_cash and (method == CASH or (paid and there >= in_coins)):
        return max(in_coins - there, 0)
    return max(total - there, 0)


def is_settled(total: int, held: Iterable[Held], *, step: int) -> bool:
    """Whether nothing is left to pay: in coins where all of it was cash."""
    return remaining(total, held, "", step=step) == 0


def change(due: int, tendered: int) -> int:
    """What goes back to who handed over ``tendered`` in cash. Raises ValueError for too little."""
    if tendered < due:
        raise ValueError(f"{tendered} is less than {due}")
    return tendered - due
