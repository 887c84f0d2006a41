"""What added toppings cost: side and amount, what was left out for them, what the price includes.

In this order, each to the customer's favour:

1. A topping costs its (topping, size) price times its amount, one side of it `side_share` of that; the same on both
   sides is one whole topping.
2. What was left out pays, one for one and on its side, for the normal amount of an added topping (`Policies.removals`):
   of its tier or a lower one, or of any. Where there is a choice the dearest are paid for. What has run out pays for the
   substitute that the shop names, whatever the policy: nobody pays more because something is missing.
3. So many toppings are included in the price (of two halves with different numbers, the larger one counts). One side of
   a topping takes half a place, a double two, a premium one twice as many; what was paid for in step 2 takes none. Of all the
   ways to fill the places, the one that saves most is taken.

No step ever makes an added topping lower a price, nor a removal raise it or take it below the price without toppings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pizzeria import checks, recipes
from pizzeria.catalogue import NO_SIZE, Ingredient, Menu, MenuProduct, Policies
from pizzeria.checks import BITES, Amounts
from pizzeria.configuration import Configuration, Invalid, Topping
from pizzeria.money import Money
from pizzeria.quotes import Step, name_json

NOTHING = Decimal(0)
Swaps = tuple[dict[str, str], dict[str, str]]  # on each side: added ingredient -> the removed one that pays for it


@dataclass(slots=True)
class Added:
    """One topping with what is left to pay for it, and the half places it takes among the included ones."""

    item: Ingredient
    amounts: Amounts
    price: Decimal
    due: Decimal
    places: int
    instead_of: list[str]


def steps(menu: Menu, wish: Configuration, left: MenuProduct, right: MenuProduct | None) -> list[Step]:
    """A step per added topping, at what it costs in the end. Raises Invalid."""
    found = placed(menu, wish)
    if not found:
        return []
    prices = check(menu, wish, found)
    swaps = _swaps(menu, wish, found, prices)
    added = [_added(menu, ingredient, found[ingredient], full, swaps) for ingredient, full in prices.items()]
    free = _included(added, 2 * max(left.included, right.included if right else 0))
    return [_step(menu, one, is_free=one.item.id in free) for one in added]


def placed(menu: Menu, wish: Configuration) -> dict[str, Amounts]:
    """Ingredient -> (amount on the left, on the right); the same on both sides is one whole topping."""
    found: dict[str, Amounts] = {}
    for topping in (*wish.toppings, *(wish.half.toppings if wish.half else ())):
        before, now = found.get(topping.ingredient, ("", "")), amounts(topping)
        if (before[0] and now[0]) or (before[1] and now[1]):
            raise Invalid("topping_twice", ingredient=recipes.ingredient_of(menu, topping.ingredient).name)
        found[topping.ingredient] = (before[0] or now[0], before[1] or now[1])
    return found


def amounts(topping: Topping) -> Amounts:
    return (
        topping.amount if topping.side in ("whole", "left") else "",
        topping.amount if topping.side in ("whole", "right") else "",
    )


def check(menu: Menu, wish: Configuration, found: dict[str, Amounts]) -> dict[str, Decimal]:
    """Ingredient -> price of a whole normal one; refuses what cannot be added here, or not together."""
    left = recipes.product_of(menu, wish.product)
    right = recipes.product_of(menu, wish.half.product) if wish.half else None
    prices = {}
    for ingredient, sides in found.items():
        item = recipes.ingredient_of(menu, ingredient)
        checks.check_topping(wish, item, (left, right), sides)
        full = menu.topping_prices.get((ingredient, wish.size or NO_SIZE))
        if full is None:
            raise Invalid("topping_not_offered", ingredient=item.name)
        prices[ingredient] = full.amount
    checks.check_clashes(menu, wish, (left, right), found)
    checks.check_limit(menu, found)
    return prices


def _added(menu: Menu, ingredient: str, sides: Amounts, full: Decimal, swaps: Swaps) -> Added:
    item = menu.ingredients[ingredient]
    policies = menu.policies
    worth = [_worth(amount, policies) for amount in sides]
    bites = [BITES[amount] for amount in sides]
    price = full * _factor(worth, policies)
    paid = [ingredient in side for side in swaps]
    if not any(paid):
        return Added(item, sides, price, price, sum(bites) * (1 + item.premium), [])
    # A removal pays for one normal amount on its side.
    worth = [max(value - off, NOTHING) for value, off in zip(worth, paid, strict=True)]
    half_places = sum(count - off for count, off in zip(bites, paid, strict=True)) * (1 + item.premium)
    givers = dict.fromkeys(side[ingredient] for side in swaps if ingredient in side)
    return Added(item, sides, price, full * _factor(worth, policies), half_places, list(givers))


def _worth(amount: str, policies: Policies) -> Decimal:
    """The amount on one side as a multiple of the normal one."""
    if amount == "light":
        return policies.light
    if amount == "double":
        return policies.double
    return Decimal(1) if amount else NOTHING


def _factor(worth: Sequence[Decimal], policies: Policies) -> Decimal:
    """What of the whole price is charged: what lies on both sides in full, the rest as on one side."""
    low, high = sorted(worth)
    return low + (high - low) * policies.side_share


def _swaps(menu: Menu, wish: Configuration, found: dict[str, Amounts], prices: dict[str, Decimal]) -> Swaps:
    policies = menu.policies

    def pays(removed: str, added: str) -> bool:
        gone, item = menu.ingredients[removed], menu.ingredients[added]
        if gone.substitute == added and not gone.available:
            return True
        return policies.removals == "swap" or (policies.removals == "tier" and item.tier <= gone.tier)

    def on(side: int, removed: tuple[str, ...]) -> dict[str, str]:
        # The dearest first, by what a removal would pay for it on this side.
        worth = {key: prices[key] * min(_worth(sides[side], policies), Decimal(1)) for key, sides in found.items()}
        here = sorted((key for key in found if found[key][side]), key=lambda key: (-worth[key], key))
        return _matched(here, sorted(removed), pays)

    left, right = checks.removed_by_side(wish)
    return on(0, left), on(1, right)


def _matched(added: Iterable[str], removed: Sequence[str], pays: Callable[[str, str], bool]) -> dict[str, str]:
    """Each added one -> the removed one that pays for it: as many as can be, the earlier of `added` first.

    Kuhn's augmenting paths: in that order it finds the matching that is worth most, and one more removal never takes
    a payment away from anything.
    """
    paid: dict[str, str] = {}  # by removed

    def place(one: str, tried: set[str]) -> bool:
        for giver in removed:
            if giver not in tried and pays(giver, one):
                tried.add(giver)
                if giver not in paid or place(paid[giver], tried):
                    paid[giver] = one
                    return True
        return False

    for one in added:
        place(one, set())
    return {one: giver for giver, one in paid.items()}


def _included(added: Iterable[Added], places: int) -> frozenset[str]:
    """The toppings that are in the price: of those that fit into so many half places, the ones worth most."""
    if not places:
        return frozenset()
    best: dict[int, tuple[Decimal, tuple[str, ...]]] = {0: (NOTHING, ())}  # by places taken
    for one in sorted(added, key=lambda one: (-one.due, one.item.id)):
        for taken, (saved, chosen) in list(best.items()):
            total, worth = taken + one.places, saved + one.due
            if total <= places and worth > best.get(total, (NOTHING,))[0]:
                best[total] = (worth, (*chosen, one.item.id))
    return frozenset(max(best.values(), key=lambda found: found[0])[1])


def _step(menu: Menu, one: Added, *, is_free: bool) -> Step:
    params: dict[str, Any] = {"ingredient": one.item.id, **_place(*one.amounts)}
    due = NOTHING if is_free else one.due
    if due != one.price:
        params["price"] = Money(one.price, menu.currency).to_json()
    if one.instead_of:
        params["instead_of"] = [name_json(menu.ingredients[giver].name) for giver in one.instead_of]
    if is_free:
        params["included"] = True
    return Step("topping", one.item.name, Money(due, menu.currency), params)


def _place(on_left: str, on_right: str) -> dict[str, str]:
    if on_left == on_right:
        return {"side": "whole", "amount": on_left}
    if not on_right:
        return {"side": "left", "amount": on_left}
    if not on_left:
        return {"side": "right", "amount": on_right}
    return {"side": "both", "left": on_left, "right": on_right}
