"""What cannot be made, and why: every refusal of a configuration that does not hang on its price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pizzeria import recipes
from pizzeria.availability import hours_name, offered_at, offered_for, types_name
from pizzeria.catalogue import Ingredient, Menu, MenuProduct, Name
from pizzeria.configuration import Configuration, Invalid
from pizzeria.deals import Deal
from pizzeria.words import LANGUAGES, text_of

MOST_OF_ONE = 99
BITES = {"": 0, "light": 1, "normal": 1, "double": 2}  # how many toppings an amount counts for
Amounts = tuple[str, str]  # of one topping on the left and on the right, "" being none


def check_quantity(quantity: int) -> None:
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity <= MOST_OF_ONE:
        raise Invalid("bad_quantity", most=MOST_OF_ONE)


def check_offered(item: MenuProduct | Deal, *, local: datetime | None, order_type: str) -> None:
    """Refuses what is served at other hours or in other ways, and says when and how it is."""
    if not offered_for(item, order_type):
        types = types_name(item.order_types)
        raise Invalid("not_for_type" if text_of(types, "en") else "not_offered", name=item.name, types=types)
    if not offered_at(item, local):
        hours = hours_name(item.day_parts)
        raise Invalid("not_now" if text_of(hours, "en") else "not_offered", name=item.name, hours=hours)


def check_halves(menu: Menu, left: MenuProduct, right: MenuProduct) -> None:
    if not menu.policies.half:
        raise Invalid("no_halves")
    for side in (left, right):
        if not side.halves:
            raise Invalid("half_excluded", name=side.name)
    # One line has one VAT rate, and one base has one dough.
    if left.kind != right.kind or left.vat_class != right.vat_class:
        raise Invalid("half_differs", name=left.name, other=right.name)


def check_removals(menu: Menu, wish: Configuration, left: MenuProduct, right: MenuProduct | None) -> None:
    """Refuses to leave out what is not there or makes the pizza what it is; of that, not what gives way to its substitute."""
    if right is None or wish.half is None:
        _check_removed(menu, wish, left, wish.removed, ("left", "right"))
    else:
        _check_removed(menu, wish, left, wish.removed, ("left",))
        _check_removed(menu, wish, right, wish.half.removed, ("right",))


def is_replaced(menu: Menu, wish: Configuration, ingredient: str, sides: Sequence[str]) -> bool:
    """Whether it has run out and has its substitute in its place on all of these sides."""
    item = menu.ingredients.get(ingredient)
    if item is None or item.available or not item.substitute:
        return False
    toppings = (*wish.toppings, *(wish.half.toppings if wish.half else ()))
    lying = {topping.side for topping in toppings if topping.ingredient == item.substitute}
    return "whole" in lying or lying.issuperset(sides)


def _check_removed(
    menu: Menu, wish: Configuration, product: MenuProduct, removed: tuple[str, ...], sides: Sequence[str]
) -> None:
    parts = {part.ingredient: part for part in product.recipe}
    for ingredient in removed:
        name = recipes.ingredient_of(menu, ingredient).name
        if ingredient not in parts or removed.count(ingredient) > 1:
            raise Invalid("not_in_recipe", name=product.name, ingredient=name)
        if not parts[ingredient].removable and not is_replaced(menu, wish, ingredient, sides):
            raise Invalid("not_removable", name=product.name, ingredient=name)


def check_topping(
    wish: Configuration, item: Ingredient, products: tuple[MenuProduct, MenuProduct | None], amounts: Amounts
) -> None:
    if not item.available:
        raise Invalid("sold_out", name=item.name)
    for amount, removed in zip(amounts, removed_by_side(wish), strict=True):
        if amount and item.id in removed:
            raise Invalid("added_and_removed", ingredient=item.name)
    for product in products:
        if product is not None and item.id in product.excluded:
            raise Invalid("topping_excluded", ingredient=item.name, name=product.name)


def removed_by_side(wish: Configuration) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return wish.removed, wish.half.removed if wish.half else wish.removed


def check_clashes(
    menu: Menu, wish: Configuration, products: tuple[MenuProduct, MenuProduct | None], placed: dict[str, Amounts]
) -> None:
    """Refuses an added ingredient beside one it clashes with on the same side, added too or left of the recipe.

    A recipe may hold two that clash: its cook has tasted it.
    """
    recipes_by_side = (products[0].recipe, (products[1] or products[0]).recipe)
    for side, (recipe, removed) in enumerate(zip(recipes_by_side, removed_by_side(wish), strict=True)):
        added = [ingredient for ingredient, amounts in placed.items() if amounts[side]]
        there = [*added, *(part.ingredient for part in recipe if part.ingredient not in removed)]
        for one, other in _clashing(menu, added, there):
            raise Invalid("topping_clash", ingredient=one.name, other=other.name)


def _clashing(menu: Menu, added: list[str], there: list[str]) -> Iterator[tuple[Ingredient, Ingredient]]:
    for one in (menu.ingredients[ingredient] for ingredient in added):
        for other in (menu.ingredients[ingredient] for ingredient in there):
            if other.id in one.clashes or one.id in other.clashes:
                yield one, other


def check_limit(menu: Menu, placed: dict[str, Amounts]) -> None:
    most = menu.policies.toppings_per_side
    if most is not None and max(bites(placed)) > most:
        raise Invalid("too_many_toppings", most=most)


def bites(placed: dict[str, Amounts]) -> tuple[int, int]:
    """How many toppings lie on the left and on the right, a double counting twice."""
    left = sum(BITES[amounts[0]] for amounts in placed.values())
    return left, sum(BITES[amounts[1]] for amounts in placed.values())


def check_stock(menu: Menu, wish: Configuration, left: MenuProduct, right: MenuProduct | None) -> None:
    for product in (left, right):
        if product is not None and not product.available:
            raise Invalid("sold_out", name=product.name)
    out = recipes.missing(menu, wish)
    if out:
        name = line_name(left, right)
        raise Invalid("recipe_sold_out", name=name, ingredient=out[0].name, ingredients=[item.id for item in out])


def line_name(left: MenuProduct, right: MenuProduct | None) -> Name:
    if right is None or right.id == left.id:
        return left.name
    return {lang: f"½ {text_of(left.name, lang)} · ½ {text_of(right.name, lang)}" for lang in LANGUAGES}
