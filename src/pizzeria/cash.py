"""Coins and notes, and how a bill is shared out at the counter. Amounts are whole minor units (cents)."""

from __future__ import annotations

from collections.abc import Mapping

# From the largest note down to the smallest coin. Source for the euro: ECB, seven notes and eight coins.
PIECES: dict[str, tuple[int, ...]] = {
    "EUR": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "GBP": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "CHF": (100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "USD": (10000, 5000, 2000, 1000, 500, 100, 25, 10, 5, 1),
}
NOTES = (500, 1000, 2000, 5000)  # what a customer of a pizzeria pays with


def pieces(currency: str) -> tuple[int, ...]:
    """The coins and notes of a currency, the largest first; of one that is not listed, as the euro's."""
    return PIECES.get(currency, PIECES["EUR"])


def counted(counts: Mapping[int, int]) -> int:
    """What so many of each coin and note are worth. Raises ValueError for fewer than none."""
    if any(many < 0 for many in counts.values()):
        raise ValueError("nobody can count fewer than none")
    return sum(worth * many for worth, many in counts.items())


def equal_share(due: int, people: int) -> int:
    """What the next of so many people pays, so that all pay alike and nothing is left over: the first pay the cents."""
    if people < 1:
        raise ValueError(f"{people} people pay nothing")
    return -(-due // people)
