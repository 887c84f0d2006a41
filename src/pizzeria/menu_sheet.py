"""A whole menu as written down: the document that an owner edits, drafts, publishes, imports and goes back to.

Rows are kept by key: the id of what exists, any word for what a file brings (pizzeria.menu_keys gives those ids).
Their order is the order on the menu. What is out of stock at this minute is not part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Self, TypeVar

from pizzeria.availability import DayPart
from pizzeria.menu_values import Malformed, Prices, Text, listed, read_value
from pizzeria.recipes import ordered

# What leaves the shop is taxed by what it is; see pizzeria.tax.
VAT_CLASSES = {"pizza": "food", "food": "food", "dessert": "food", "drink": "drink", "alcohol": "alcohol"}
# Alcohol is a drink to a customer and a tax class of its own.
KINDS = {"pizza": "pizza", "food": "food", "dessert": "dessert", "drink": "drink", "alcohol": "drink"}


@dataclass(frozen=True)
class CategoryRow:
    """``day_parts`` none: always; ``order_types`` none: every one; ``station`` empty: as its products' kind needs."""

    key: str
    name: Text
    station: str = ""
    day_parts: tuple[DayPart, ...] = ()
    order_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class SizeRow:
    key: str
    name: Text
    diameter: int | None = None
    is_usual: bool = False
    oven_weight: Decimal = Decimal(1)
    dough_balls: int = 1


@dataclass(frozen=True)
class DoughRow:
    key: str
    name: Text
    prices: Prices = field(default_factory=dict)
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
    tier: int = 1
    is_premium: bool = False
    clashes: tuple[str, ...] = ()
    substitute: str = ""


@dataclass(frozen=True)
class ProductRow:
    """``recipe``: keys of ingredients in their order, with whether one may be left out. ``station`` empty: its category's."""

    key: str
    category: str
    kind: str
    name: Text
    prices: Prices = field(default_factory=dict)
    vat_class: str = "food"
    description: Text = field(default_factory=dict)
    recipe: tuple[tuple[str, bool], ...] = ()
    allergens: tuple[str, ...] = ()
    may_contain: tuple[str, ...] = ()
    glyph: str = ""
    code: str = ""
    is_active: bool = True
    included: int = 0
    halves: bool = True
    excluded: tuple[str, ...] = ()
    station: str = ""
    photo: str = ""
    day_parts: tuple[DayPart, ...] = ()
    order_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class RulesRow:
    """What pizzeria.catalogue.Policies declares; a shop that declared nothing has these."""

    half: str = "highest"
    half_percent: Decimal = Decimal(50)
    split_fee: Decimal = Decimal(0)
    side_share: Decimal = Decimal("0.5")
    light: Decimal = Decimal(1)
    double: Decimal = Decimal(2)
    removals: str = "none"
    toppings_per_side: int | None = 8


Row = CategoryRow | SizeRow | DoughRow | IngredientRow | ProductRow
R = TypeVar("R", CategoryRow, SizeRow, DoughRow, IngredientRow, ProductRow, RulesRow)
ROWS: dict[str, type[Any]] = {
    "categories": CategoryRow,
    "sizes": SizeRow,
    "doughs": DoughRow,
    "ingredients": IngredientRow,
    "products": ProductRow,
}


