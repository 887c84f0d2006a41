"""What added toppings cost: side and amount, what was left out for them, what the price includes.

1. A topping costs its (topping, size) price times its amount, one side of it `side_share` of that; the same on both
   sides is one whole topping.
2. What was left out pays, one for one and on its side, for the normal amount of an added topping (`Policies.removals`):
   of its tier or a lower one, or of any. What has run out pays for the substitute that the shop names, whatever the
   policy: nobody pays more because something is missing.
3. So many toppings are included in the price (of two halves with different numbers, the larger one counts). One side of
   a topping takes half a place, a double two, a premium one twice as many; what was paid for in step 2 takes none.

Of all the ways to let removals pay and to fill the places, the cheapest one is the price. So no added topping, and no
more of one, ever lowers a price, nor does a removal raise it or take it below the price without toppings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pizzeria import checks, recipes
from pizzeria.catalogue import NO_SIZE, Ingredient, Menu, MenuProduct, Policies
from pizzeria.checks import BITES, Amounts
from pizzeria.configuration import Configuration, Invalid, Topping
from pizzeria.money import Money
from pizzeria.quotes import Step, name_json

NOTHING = Decimal(0)
MOST_WAYS = 4_000  # looked at together; more only where dozens of toppings meet dozens of removals


@dataclass(frozen=True, slots=True)
class Added:
    """One topping: what it costs by itself, what is left of that, and what it lies there instead of."""

    item: Ingredient
    amounts: Amounts
    price: Decimal
    due: Decimal
    instead_of: tuple[str, ...] = ()
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Givers:
    """Removed ingredients of one side that may pay for the same added ones: which of them does is all one."""

    pays: frozenset[str]
    removed: tuple[str, ...]


Sides = tuple[list[Givers], list[Givers]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to charge a topping. `payers`: the places of the givers that pay on the left and on the right, -1 for none;
    `places`: the half places it takes among the included ones."""

    payers: tuple[int, int]
    due: Decimal
    places: int = 0
    is_free: bool = False


def steps(menu: Menu, wish: Configuration, left: MenuProduct, right: MenuProduct | None) -> list[Step]:
    """A step per added topping, at what it costs in the end. Raises Invalid."""
    found = placed(menu, wish)
    if not found:
        return []
    prices = check(menu, wish, found)
    places = 2 * max(left.included, right.included if right else 0)
    added = _cheapest(menu, found, prices, _givers(menu, wish, found), places)
    return [_step(menu, added[ingredient]) for ingredient in prices]


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


def _cheapest(
    menu: Menu,
    found: dict[str, Amounts],
    prices: dict[str, Decimal],
    givers: Sides,
    places: int,
) -> dict[str, Added]:
    """Ingredient -> how it is charged, in the way that costs least in all.

    Topping by topping, the dearest first; of the ways that use up the same givers and places only the best goes on.
    """
    if not (places or any(givers)):  # most pizzas: there is but one way
        return {key: _alone(menu, key, found[key], full) for key, full in prices.items()}
    items = sorted(prices, key=lambda key: (-prices[key], key))
    least = (tuple(0 for _ in givers[0]), tuple(0 for _ in givers[1]))
    best: dict[tuple[Any, int], tuple[Decimal, tuple[Way, ...]]] = {(least, 0): (NOTHING, ())}
    for key in items:
        ways = _ways(menu, key, found[key], prices[key], givers, places)
        after: dict[tuple[Any, int], tuple[Decimal, tuple[Way, ...]]] = {}
        for (used, taken), (cost, chosen) in best.items():
            for way in ways:
                now = _using(used, way.payers, givers)
                if now is None or taken + way.places > places:
                    continue
                known = after.get((now, taken + way.places))
                if known is None or cost + way.due < known[0]:
                    after[now, taken + way.places] = (cost + way.due, (*chosen, way))
        best = dict(sorted(after.items(), key=lambda row: row[1][0])[:MOST_WAYS])
    chosen = min(best.values(), key=lambda row: row[0])[1]
    return _charged(menu, found, prices, dict(zip(items, chosen, strict=True)), givers)


