"""The rows and the written menu: one read from the other, in a handful of statements either way."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Model

from pizzeria import menu_sheet
from pizzeria.availability import DayPart
from pizzeria.menu_sheet import MenuSheet
from tenant_apps.menu.models import (
    Category,
    Dough,
    DoughPrice,
    Ingredient,
    Product,
    ProductPrice,
    RecipePart,
    Rules,
    Size,
    ToppingPrice,
)

# In the order they are written; taken away in the opposite one.
_MODELS: dict[str, type[Model]] = {
    "sizes": Size,
    "doughs": Dough,
    "ingredients": Ingredient,
    "categories": Category,
    "products": Product,
}
_PRICES: dict[str, tuple[type[Model], str]] = {
    "doughs": (DoughPrice, "dough_id"),
    "ingredients": (ToppingPrice, "ingredient_id"),
    "products": (ProductPrice, "product_id"),
}
_RULES = tuple(field.name for field in Rules._meta.concrete_fields if field.name != "id")
# Kept in rows of their own.
_BESIDE = frozenset({"key", "prices", "recipe"})


def read_sheet() -> MenuSheet:
    """Return the menu as its rows are, keyed by their ids; ten queries."""
    prices = {what: _read_prices(model, owner) for what, (model, owner) in _PRICES.items()}
    recipes: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for product, ingredient, removable in RecipePart.objects.values_list("product_id", "ingredient_id", "removable"):
        recipes[str(product)].append((str(ingredient), removable))
    rules = Rules.objects.first() or Rules()
    return MenuSheet(
        **{
            what: tuple(_read_row(what, row, prices, recipes) for row in model._default_manager.all())
            for what, model in _MODELS.items()
        },
        rules=menu_sheet.RulesRow(**{name: getattr(rules, name) for name in _RULES}),
    )


def write_sheet(after: MenuSheet, *, before: MenuSheet = menu_sheet.EMPTY) -> None:
    """Make the rows, which are as ``before`` says, what ``after`` says; keys are ids.

    What stays keeps its row, so that what is out of stock is so still. Ten statements into empty tables.
    """
    for what, model in _MODELS.items():
        _write_rows(what, model, before, after)
    for what in _PRICES:
        _write_prices(what, before, after)
    _write_recipes(before, after)
    if before.rules != after.rules:
        Rules.objects.update_or_create(id=1, defaults={name: getattr(after.rules, name) for name in _RULES})
    for what, model in reversed(_MODELS.items()):
        if gone := before.table(what).keys() - after.table(what).keys():
            model._default_manager.filter(id__in=gone).delete()


def _read_prices(model: type[Model], owner: str) -> dict[str, dict[str, Decimal]]:
    prices: dict[str, dict[str, Decimal]] = defaultdict(dict)
    rows = model._default_manager.order_by("size__position", "id").values_list(owner, "size_id", "price")
    for key, size, price in rows:
        prices[str(key)][str(size) if size else ""] = price
    return prices


def _read_row(what: str, row: Any, prices: dict[str, Any], recipes: dict[str, Any]) -> Any:
    kind = menu_sheet.ROWS[what]
    values = {name: _from_column(name, row) for name in kind.__dataclass_fields__ if name not in _BESIDE}
    key = str(row.id)
    if what in prices:
        # A table that is not used: it may be chosen by nobody.
        is_sold = getattr(row, "is_topping", True)
        values["prices"] = prices[what].get(key, {}) if is_sold else {}
    if what == "products":
        values["recipe"] = tuple(recipes.get(key, ()))
    return kind(key=key, **values)


def _from_column(name: str, row: Any) -> Any:
    if name in ("category", "substitute"):
        return str(getattr(row, f"{name}_id") or "")
    value = getattr(row, name)
    if name == "day_parts":
        return tuple(DayPart.from_json(part) for part in value)
    return tuple(value) if isinstance(value, list) else value


def _columns(row: Any) -> dict[str, Any]:
    """The row's fields as its columns hold them."""
    columns = {name: getattr(row, name) for name in row.__dataclass_fields__ if name not in _BESIDE}
    for name, value in columns.items():
        if isinstance(value, tuple):
            columns[name] = [item.to_json() if isinstance(item, DayPart) else item for item in value]
    for name in ("category", "substitute"):
        if name in columns:
            columns[f"{name}_id"] = columns.pop(name) or None
    if isinstance(row, menu_sheet.IngredientRow):
        columns["is_topping"] = bool(row.prices)
    return columns


def _write_rows(what: str, model: type[Model], before: MenuSheet, after: MenuSheet) -> None:
    known = before.table(what)
    is_moved = list(known) != [row.key for row in after.rows(what)]
    new, changed, fields = [], [], set()
    for position, row in enumerate(after.rows(what), start=1):
        columns = _columns(row) | ({"position": position} if is_moved else {})
        if row.key not in known:
            new.append(model(id=row.key, **columns))
            continue
        former = _columns(known[row.key])
        different = {name for name, value in columns.items() if name not in former or former[name] != value}
        if different:
            fields |= different
            changed.append(model(id=row.key, **columns))
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, sorted(name.removesuffix("_id") for name in fields))


def _changed(what: str, field: str, before: MenuSheet, after: MenuSheet) -> list[Any]:
    known = before.table(what)
    return [
        row
        for row in after.rows(what)
        if (getattr(known[row.key], field) if row.key in known else type(getattr(row, field))()) != getattr(row, field)
    ]


def _write_prices(what: str, before: MenuSheet, after: MenuSheet) -> None:
    model, owner = _PRICES[what]
    rows = _changed(what, "prices", before, after)
    _forget(model, owner, rows, before.table(what))
    model._default_manager.bulk_create(
        model(**{owner: row.key}, size_id=size or None, price=price)
        for row in rows
        for size, price in row.prices.items()
    )


def _write_recipes(before: MenuSheet, after: MenuSheet) -> None:
    rows = _changed("products", "recipe", before, after)
    _forget(RecipePart, "product_id", rows, before.table("products"))
    RecipePart.objects.bulk_create(
        RecipePart(product_id=row.key, ingredient_id=key, removable=removable, position=position)
        for row in rows
        for position, (key, removable) in enumerate(row.recipe)
    )


def _forget(model: type[Model], owner: str, rows: Iterable[Any], known: Any) -> None:
    if old := [row.key for row in rows if row.key in known]:
        model._default_manager.filter(**{f"{owner}__in": old}).delete()
