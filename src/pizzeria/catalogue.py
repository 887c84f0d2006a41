"""The price catalogue: everything that pricing a configuration needs to know, as one immutable value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from pizzeria.availability import DayPart
from pizzeria.deals import Deal
from pizzeria.money import Money
from pizzeria.words import Name as Name

NO_SIZE = ""
BUILT_KINDS = frozenset({"pizza"})  # kinds that stand on a dough and take toppings
HALF_POLICIES = ("highest", "average", "sum", "percent")
REMOVAL_POLICIES = ("none", "tier", "swap")


@dataclass(frozen=True)
class Size:
    """`oven_weight`: the places it takes in the oven, where a normal pizza takes one."""

    id: str
    name: Name
    oven_weight: Decimal = Decimal(1)
    dough_balls: int = 1


@dataclass(frozen=True)
class Dough:
    id: str
    name: Name
    allergens: frozenset[str] = frozenset()
    may_contain: frozenset[str] = frozenset()
    available: bool = True


@dataclass(frozen=True)
class Ingredient:
    """Not available: it is 86.

    clashes: ids of ingredients it does not lie on one side with; to say it of one of the two is enough.
    tier: an ingredient left out may pay for an added one of its tier or a lower one (`Policies.removals`).
    premium: counts twice among included toppings. `substitute`: id of what to offer when it is out, at no charge.
    """

    id: str
    name: Name
    allergens: frozenset[str] = frozenset()
    may_contain: frozenset[str] = frozenset()
    available: bool = True
    clashes: frozenset[str] = frozenset()
    tier: int = 1
    premium: bool = False
    substitute: str = ""


@dataclass(frozen=True)
class RecipePart:
    ingredient: str
    removable: bool = True


@dataclass(frozen=True)
class MenuProduct:
    """One thing on the menu. `prices` by size id; a product without sizes has the one key `""`.

    `kind` "pizza" stands on a dough and takes toppings, any other kind is sold as it is. `allergens` are
    those the product has beside its recipe's (all of them, for a drink). `excluded`: toppings it does not
    take. `included`: so many toppings are in the price. `day_parts`, `order_types`: when and how it is offered,
    none: always.
    """

    id: str
    name: Name
    kind: str
    vat_class: str
    prices: Mapping[str, Money]
    recipe: tuple[RecipePart, ...] = ()
    allergens: frozenset[str] = frozenset()
    may_contain: frozenset[str] = frozenset()
    available: bool = True
    halves: bool = True
    excluded: frozenset[str] = frozenset()
    included: int = 0
    day_parts: tuple[DayPart, ...] = ()
    order_types: frozenset[str] = frozenset()

    @property
    def is_built(self) -> bool:
        return self.kind in BUILT_KINDS


@dataclass(frozen=True)
class Policies:
    """The shop's declared rules where the trade has several. The defaults never surprise a customer.

    half: how two halves are priced: "" (no halves sold), "highest", "average", "sum" (each half at half
        its price) or "percent" (each half at `half_percent` of its price); plus `split_fee` when the halves
        differ.
    side_share: what a topping on one side costs of the whole one, from 0.5 to 1.
    light, double: price of these amounts as a multiple of the normal one.
    removals: what leaving something out is worth: "none"; "tier": it pays for one added topping of its tier or
        a lower one, on the same side; "swap": of any tier. Never below the price without toppings. What has
        run out pays for its substitute under each of them.
    toppings_per_side: the most added toppings on either side, a double counting twice; None is no limit.
    """

    half: str = ""
    half_percent: Decimal = Decimal(50)
    split_fee: Money | None = None
    side_share: Decimal = Decimal("0.5")
    light: Decimal = Decimal(1)
    double: Decimal = Decimal(2)
    removals: str = "none"
    toppings_per_side: int | None = None

    def __post_init__(self) -> None:
        if self.half and self.half not in HALF_POLICIES:
            raise ValueError(f"no such price policy for halves: {self.half!r}")
        if self.removals not in REMOVAL_POLICIES:
            raise ValueError(f"no such policy for what is left out: {self.removals!r}")
        if not Decimal("0.5") <= self.side_share <= 1:
            raise ValueError("one side costs from half to all of the whole topping")
        # Otherwise asking for more could lower the price.
        if not 0 <= self.light <= 1 <= self.double:
            raise ValueError("light costs at most the normal amount, double at least")
        if self.half_percent <= 0 or (self.split_fee and self.split_fee.amount < 0):
            raise ValueError("halves cost something and a split fee is no discount")


Item = TypeVar("Item", MenuProduct, Size, Dough, Ingredient, Deal)


@dataclass(frozen=True)
class Menu:
    """All prices of one shop at one moment: `Menu(by_id(products), by_id(sizes), ...)`.

    topping_prices: (ingredient id, size id) -> price; a pair that is absent is not offered.
    dough_prices: (dough id, size id) -> surcharge, 0.00 for the plain one; a pair that is absent is
        not offered.
    Raises ValueError when a price is negative or of another currency, or a recipe names an unknown ingredient
    (its allergens would be lost).
    """

    products: Mapping[str, MenuProduct]
    sizes: Mapping[str, Size]
    doughs: Mapping[str, Dough]
    ingredients: Mapping[str, Ingredient]
    topping_prices: Mapping[tuple[str, str], Money]
    dough_prices: Mapping[tuple[str, str], Money]
    currency: str = "EUR"
    policies: Policies = field(default_factory=Policies)
    deals: Mapping[str, Deal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        prices = [price for product in self.products.values() for price in product.prices.values()]
        prices += [*self.topping_prices.values(), *self.dough_prices.values()]
        prices += [deal.price for deal in self.deals.values()]
        if any(price.currency != self.currency or price.amount < 0 for price in prices):
            raise ValueError(f"every price on a menu in {self.currency} is in that currency and not negative")
        fee = self.policies.split_fee
        if fee is not None and fee.currency != self.currency:
            raise ValueError(f"the split fee {fee} is not in {self.currency}")
        for product in self.products.values():
            for part in product.recipe:
                if part.ingredient not in self.ingredients:
                    raise ValueError(f"the recipe of {product.id} names the unknown ingredient {part.ingredient}")

    def can_be_made(self, product: MenuProduct, sizes: Iterable[str] = ()) -> bool:
        """Whether there is all it takes, leaving out what can be left out and with the substitute of what cannot.

        `sizes`: in one of these; none named: in any.
        """
        if not product.available:
            return False
        fixed = [self.ingredients[part.ingredient] for part in product.recipe if not part.removable]
        gone = [item for item in fixed if not item.available]
        return not gone or (product.is_built and self._can_be_replaced(product, gone, frozenset(sizes)))

    def _can_be_replaced(self, product: MenuProduct, gone: Sequence[Ingredient], sizes: frozenset[str]) -> bool:
        """Whether each of these has a substitute of its own that this pizza takes, all of them in one size."""
        others = [other for item in gone if (other := self.ingredients.get(item.substitute)) and other.available]
        there = [self.ingredients[part.ingredient] for part in product.recipe]
        there = [*others, *(item for item in there if item.available)]
        most = self.policies.toppings_per_side
        return (
            len({other.id for other in others}) == len(gone)
            and (most is None or len(others) <= most)
            and not any(other.id in product.excluded for other in others)
            and not any(one.id in other.clashes or other.id in one.clashes for one in others for other in there)
            and any(
                all((other.id, size) in self.topping_prices for other in others)
                for size in product.prices
                if not sizes or size in sizes
            )
        )


def by_id(items: Iterable[Item]) -> dict[str, Item]:
    """What Menu takes, from a plain list; the order stays."""
    return {item.id: item for item in items}
