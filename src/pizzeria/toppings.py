"""Where one more topping would go on a pizza: what a page shows before it is tapped."""

from __future__ import annotations

from dataclasses import dataclass

from pizzeria import checks, extras
from pizzeria.catalogue import Menu
from pizzeria.configuration import Configuration, Invalid, Topping


@dataclass(frozen=True, slots=True)
class Room:
    """`side`: the whole pizza, or the one side that takes it; `problem`: why none does."""

    side: str = "whole"
    problem: Invalid | None = None


def added(wish: Configuration) -> tuple[Topping, ...]:
    """All toppings of the wish, those of the right half among them."""
    return (*wish.toppings, *(wish.half.toppings if wish.half else ()))


def is_full(menu: Menu, wish: Configuration) -> bool:
    """Whether neither side takes one more topping, whichever it is."""
    most = menu.policies.toppings_per_side
    return most is not None and min(checks.bites(extras.placed(menu, wish))) >= most


def room_for(menu: Menu, wish: Configuration, ingredient: str) -> Room:
    """Where this ingredient, which is not on it yet, may be added."""
    refused = []
    for side in ("whole", "left", "right"):
        try:
            extras.check(
                menu, wish, {**extras.placed(menu, wish), ingredient: extras.amounts(Topping(ingredient, side))}
            )
        except Invalid as invalid:
            refused.append(invalid)
        else:
            return Room(side)
    return Room(problem=refused[0])
