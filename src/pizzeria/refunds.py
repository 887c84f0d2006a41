"""What goes back for which lines, and from which payment: rules without rows.

Amounts are whole minor units (cents), VAT included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pizzeria.ledger import in_proportion
from pizzeria.money import allocate

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Refundable:
    """A line as it was paid: ``total`` after discounts for ``quantity`` pieces, less what went back already.

    ``vat`` is the tax that the total holds, ``refunded_vat`` what of it went back.
    """

    id: str
    quantity: int
    total: int
    refunded: int = 0
    refunded_quantity: int = 0
    vat: int = 0
    refunded_vat: int = 0

    @property
    def left(self) -> int:
        return self.total - self.refunded

    @property
    def pieces_left(self) -> int:
        return self.quantity - self.refunded_quantity

    @property
    def pieces_range(self) -> range:
        """The numbers of pieces that can be chosen."""
        return range(1, self.pieces_left + 1)


def for_pieces(line: Refundable, pieces: int) -> int:
    """What ``pieces`` of the line cost: the last ones get what rounding left over, so all pieces make the whole.

    Raises ValueError for more pieces than are left, or none.
    """
    if not 1 <= pieces <= line.pieces_left:
        raise ValueError(f"{pieces} of {line.pieces_left}")
    if pieces == line.pieces_left:
        return line.left
    return min(line.total * pieces // line.quantity, line.left)


def vat_of(line: Refundable, amount: int) -> int:
    """The tax that goes back with ``amount`` of the line: worked out from the sums, so that all parts make the whole."""
    if not line.total:
        return 0
    return in_proportion(line.vat, min(line.refunded + amount, line.total), line.total) - line.refunded_vat


def spread(amount: int, payments: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Take ``amount`` back from payments of which so much is left, the one paid last first.

    Raises ValueError when all of them together have less left.
    """
    taken: dict[str, int] = {}
    for id, left in reversed(payments):
        if part := min(amount, left):
            taken[id] = part
            amount -= part
    if amount:
        raise ValueError(f"{amount} more than was paid")
    return taken


def by_weight(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share ``amount`` out by weight, exactly (largest remainders); nobody gets more than their weight while all together
    have enough."""
    shares = allocate(Decimal(amount), [Decimal(weight) for weight in weights.values()], ONE)
    return {id: int(part) for id, part in zip(weights, shares, strict=True)}
