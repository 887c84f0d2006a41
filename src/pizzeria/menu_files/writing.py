"""A menu becomes tables: a row for each thing, a column for each word about it, a price for each size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING
from typing import Any

from pizzeria.menu_files import cells, columns
from pizzeria.menu_files.columns import (
    CATEGORIES,
    COLUMNS,
    DOUGHS,
    INGREDIENTS,
    KIND_WORDS,
    ONLY_READ,
    PRODUCTS,
    SHEETS,
    SIZES,
    Column,
)
from pizzeria.menu_files.names import Names
from pizzeria.menu_files.tables import Cell, Sheet, guarded
from pizzeria.menu_sheet import ROWS, MenuSheet
from pizzeria.words import text_of

_PRICED = (PRODUCTS, INGREDIENTS, DOUGHS)


def workbook(menu: MenuSheet, *, language: str) -> tuple[Sheet, ...]:
    """A sheet for the products, the ingredients, the doughs, the sizes and the categories."""
    writer = _Writer(menu, language)
    return tuple(writer.sheet(what) for what in SHEETS)


def one_table(menu: MenuSheet, *, language: str) -> Sheet:
    """Everything in one table, each row saying what it is; without the columns in which nothing stands."""
    writer = _Writer(menu, language)
    used = [column for column in _columns(columns.EVERY) if not column.is_rare or writer.is_used(column)]
    rows: list[tuple[Cell, ...]] = []
    for what in SHEETS:
        rows += [tuple(writer.cells(what, row, used, says_kind=True)) for row in getattr(menu, what)]
    return Sheet("menu", tuple(writer.head(used, _PRICED)), tuple(rows))


class _Writer:
    def __init__(self, menu: MenuSheet, language: str) -> None:
        self.menu, self.language = menu, language
        self.names = {what: Names(getattr(menu, what)) for what in columns.EVERY}
        self.labels = {
            what: {row.key: self.names[what].label(row, language) for row in getattr(menu, what)}
            for what in columns.EVERY
        }

    def sheet(self, what: str) -> Sheet:
        used = _columns((what,))
        rows = tuple(tuple(self.cells(what, row, used)) for row in getattr(self.menu, what))
        return Sheet(text_of(SHEETS[what], self.language), tuple(self.head(used, (what,))), rows)

    def head(self, used: Iterable[Column], whats: Iterable[str]) -> Iterable[str]:
        for column in used:
            yield column.title(self.language)
            if column.code == "price" and set(whats) & set(_PRICED):
                yield from (self._price_title(column.title(self.language), row.key) for row in self.menu.sizes)

    def _price_title(self, price: str, size: str) -> str:
        """ "Price Maxi"; with the size's id where its name would not be read back."""
        title = f"{price} {self.labels[SIZES][size]}"
        return title if self.names[SIZES].find(columns.size_of(title)) == size else f"{price} {size}"

    def cells(self, what: str, row: Any, used: Iterable[Column], *, says_kind: bool = False) -> Iterable[Cell]:
        for column in used:
            if column.code == "kind" and says_kind:
                yield text_of(KIND_WORDS[_kind(what, row)], self.language)
            else:
                cell = self._cell(row, column) if what in column.of else ""
                yield guarded(cell) if isinstance(cell, str) else cell
            if column.code == "price":
                prices = row.prices if what in _PRICED else {}
                yield from (prices.get(size.key, "") for size in self.menu.sizes)

    def is_used(self, column: Column) -> bool:
        """Whether a row says something in it that is not as usual."""
        for what in column.of:
            for row in getattr(self.menu, what):
                if column.code == "fixed":
                    if self._cell(row, column):
                        return True
                elif getattr(row, column.field) != _usual(what, column.field):
                    return True
        return False

    def _cell(self, row: Any, column: Column) -> Cell:
        match column.code:
            case "id":
                return str(row.key)
            case "kind":
                return text_of(KIND_WORDS[row.kind], self.language)
            case "category":
                return self.labels[CATEGORIES].get(row.category, "")
            case "name_it" | "name_en" | "description_it" | "description_en":
                return str(getattr(row, column.field).get(column.code[-2:], ""))
            case "price":
                price: Cell = row.prices.get("", "")
                return price
            case "ingredients":
                return self._listed(key for key, _ in row.recipe)
            case "fixed":
                return self._listed(key for key, removable in row.recipe if not removable)
        value = getattr(row, column.field)
        if column.cell == "parts":
            return self._listed(value)
        if column.cell == "part":
            return self._listed([value]) if value else ""
        return cells.WRITE[column.cell](value, self.language)

    def _listed(self, keys: Iterable[str]) -> str:
        return cells.listing(self.labels[INGREDIENTS][key] for key in keys if key in self.labels[INGREDIENTS])


def _columns(whats: Iterable[str]) -> list[Column]:
    return [column for column in COLUMNS if column.code not in ONLY_READ and set(column.of) & set(whats)]


def _kind(what: str, row: Any) -> str:
    if what == INGREDIENTS:
        return "topping" if row.prices else "ingredient"
    return str(row.kind) if what == PRODUCTS else columns.ROW_KINDS[what]


def _usual(what: str, name: str) -> Any:
    found = ROWS[what].__dataclass_fields__[name]
    return found.default_factory() if found.default_factory is not MISSING else found.default
