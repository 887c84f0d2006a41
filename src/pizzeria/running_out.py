"""What an ingredient takes with it when it runs out: said before the tap, so that nobody is surprised after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pizzeria import deals
from pizzeria.catalogue import Menu, MenuProduct, Name


@dataclass(frozen=True, slots=True)
class Effect:
    """``sold_out``: products that cannot be made any more; ``without``: those that are still made, and without it;
    ``deals``: those with a choice that nothing is left for; ``substitute``: what is offered in its place, if anything.
    """

    is_topping: bool
    sold_out: tuple[Name, ...] = ()
    without: tuple[Name, ...] = ()
    deals: tuple[Name, ...] = ()
    substitute: Name = ""


def effects(menu: Menu) -> Mapping[str, Effect]:
    """Return for each ingredient what would change if it ran out now; what is off already does not count again."""
    toppings = {ingredient for ingredient, _ in menu.topping_prices}
    needing: dict[str, list[tuple[MenuProduct, bool]]] = {id: [] for id in menu.ingredients}
    for product in menu.products.values():
        if menu.can_be_made(product):
            for part in product.recipe:
                item = menu.ingredients[part.ingredient]
                stands_in = not item.available and not part.removable
                needing[item.substitute if stands_in else item.id].append((product, part.removable))
    open_deals = [deal for deal in menu.deals.values() if deals.is_open(menu, deal)]
    found = {}
    for id, ingredient in menu.ingredients.items():
        fixed = {product.id: product for product, removable in needing[id] if not removable}.values()
        # Only a lost product can close a deal: most ingredients need no second look at them all.
        after = _without(menu, id) if fixed else menu
        lost = [product for product in fixed if not after.can_be_made(product)]
        instead = menu.ingredients.get(ingredient.substitute)
        found[id] = Effect(
            is_topping=id in toppings,
            sold_out=tuple(product.name for product in lost),
            without=tuple(product.name for product, removable in needing[id] if removable and product not in lost),
            deals=tuple(deal.name for deal in open_deals if not deals.is_open(after, deal)),
            substitute=instead.name if instead and instead.available else "",
        )
    return found


def _without(menu: Menu, id: str) -> Menu:
    return replace(menu, ingredients={**menu.ingredients, id: replace(menu.ingredients[id], available=False)})
