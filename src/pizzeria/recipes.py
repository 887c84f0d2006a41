"""What is on the pizza in the end: allergens from the final configuration, and what of it has run out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pizzeria.catalogue import Dough, Ingredient, Menu, MenuProduct
from pizzeria.configuration import Configuration, Invalid

# Annex II of Regulation (EU) 1169/2011, in its order.
ALLERGENS = (
    "gluten",
    "crustaceans",
    "eggs",
    "fish",
    "peanuts",
    "soybeans",
    "milk",
    "nuts",
    "celery",
    "mustard",
    "sesame",
    "sulphites",
    "lupin",
    "molluscs",
)
_ORDER = {code: place for place, code in enumerate(ALLERGENS)}


def allergens(menu: Menu, configuration: Configuration) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(contains, may contain): EU codes in the regulation's order, none in both.

    Counts both halves, the dough, every topping and what stays of the recipes; what is left out of one half
    counts still when the other half has it. A note never changes them. Raises Invalid when something is not
    on the menu, or no dough is chosen yet.
    """
    contains: set[str] = set()
    may: set[str] = set()
    sources: list[MenuProduct | Ingredient | Dough] = [*_products(menu, configuration)]
    sources += ingredients(menu, configuration)
    if configuration.dough:
        sources.append(dough_of(menu, configuration.dough))
    elif menu.doughs and product_of(menu, configuration.product).is_built:
        # Its gluten would be missing from the answer.
        raise Invalid("dough_missing", name=product_of(menu, configuration.product).name)
    for source in sources:
        contains |= source.allergens
        may |= source.may_contain
    return ordered(contains), ordered(may - contains)


def ingredients(menu: Menu, configuration: Configuration) -> Iterator[Ingredient]:
    """Every ingredient in the final product: of the recipes without what is removed, and the toppings."""
    half = configuration.half
    left = product_of(menu, configuration.product)
    for part in left.recipe:
        if part.ingredient not in configuration.removed:
            yield menu.ingredients[part.ingredient]
    if half:
        for part in product_of(menu, half.product).recipe:
            if part.ingredient not in half.removed:
                yield menu.ingredients[part.ingredient]
    for topping in (*configuration.toppings, *(half.toppings if half else ())):
        yield ingredient_of(menu, topping.ingredient)


def missing(menu: Menu, configuration: Configuration) -> tuple[Ingredient, ...]:
    """The ingredients of the final product that have run out, each once."""
    return tuple({item.id: item for item in ingredients(menu, configuration) if not item.available}.values())


def ordered(codes: Iterable[str]) -> tuple[str, ...]:
    """In the regulation's order. Raises ValueError for a code that is none of the fourteen."""
    try:
        return tuple(sorted(codes, key=_ORDER.__getitem__))
    except KeyError as error:
        raise ValueError(f"{error.args[0]!r} is none of the fourteen allergens") from None


def product_of(menu: Menu, product: str) -> MenuProduct:
    found = menu.products.get(product)
    if found is None:
        raise Invalid("unknown_product", product=product)
    return found


def ingredient_of(menu: Menu, ingredient: str) -> Ingredient:
    found = menu.ingredients.get(ingredient)
    if found is None:
        raise Invalid("unknown_ingredient", ingredient=ingredient)
    return found


def dough_of(menu: Menu, dough: str) -> Dough:
    found = menu.doughs.get(dough)
    if found is None:
        raise Invalid("unknown_dough", dough=dough)
    return found


def _products(menu: Menu, configuration: Configuration) -> Iterator[MenuProduct]:
    yield product_of(menu, configuration.product)
    if configuration.half:
        yield product_of(menu, configuration.half.product)
