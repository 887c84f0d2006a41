"""A whole menu as written down: what a starter menu, a CSV file and an empty menu all become before they are rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pizzeria.recipes import ordered

Text = Mapping[str, str]
Prices = Mapping[str, Decimal]  # by the key of a size, "" for a product without sizes

# What leaves the shop is taxed by what it is; see pizzeria.tax.
VAT_CLASSES = {"pizza": "food", "food": "food", "dessert": "food", "drink": "drink", "alcohol": "alcohol"}
# Alcohol is a drink to a customer and a tax class of its own.
KINDS = {"pizza": "pizza", "food": "food", "dessert": "dessert", "drink": "drink", "alcohol": "drink"}


@dataclass(frozen=True)
class SizeRow:
    key: str
    name: Text
    diameter: int | None = None
    is_usual: bool = False


@dataclass(frozen=True)
class DoughRow:
    key: str
    name: Text
    prices: Prices
    allergens: tuple[str, ...] = ()
    may_contain: tuple[str, ...] = ()
    is_usual: bool = False


@dataclass(frozen=True)
class IngredientRow:
    """With ``prices`` it is a topping too."""

    key: str
    name: Text
    prices: Prices = field(default_factory=dict)
    allergens: tuple[str, ...] = ()
    may_contain: tuple[str, ...] = ()
    glyph: str = ""


@dataclass(frozen=True)
class ProductRow:
    """``recipe``: keys of ingredients in their order, with whether one may be left out."""

    key: str
    category: str
    kind: str
    name: Text
    prices: Prices
    vat_class: str = "food"
    description: Text = field(default_factory=dict)
    recipe: tuple[tuple[str, bool], ...] = ()
    allergens: tuple[str, ...] = ()
    may_contain: tuple[str, ...] = ()
    glyph: str = ""


@dataclass(frozen=True)
class MenuSheet:
    categories: Mapping[str, Text] = field(default_factory=dict)
    sizes: tuple[SizeRow, ...] = ()
    doughs: tuple[DoughRow, ...] = ()
    ingredients: tuple[IngredientRow, ...] = ()
    products: tuple[ProductRow, ...] = ()


EMPTY = MenuSheet()


def from_data(data: Mapping[str, Any]) -> MenuSheet:
    """The menu that a starter file (TOML) describes; prices are listed in the order of its sizes.

    Raises ValueError for an unknown allergen or ingredient, KeyError for a word that is missing.
    """
    sizes = tuple(
        SizeRow(key, _names(row), row.get("diameter"), row.get("usual", False)) for key, row in data["sizes"].items()
    )
    keys = [size.key for size in sizes]
    ingredients = tuple(
        IngredientRow(key, _names(row), _prices(row, keys), *_allergens(row), glyph=row.get("glyph", key))
        for key, row in data["ingredients"].items()
    )
    known = {row.key for row in ingredients}
    return MenuSheet(
        categories={key: _names(row) for key, row in data["categories"].items()},
        sizes=sizes,
        doughs=tuple(
            DoughRow(key, _names(row), _prices(row, keys), *_allergens(row), is_usual=row.get("usual", False))
            for key, row in data["doughs"].items()
        ),
        ingredients=ingredients,
        products=tuple(_product(key, row, keys, known) for key, row in data["products"].items()),
    )


def _product(key: str, row: Mapping[str, Any], sizes: list[str], known: set[str]) -> ProductRow:
    recipe = tuple(row.get("recipe", ()))
    if unknown := set(recipe) - known:
        raise ValueError(f"the recipe of {key} names {sorted(unknown)}, which are no ingredients")
    fixed = set(row.get("fixed", ()))
    contains, may = _allergens(row)
    return ProductRow(
        key=key,
        category=row["category"],
        kind=KINDS[row["kind"]],
        name=_names(row),
        prices=_prices(row, sizes),
        vat_class=VAT_CLASSES[row["kind"]],
        description=row.get("description", {}),
        recipe=tuple((part, part not in fixed) for part in recipe),
        allergens=contains,
        may_contain=may,
        glyph=row.get("glyph", ""),
    )


def _names(row: Mapping[str, Any]) -> Text:
    return {"it": row["it"], "en": row["en"]}


def _prices(row: Mapping[str, Any], sizes: list[str]) -> Prices:
    if "price" in row:
        return {"": Decimal(row["price"])}
    return {size: Decimal(price) for size, price in zip(sizes, row.get("prices", ()), strict=False) if price != ""}


def _allergens(row: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ordered(row.get("allergens", ())), ordered(row.get("may_contain", ()))
