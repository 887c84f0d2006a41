"""What an order asks of the kitchen: places in the oven, and balls of dough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from pizzeria.catalogue import BUILT_KINDS, Menu, Size
from pizzeria.configuration import Configuration

USUAL = Size("", "")  # what a pizza weighs whose size is not on the menu any more


@dataclass(frozen=True, slots=True)
class Load:
    """`places`: where a normal pizza takes one; loads add up."""

    places: Decimal = Decimal(0)
    dough_balls: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(self.places + other.places, self.dough_balls + other.dough_balls)

    def __bool__(self) -> bool:
        return bool(self.places or self.dough_balls)


class Line(Protocol):
    """A LineRequest or a LineQuote."""

    @property
    def configuration(self) -> Configuration: ...

    @property
    def quantity(self) -> int: ...


def load(menu: Menu, lines: Iterable[Line]) -> Load:
    """What these lines take: only what stands on a dough counts, weighted by its size.

    Never raises: an order placed yesterday is made today, whatever has left the menu since.
    """
    whole = Load()
    for line in lines:
        if _is_baked(menu, line.configuration):
            size = menu.sizes.get(line.configuration.size or "", USUAL)
            whole += Load(size.oven_weight * line.quantity, size.dough_balls * line.quantity)
    return whole


def _is_baked(menu: Menu, wish: Configuration) -> bool:
    product = menu.products.get(wish.product)
    # Only what is built has a dough or a second half, so that tells of one that is gone.
    return product.kind in BUILT_KINDS if product else bool(wish.dough or wish.half)
