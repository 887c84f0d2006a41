"""Ids for a menu that came with words of its own: what a shop has already keeps its id, what is new gets one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from pizzeria.menu_sheet import EMPTY, ROWS, CategoryRow, MenuSheet

Keys = Mapping[str, Mapping[str, str]]  # of "products" and the like: the key there was -> the key to be

_STATIONS = {"drink": "bar", "dessert": "cold"}


def identified(sheet: MenuSheet, *, new: Callable[[], str], like: MenuSheet = EMPTY) -> MenuSheet:
    """The same menu with an id for every key.

    A key that is an id stays. Any other becomes the id of what ``like`` calls by the same name (of two products, the
    one in a category of that name), or a new one. A category without a station gets one.
    """
    places = {what: _places(sheet, what) for what in ROWS}
    keys = {what: _matched(places[what], _places(like, what), new) for what in ROWS}
    kept = like.table("categories")
    stationed = tuple(
        replace(row, station=row.station or _station(row, sheet, kept.get(keys["categories"][row.key])))
        for row in sheet.categories
    )
    return _rekeyed(replace(sheet, categories=stationed), keys)


def _places(sheet: MenuSheet, what: str) -> list[tuple[str, str, set[str]]]:
    """The key, the category's name (of products) and the names of every row."""
    categories = {row.key: next(iter(row.name.values())).casefold() for row in sheet.categories}
    return [
        (row.key, categories.get(getattr(row, "category", ""), ""), {text.casefold() for text in row.name.values()})
        for row in sheet.rows(what)
    ]


def _matched(
    rows: Sequence[tuple[str, str, set[str]]], known: Sequence[tuple[str, str, set[str]]], new: Callable[[], str]
) -> dict[str, str]:
    keys = {key: key for key, _, _ in rows if _is_id(key)}
    free = [item for item in known if item[0] not in keys]
    for key, place, names in rows:
        if key in keys:
            continue
        alike = [item for item in free if names & item[2]]
        alike.sort(key=lambda item: item[1] != place)
        keys[key] = alike[0][0] if alike else new()
        free = [item for item in free if item[0] != keys[key]]
    return keys


def _is_id(key: str) -> bool:
    try:
        return str(UUID(key)) == key
    except ValueError:
        return False


def _station(row: CategoryRow, sheet: MenuSheet, known: CategoryRow | None) -> str:
    """Where its products are made: as it was, or drinks at the bar, desserts at the cold station, all else at the oven."""
    if known:
        return known.station
    kinds = {product.kind for product in sheet.products if product.category == row.key}
    return _STATIONS.get(kinds.pop(), "oven") if len(kinds) == 1 else "oven"


def _rekeyed(sheet: MenuSheet, keys: Keys) -> MenuSheet:
    """The sheet with every key and every mention of it exchanged."""
    sizes, parts = keys["sizes"], keys["ingredients"]

    def rows(what: str, **mentions: Callable[[Any], Any]) -> Iterator[Any]:
        for row in sheet.rows(what):
            changed = {name: read(getattr(row, name)) for name, read in mentions.items()}
            yield replace(row, key=keys[what][row.key], **changed)

    def priced(prices: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
        return {sizes.get(size, size): price for size, price in prices.items()}

    def listed(items: Sequence[str]) -> tuple[str, ...]:
        return tuple(parts.get(key, key) for key in items)

    return replace(
        sheet,
        categories=tuple(rows("categories")),
        sizes=tuple(rows("sizes")),
        doughs=tuple(rows("doughs", prices=priced)),
        ingredients=tuple(
            rows("ingredients", prices=priced, clashes=listed, substitute=lambda key: parts.get(key, key))
        ),
        products=tuple(
            rows(
                "products",
                category=lambda key: keys["categories"].get(key, key),
                prices=priced,
                recipe=lambda recipe: tuple((parts.get(key, key), removable) for key, removable in recipe),
                excluded=listed,
            )
        ),
    )
