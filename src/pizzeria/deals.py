"""Meal deals: some choices at one price; what of them can be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pizzeria.availability import DayPart, offered
from pizzeria.money import Money
from pizzeria.words import Name

if TYPE_CHECKING:
    from pizzeria.catalogue import Menu, MenuProduct


@dataclass(frozen=True, slots=True)
class DealChoice:
    """One thing to choose ("two pizzas" are two choices).

    sizes: those the deal comes in; none named: any, at no difference. A shop that does not want the large one
        at the price of the small one names the sizes.
    upcharges: what a product costs on top, by product id. `halves`: the pizza may be two halves, both of them of
        `products`.
    """

    id: str
    name: Name
    products: frozenset[str]
    sizes: frozenset[str] = frozenset()
    upcharges: Mapping[str, Money] = field(default_factory=dict)
    halves: bool = True


@dataclass(frozen=True, slots=True)
class Deal:
    """`price` is for one of each choice; upcharges, toppings, doughs and a split fee come on top of it.

    Raises ValueError when a price is negative or of another currency, or two choices have one id.
    """

    id: str
    name: Name
    price: Money
    choices: tuple[DealChoice, ...]
    available: bool = True
    day_parts: tuple[DayPart, ...] = ()
    order_types: frozenset[str] = frozenset()
    description: Name = ""

    def __post_init__(self) -> None:
        prices = [self.price, *(price for choice in self.choices for price in choice.upcharges.values())]
        if any(price.currency != self.price.currency or price.amount < 0 for price in prices):
            raise ValueError(f"every price of the deal {self.id} is in one currency and not negative")
        if not self.choices or len({choice.id for choice in self.choices}) < len(self.choices):
            raise ValueError(f"the deal {self.id} has choices, each with its own id")


@dataclass(frozen=True, slots=True)
class DealRequest:
    """A deal in a basket: `picks` are (choice id, line id), one line of quantity 1 for every choice.

    `id` is the caller's and comes back as `LineQuote.deal`; the same deal can be there twice.
    """

    id: str
    deal: str
    picks: tuple[tuple[str, str], ...]

    def renamed(self, lines: Mapping[str, str]) -> DealRequest:
        """The same request when its lines are called otherwise; one that is not among `lines` keeps its id."""
        return replace(self, picks=tuple((choice, lines.get(line, line)) for choice, line in self.picks))

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "deal": self.deal, "picks": [list(pick) for pick in self.picks]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DealRequest:
        return cls(data["id"], data["deal"], tuple((choice, line) for choice, line in data["picks"]))


def left(
    menu: Menu, choice: DealChoice, *, local: datetime | None = None, order_type: str | None = None
) -> tuple[MenuProduct, ...]:
    """The products of the choice that can be had now, in the menu's order."""
    return tuple(
        product
        for id, product in menu.products.items()
        if id in choice.products
        and (not choice.sizes or choice.sizes & product.prices.keys())
        and menu.can_be_made(product, choice.sizes)
        and offered(product, local=local, order_type=order_type)
    )


def is_open(menu: Menu, deal: Deal, *, local: datetime | None = None, order_type: str | None = None) -> bool:
    """Whether the deal can be had now: offered, and something left of each of its choices."""
    return (
        deal.available
        and offered(deal, local=local, order_type=order_type)
        and all(left(menu, choice, local=local, order_type=order_type) for choice in deal.choices)
    )
