"""What to offer instead when something has run out: the same without it, or with its substitute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pizzeria import lines, recipes
from pizzeria.catalogue import Ingredient, Menu
from pizzeria.configuration import Configuration, Half, Invalid, Topping
from pizzeria.quotes import LineRequest
from pizzeria.toppings import added
from pizzeria.words import WORDS, say

Replacements = dict[str, tuple[Ingredient, Ingredient]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A configuration that can be had. `without` is what it leaves out, `instead` what ran out with its substitute, by id."""

    configuration: Configuration
    without: tuple[Ingredient, ...]
    instead: Mapping[str, tuple[Ingredient, Ingredient]]


def suggestions(menu: Menu, wish: Configuration) -> tuple[Suggestion, ...]:
    """What is nearest to a wish of which something ran out: with substitutes first, then without it.

    Nothing when nothing ran out, when what ran out may not be left out and has no substitute, or when it cannot be had
    for another reason too.
    """
    try:
        out = recipes.missing(menu, wish)
    except Invalid:
        return ()
    if not out:
        return ()
    found: list[Suggestion] = []
    for instead in _replacements(menu, out, _fixed(menu, wish)):
        made = _changed(menu, wish, {item.id for item in out}, instead)
        if _can_be_had(menu, made) and all(made != other.configuration for other in found):
            without = tuple(item for item in out if item.id not in instead)
            found.append(Suggestion(made, without, instead))
    return tuple(found)


def spare(menu: Menu, wish: Configuration) -> Suggestion | None:
    """What one tap adds in place of a wish of which something ran out: without it, and with its substitute where it may
    not be left out. None when nothing ran out, or nothing is near.
    """
    found = suggestions(menu, wish)
    return next((one for one in found if not one.instead), next(iter(found), None))


def text(suggestion: Suggestion, language: str) -> str:
    """What it changes, in words: "without burrata", "with provola instead of burrata"."""
    instead = [
        say(WORDS["instead"], language, {"other": other.name, "name": out.name})
        for out, other in suggestion.instead.values()
    ]
    without = [say(WORDS["removal"], language, {"name": item.name}) for item in suggestion.without]
    return ", ".join((*instead, *without))


def _replacements(menu: Menu, out: tuple[Ingredient, ...], fixed: set[str]) -> Iterator[Replacements]:
    """Every substitute there is, then only those of what may not be left out."""
    instead: Replacements = {}
    for item in out:
        other = menu.ingredients.get(item.substitute)
        if other is not None and other.available:
            instead[item.id] = (item, other)
    needed = {id: pair for id, pair in instead.items() if id in fixed}
    if instead != needed:
        yield instead
    yield needed


def _fixed(menu: Menu, wish: Configuration) -> set[str]:
    """What of the recipes may not be left out."""
    products = [menu.products[id] for id in (wish.product, wish.half.product if wish.half else wish.product)]
    return {part.ingredient for product in products for part in product.recipe if not part.removable}


def _changed(menu: Menu, wish: Configuration, out: set[str], instead: Replacements) -> Configuration:
    half = wish.half
    placed = _where(menu, wish)
    removed = tuple(id for id in _in_recipe(menu, wish.product) if id in out or id in wish.removed)
    if half is not None:
        kept = tuple(topping for topping in half.toppings if topping.ingredient not in out)
        gone = tuple(id for id in _in_recipe(menu, half.product) if id in out or id in half.removed)
        half = Half(half.product, kept, gone)
    toppings = [topping for topping in wish.toppings if topping.ingredient not in out]
    toppings += [Topping(other.id, *placed[id]) for id, (_, other) in instead.items()]
    return replace(wish, half=half, toppings=tuple(toppings), removed=removed)


def _where(menu: Menu, wish: Configuration) -> dict[str, tuple[str, str]]:
    """Ingredient -> (side, amount) as it lies on this pizza, of a recipe or added."""
    sides: dict[str, set[str]] = {}
    amounts: dict[str, str] = {}
    for topping in added(wish):
        sides.setdefault(topping.ingredient, set()).update(_both(topping.side))
        amounts[topping.ingredient] = topping.amount
    half = wish.half or Half(wish.product, removed=wish.removed)
    for product, removed, side in ((wish.product, wish.removed, "left"), (half.product, half.removed, "right")):
        for id in _in_recipe(menu, product):
            if id not in removed:
                sides.setdefault(id, set()).add(side)
    return {
        id: ("whole" if len(found) > 1 else next(iter(found)), amounts.get(id, "normal")) for id, found in sides.items()
    }


def _both(side: str) -> tuple[str, ...]:
    return ("left", "right") if side == "whole" else (side,)


def _in_recipe(menu: Menu, product: str) -> list[str]:
    return [part.ingredient for part in menu.products[product].recipe]


def _can_be_had(menu: Menu, wish: Configuration) -> bool:
    try:
        lines.price(menu, LineRequest(wish))
    except Invalid:
        return False
    return True