def _alone(menu: Menu, key: str, sides: Amounts, full: Decimal) -> Added:
    price = full * _factor([_worth(amount, menu.policies) for amount in sides], menu.policies)
    return Added(menu.ingredients[key], sides, price, price)


def _ways(
    menu: Menu,
    key: str,
    sides: Amounts,
    full: Decimal,
    givers: Sides,
    places: int,
) -> list[Way]:
    """Paid for by removals as far as may be first, and charged, or among the included ones."""
    item, policies = menu.ingredients[key], menu.policies
    worth, bites = [_worth(amount, policies) for amount in sides], [BITES[amount] for amount in sides]
    payers = [
        [*(place for place, group in enumerate(givers[side]) if sides[side] and key in group.pays), -1]
        for side in (0, 1)
    ]
    ways = []
    for on_left in payers[0]:
        for on_right in payers[1]:
            paid = (on_left >= 0, on_right >= 0)
            left = [max(value - off, NOTHING) for value, off in zip(worth, paid, strict=True)]
            due = full * _factor(left, policies)
            ways.append(Way((on_left, on_right), due))
            if places and due:
                taken = sum(count - off for count, off in zip(bites, paid, strict=True)) * (1 + item.premium)
                ways.append(Way((on_left, on_right), NOTHING, taken, is_free=True))
    return ways


def _using(used: Any, payers: tuple[int, int], givers: Sides) -> Any:
    """How many of each group of givers pay then, by side; None when there are not so many."""
    if payers == (-1, -1):
        return used
    now = [list(used[0]), list(used[1])]
    for side, place in enumerate(payers):
        if place >= 0:
            now[side][place] += 1
            if now[side][place] > len(givers[side][place].removed):
                return None
    return tuple(now[0]), tuple(now[1])


def _charged(
    menu: Menu,
    found: dict[str, Amounts],
    prices: dict[str, Decimal],
    ways: dict[str, Way],
    givers: Sides,
) -> dict[str, Added]:
    left = [[list(group.removed) for group in side] for side in givers]
    charged = {}
    for key, way in ways.items():
        instead = [left[side][place].pop(0) for side, place in enumerate(way.payers) if place >= 0]
        alone = _alone(menu, key, found[key], prices[key])
        charged[key] = replace(alone, due=way.due, instead_of=tuple(dict.fromkeys(instead)), is_free=way.is_free)
    return charged


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


def _givers(menu: Menu, wish: Configuration, found: dict[str, Amounts]) -> Sides:
    """What was left out on the left and on the right and may pay for something that was added there."""
    policies = menu.policies

    def pays(removed: str, added: str) -> bool:
        gone, item = menu.ingredients[removed], menu.ingredients[added]
        if gone.substitute == added and not gone.available:
            return True
        return policies.removals == "swap" or (policies.removals == "tier" and item.tier <= gone.tier)

    def on(side: int, removed: tuple[str, ...]) -> list[Givers]:
        here = [key for key in found if found[key][side]]
        groups: dict[frozenset[str], list[str]] = {}
        for one in sorted(removed):
            if paid := frozenset(key for key in here if pays(one, key)):
                groups.setdefault(paid, []).append(one)
        return [Givers(paid, tuple(members)) for paid, members in groups.items()]

    left, right = checks.removed_by_side(wish)
    return on(0, left), on(1, right)


def _step(menu: Menu, one: Added) -> Step:
    params: dict[str, Any] = {"ingredient": one.item.id, **_place(*one.amounts)}
    if one.due != one.price:
        params["price"] = Money(one.price, menu.currency).to_json()
    if one.instead_of:
        params["instead_of"] = [name_json(menu.ingredients[giver].name) for giver in one.instead_of]
    if one.is_free:
        params["included"] = True
    return Step("topping", one.item.name, Money(one.due, menu.currency), params)


def _place(on_left: str, on_right: str) -> dict[str, str]:
    if on_left == on_right:
        return {"side": "whole", "amount": on_left}
    if not on_right:
        return {"side": "left", "amount": on_left}
    if not on_left:
        return {"side": "right", "amount": on_right}
    return {"side": "both", "left": on_left, "right": on_right}
