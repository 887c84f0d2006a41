"""What a file says, laid over the menu there is: what it names takes its words, what it does not mention stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, replace
from decimal import Decimal
from typing import Any

from pizzeria.menu_files import cells, columns
from pizzeria.menu_files.columns import BY_CODE, CATEGORIES, DOUGHS, INGREDIENTS, KINDS, PRODUCTS, SIZES
from pizzeria.menu_files.names import DIAMETER, key_of, languages, without_diameter
from pizzeria.menu_files.reading import Item, Reader
from pizzeria.menu_sheet import ROWS, CategoryRow, IngredientRow, MenuSheet, SizeRow

ONLY_SIZE = {"it": "Normale", "en": "Regular"}
# An empty cell says nothing here: "none" says that there are none. Elsewhere it says "as usual".
_SILENT = frozenset({"allergens", "may_contain", "vat"})


def build(reader: Reader, *, is_whole: bool) -> MenuSheet:
    """The menu as the file has it. ``is_whole``: of each kind that the file lists, what it does not list goes; without
    it everything stays.
    """
    return _Builder(reader, is_whole).sheet()


class _Builder:
    def __init__(self, reader: Reader, is_whole: bool) -> None:
        self.reader, self.like, self.is_whole = reader, reader.like, is_whole
        self.tables = {what: reader.like.table(what) for what in columns.EVERY}

    def sheet(self) -> MenuSheet:
        sizes = _one_usual(self._together(SIZES, [self._size(*said) for said in self._mentioned(SIZES)]))
        self.sizes = [row.key for row in sizes]
        products = [self._priced(row) for row in self._together(PRODUCTS)]
        used = {row.category for row in products}
        categories = self._together(
            CATEGORIES, [CategoryRow(key, names) for key, names in self._mentioned(CATEGORIES)], used=used
        )
        used = {key for row in products for key, _ in row.recipe}
        plain = [
            IngredientRow(key, {self.reader.language: name}, glyph=_glyph(name))
            for key, name in self._mentioned(INGREDIENTS)
        ]
        ingredients = [self._priced(row) for row in self._together(INGREDIENTS, plain, used=used)]
        there = {row.key for row in ingredients}
        return replace(
            self.like,
            categories=tuple(categories),
            sizes=tuple(sizes),
            doughs=_one_usual(self._priced(row) for row in self._together(DOUGHS)),
            ingredients=tuple(_without(row, there, "clashes") for row in ingredients),
            products=tuple(_without(row, there, "excluded") for row in products),
        )

    def _mentioned(self, what: str) -> list[tuple[str, Any]]:
        own = self.reader.items[what]
        return [(key, said) for key, said in self.reader.mentioned[what].items() if key not in own]

    def _together(self, what: str, mentioned: Iterable[Any] = (), *, used: Iterable[str] = ()) -> list[Any]:
        """The rows of the file and those of the menu that stay, in the file's order if it is the whole menu."""
        named = {key: self._row(item) for key, item in self.reader.items[what].items()}
        named |= {row.key: row for row in mentioned}
        there = self.tables[what]
        if self.is_whole and self.reader.items[what]:
            return [*named.values(), *(row for key, row in there.items() if key not in named and key in set(used))]
        return [named.pop(key, row) for key, row in there.items()] + list(named.values())

    # --- one row --------------------------------------------------------------------------------------------

    def _row(self, item: Item) -> Any:
        known = self.tables[item.what].get(item.key)
        values: dict[str, Any] = {"name": self._texts(item, "name", known)}
        for code in item.columns:
            column = BY_CODE[code]
            if column.cell and column.field in item.fields:
                values[column.field] = self._value(item, column.cell, item.fields[column.field])
            elif column.cell and code not in _SILENT:
                values[column.field] = _usual(item.what, column.field)
        if "prices" in ROWS[item.what].__dataclass_fields__:
            values["prices"] = self._prices(item, known)
        if item.what == PRODUCTS:
            values |= self._product(item, known, values)
        elif item.what == INGREDIENTS and known is None and "drawing" not in item.columns:
            values["glyph"] = _glyph(item.name)
        if known is None:
            return ROWS[item.what](key=item.key, **values)
        return replace(known, **values)

    def _product(self, item: Item, known: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        kind = KINDS[item.record.kind]
        found: dict[str, Any] = {"kind": kind.kind, "category": item.category}
        if "vat_class" not in values and (known is None or known.kind != kind.kind or item.record.kind == "alcohol"):
            found["vat_class"] = kind.vat_class
        if not languages(item.columns, "description", self.reader.language):
            description = known.description if known else {}
        else:
            description = self._texts(item, "description", known)
        found["description"] = description
        if item.columns & {"ingredients", "fixed"}:
            found["recipe"] = self._recipe(item, known)
            self._check_declared(item, found["recipe"], known)
        if not values["prices"] and values.get("is_active", True):
            self._wrong(item, "price", "no_price", name=item.name)
        return found

    def _texts(self, item: Item, field: str, known: Any) -> dict[str, str]:
        """The file's words in its languages, the menu's own in others."""
        said = item.names if field == "name" else item.fields.get(field, {})
        spoken = languages(item.columns, field, self.reader.language)
        former = getattr(known, field) if known else {}
        bare = item.record.cells.get(field, "")
        if bare and key_of(bare) in {key_of(text) for text in former.values()}:
            # Under a heading without a language it may be in another than the reader's: it says nothing new.
            spoken -= {self.reader.language}
            said = {language: text for language, text in said.items() if language in spoken}
        kept = {language: text for language, text in former.items() if language not in spoken}
        if field == "name" and not item.record.cells.get("id"):
            # Found by its name: written a little otherwise it is no new name.
            same = {language for language, text in said.items() if key_of(text) == key_of(former.get(language, ""))}
            said = {language: former[language] if language in same else text for language, text in said.items()}
        return {**kept, **said}

    def _value(self, item: Item, cell: str, value: Any) -> Any:
        if cell == "part":
            return self._part(item, value, "substitute") or ""
        if cell == "parts":
            return tuple(dict.fromkeys(key for label in value if (key := self._part(item, label, ""))))
        return value

    def _part(self, item: Item, label: str, code: str) -> str | None:
        reader = self.reader
        key = reader.names[INGREDIENTS].find(label) or reader.known[INGREDIENTS].find(label)
        if key is None and key_of(label) not in reader.broken:
            self._wrong(item, code, "unknown_part", value=label)
        return key

    def _recipe(self, item: Item, known: Any) -> tuple[tuple[str, bool], ...]:
        reader = self.reader
        former = dict(known.recipe) if known else {}
        fixed = {self._key(label) for label in cells.items(item.said.get("fixed", ("", 0))[0])}
        keys = {}
        said = cells.items(item.said.get("ingredients", ("", 0))[0]) if "ingredients" in item.columns else list(former)
        for label in said:
            key = self._key(label)
            if key not in reader.items[INGREDIENTS] and key not in self.tables[INGREDIENTS]:
                reader.mentioned[INGREDIENTS].setdefault(key, label)
            keys[key] = key not in fixed if "fixed" in item.columns else former.get(key, True)
        for key in fixed - keys.keys():
            self._wrong(item, "fixed", "not_in_recipe", value=key, name=item.name)
        return tuple(keys.items())

    def _key(self, label: str) -> str:
        names, known = self.reader.names[INGREDIENTS], self.reader.known[INGREDIENTS]
        return names.find(label) or known.find(label) or key_of(label)

    def _check_declared(self, item: Item, recipe: Iterable[tuple[str, bool]], known: Any) -> None:
        """A product that says nothing of allergens is as its ingredients say; so each of them must have said."""
        if known is not None or "allergens" in item.fields:
            return
        for key, _ in recipe:
            if key in self.reader.mentioned[INGREDIENTS] and key not in self.reader.broken:
                ingredient = self.reader.mentioned[INGREDIENTS][key]
                self._wrong(item, "allergens", "undeclared", ingredient=ingredient, name=item.name)
                return

    # --- prices ---------------------------------------------------------------------------------------------

    def _prices(self, item: Item, known: Any) -> dict[str, Decimal]:
        former: Mapping[str, Decimal] = known.prices if known else {}
        if "price" not in item.columns and not item.headings:
            return dict(former)
        named = {key for label in item.headings if (key := self.reader.size_of(label))}
        found = dict(item.prices)
        general = found.pop("", None)
        if item.what == PRODUCTS and general is not None:
            return {**found, "": general} if item.record.kind != "pizza" else found
        # A row for each size names them all where the file is the whole menu, a column for each names those it has.
        if not self.is_whole or item.headings:
            kept = {size: price for size, price in former.items() if size and size not in named}
            found = kept | found
        if general is not None and item.what != PRODUCTS:
            found = dict.fromkeys(self.sizes, general) | found
        return found

    def _priced(self, row: Any) -> Any:
        """The row without prices in sizes that are gone, in the order of the sizes."""
        order = ["", *self.sizes]
        return replace(row, prices={size: row.prices[size] for size in order if size in row.prices})

    def _size(self, key: str, label: str) -> SizeRow:
        if not label:
            return SizeRow(key, ONLY_SIZE)
        found = DIAMETER.search(label)
        name = without_diameter(label)
        return SizeRow(key, {self.reader.language: name}, int(found.group(1)) if found and name != label else None)

    def _wrong(self, item: Item, code: str, problem: str, /, **params: Any) -> None:
        column = item.record.titles.get(code, BY_CODE[code].title(self.reader.language)) if code else ""
        self.reader.wrong(item.record.table, item.record.row, problem, column, **params)


def _usual(what: str, name: str) -> Any:
    """What an empty cell says: the value of a row that says nothing."""
    found: Field[Any] = ROWS[what].__dataclass_fields__[name]
    return found.default_factory() if found.default_factory is not MISSING else found.default


def _one_usual(rows: Iterable[Any]) -> tuple[Any, ...]:
    """The rows, exactly one of which is the usual one: the first that says so, or the first."""
    rows = list(rows)
    usual = next((row.key for row in rows if row.is_usual), rows[0].key if rows else "")
    return tuple(replace(row, is_usual=row.key == usual) for row in rows)


def _without(row: Any, there: set[str], field: str) -> Any:
    """The row without mentions of ingredients that are gone."""
    changed: dict[str, Any] = {field: tuple(key for key in getattr(row, field) if key in there)}
    if field == "clashes" and row.substitute not in there:
        changed["substitute"] = ""
    return replace(row, **changed)


def _glyph(name: str) -> str:
    """The name as a drawing's code; one that nobody drew is left out of the picture."""
    return key_of(name).replace(" ", "_")[:20]