@dataclass(frozen=True)
class MenuSheet:
    categories: tuple[CategoryRow, ...] = ()
    sizes: tuple[SizeRow, ...] = ()
    doughs: tuple[DoughRow, ...] = ()
    ingredients: tuple[IngredientRow, ...] = ()
    products: tuple[ProductRow, ...] = ()
    rules: RulesRow = RulesRow()

    def rows(self, what: str) -> tuple[Any, ...]:
        """The rows of "products" and the like, in their order."""
        return tuple(getattr(self, what))

    def table(self, what: str) -> Mapping[str, Any]:
        """The same by key."""
        return {row.key: row for row in self.rows(what)}

    def with_rows(self, what: str, rows: Iterable[Any]) -> MenuSheet:
        values: dict[str, Any] = {what: tuple(rows)}
        return replace(self, **values)

    def to_json(self) -> dict[str, Any]:
        """Plain values, what is as usual left out; ``from_json`` reads it back."""
        return {
            **{what: [row_json(row) for row in getattr(self, what)] for what in ROWS},
            "rules": row_json(self.rules),
        }

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The sheet that ``to_json`` wrote. Raises Malformed."""
        if not isinstance(data, Mapping) or data.keys() - {*ROWS, "rules"}:
            raise Malformed("sheet")
        return cls(
            **{what: tuple(_row(row, item) for item in listed(what, data.get(what, ()))) for what, row in ROWS.items()},
            rules=_row(RulesRow, data.get("rules", {})),
        )


EMPTY = MenuSheet()


# --- plain values -------------------------------------------------------------------------------------------


def row_json(row: Row | RulesRow) -> dict[str, Any]:
    """The row as plain values, without what is as usual."""
    return {
        item.name: _plain(value)
        for item in fields(row)
        if (value := getattr(row, item.name)) != _usual(item) or item.name == "key"
    }


def row_from(what: str, data: Any) -> Any:
    """The row of "products" and the like that ``row_json`` wrote. Raises Malformed."""
    return _row(ROWS[what], data)


def values_from(row: type[Any], data: Any) -> dict[str, Any]:
    """Some fields of a row, read. Raises Malformed for one it does not have or cannot hold."""
    if not isinstance(data, Mapping):
        raise Malformed("row")
    known = {item.name for item in fields(row)}
    values = {}
    for name, value in data.items():
        if name not in known:
            raise Malformed(str(name))
        values[name] = read_value(name, value)
    return values


def _row(row: type[R], data: Any) -> R:
    values = values_from(row, data)
    for item in fields(row):
        if item.name not in values and item.default is MISSING and item.default_factory is MISSING:
            raise Malformed(item.name)
    return row(**values)


def _usual(item: Any) -> Any:
    return item.default_factory() if item.default_factory is not MISSING else item.default


def _plain(value: Any) -> Any:
    if isinstance(value, DayPart):
        return value.to_json()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


# --- a starter file -----------------------------------------------------------------------------------------


def from_data(data: Mapping[str, Any]) -> MenuSheet:
    """The menu that a starter file (TOML) describes; prices are listed in the order of its sizes.

    Raises ValueError for an unknown allergen or ingredient, KeyError for a word that is missing.
    """
    sizes = tuple(
        SizeRow(
            key,
            _names(row),
            row.get("diameter"),
            row.get("usual", False),
            Decimal(row.get("oven_weight", 1)),
            row.get("dough_balls", 1),
        )
        for key, row in data["sizes"].items()
    )
    keys = [size.key for size in sizes]
    ingredients = tuple(
        IngredientRow(
            key,
            _names(row),
            _listed(row, keys),
            *_traces(row),
            glyph=row.get("glyph", key),
            substitute=row.get("substitute", ""),
        )
        for key, row in data["ingredients"].items()
    )
    known = {row.key for row in ingredients}
    if unknown := {row.substitute for row in ingredients if row.substitute} - known:
        raise ValueError(f"{sorted(unknown)} are offered instead of something and are no ingredients")
    return MenuSheet(
        categories=tuple(CategoryRow(key, _names(row)) for key, row in data["categories"].items()),
        sizes=sizes,
        doughs=tuple(
            DoughRow(key, _names(row), _listed(row, keys), *_traces(row), is_usual=row.get("usual", False))
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
    contains, may = _traces(row)
    return ProductRow(
        key=key,
        category=row["category"],
        kind=KINDS[row["kind"]],
        name=_names(row),
        prices=_listed(row, sizes),
        vat_class=VAT_CLASSES[row["kind"]],
        description=row.get("description", {}),
        recipe=tuple((part, part not in fixed) for part in recipe),
        allergens=contains,
        may_contain=may,
        glyph=row.get("glyph", ""),
    )


def _names(row: Mapping[str, Any]) -> Text:
    return {"it": row["it"], "en": row["en"]}


def _listed(row: Mapping[str, Any], sizes: list[str]) -> Prices:
    if "price" in row:
        return {"": Decimal(row["price"])}
    return {size: Decimal(price) for size, price in zip(sizes, row.get("prices", ()), strict=False) if price != ""}


def _traces(row: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ordered(row.get("allergens", ())), ordered(row.get("may_contain", ()))
