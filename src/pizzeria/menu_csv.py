"""A menu from a CSV file: read whole, with everything that is wrong listed by row; nothing is guessed.

One row per product and size. Columns, in any order (the first line names them):

    kind         pizza, food, drink, alcohol, dessert; or topping, dough: what can be chosen on a pizza
    category     where it stands on the menu (products only)
    name         in the shop's language; `name_it` and `name_en` where there are two
    size         "Classica 32": sizes appear on the menu in the order they first appear here
    price        9.50 or 9,50; of a topping or dough: what it adds, for every size where `size` is empty
    ingredients  tomato, mozzarella, basil
    allergens    EU names or codes: milk, gluten; "none" says there are none
    may_contain  traces
    description
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from pizzeria.menu_sheet import KINDS, VAT_CLASSES, DoughRow, IngredientRow, MenuSheet, ProductRow, SizeRow
from pizzeria.recipes import ordered
from pizzeria.words import ALLERGENS, say

COLUMNS = ("kind", "category", "name", "size", "price", "ingredients", "allergens", "may_contain", "description")
REQUIRED = ("kind", "name", "price")
MOST_ROWS = 2_000
MOST_PRICE = Decimal("9999.99")
ONLY_SIZE = {"it": "Normale", "en": "Regular"}

_KINDS = {
    **{kind: kind for kind in (*KINDS, "topping", "dough")},
    "cibo": "food",
    "bevanda": "drink",
    "alcolico": "alcohol",
    "dolce": "dessert",
    "aggiunta": "topping",
    "impasto": "dough",
}
_ALLERGENS = {code: code for code in ALLERGENS} | {
    name.casefold(): code for code, names in ALLERGENS.items() for name in names.values()
}
_NONE = frozenset({"none", "nessuno", "-", "no"})
_DIAMETER = re.compile(r"\s*\(?(\d{2,3})\s*(?:cm)?\)?$")

PROBLEMS: dict[str, dict[str, str]] = {
    "empty": {"en": "The file holds no rows.", "it": "Il file non contiene righe."},
    "too_long": {"en": "A file has at most {most} rows.", "it": "Un file ha al massimo {most} righe."},
    "no_column": {"en": "The column “{column}” is missing.", "it": "Manca la colonna «{column}»."},
    "unknown_column": {"en": "There is no column “{column}”.", "it": "La colonna «{column}» non esiste."},
    "blank": {"en": "“{column}” is empty.", "it": "«{column}» è vuoto."},
    "too_wide": {
        "en": "This row has more fields than the first line names.",
        "it": "Questa riga ha più campi della prima.",
    },
    "kind": {"en": "“{value}” is no kind: {known}.", "it": "«{value}» non è un tipo: {known}."},
    "price": {"en": "“{value}” is no price.", "it": "«{value}» non è un prezzo."},
    "allergen": {"en": "“{value}” is none of the 14 EU allergens.", "it": "«{value}» non è uno dei 14 allergeni UE."},
    "twice": {
        "en": "{name} has a price for this size already, in row {row}.",
        "it": "{name} ha già un prezzo per questa misura, alla riga {row}.",
    },
    "differs": {
        "en": "“{column}” of {name} is not what row {row} says.",
        "it": "«{column}» di {name} non è come alla riga {row}.",
    },
    "undeclared": {
        "en": "{ingredient} has no row of its own, so fill in the allergens of {name} (“none” if there are none).",
        "it": "{ingredient} non ha una riga propria: indica gli allergeni di {name} («nessuno» se non ce ne sono).",
    },
    "no_pizza_size": {
        "en": "No pizza comes in the size “{value}”.",
        "it": "Nessuna pizza esiste nella misura «{value}».",
    },
}


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where; ``row`` is the line in the file, 1 being the one with the column names."""

    row: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        return say(PROBLEMS[self.code], language, self.params)


@dataclass
class _Item:
    """What the rows of one name have said so far."""

    row: int
    kind: str
    category: str
    name: Mapping[str, str]
    prices: dict[str, Decimal] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    recipe: tuple[str, ...] = ()
    allergens: tuple[str, ...] | None = None
    may_contain: tuple[str, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)


def decoded(raw: bytes) -> str:
    """The text of a file as Excel or a text editor saved it."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read(text: str, *, language: str = "it") -> tuple[MenuSheet, tuple[Problem, ...]]:
    """The menu in the file, and what is wrong with it, by row. With a problem the menu is not fit to be used."""
    reader = _Reader(language)
    reader.read(text.lstrip("\ufeff"))
    sheet = reader.sheet()
    return sheet, tuple(sorted(reader.problems, key=lambda problem: problem.row))


class _Reader:
    def __init__(self, language: str) -> None:
        self.language = language
        self.problems: list[Problem] = []
        self.items: dict[tuple[str, ...], _Item] = {}
        self.sizes: dict[str, SizeRow] = {}
        self.size_rows: list[tuple[int, str, str]] = []

    def read(self, text: str) -> None:
        first = text.split("\n", 1)[0]
        rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
        columns = [(name or "").strip().casefold() for name in rows.fieldnames or ()]
        rows.fieldnames = columns
        if not self._columns_are_right(columns):
            return
        number = 0
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                self._wrong(rows.line_num, "too_long", most=MOST_ROWS)
                return
            if None in row:
                self._wrong(rows.line_num, "too_wide")
            elif any(row.values()):
                self._row(rows.line_num, {name: (value or "").strip() for name, value in row.items()})
        if not number:
            self._wrong(1, "empty")

    def sheet(self) -> MenuSheet:
        """What was read, put in order; ingredients without a row of their own get one."""
        products = [item for item in self.items.values() if item.kind in KINDS]
        own = {key[1]: item for key, item in self.items.items() if item.kind == "topping"}
        for row, size, name in self.size_rows:
            if size not in self.sizes:
                self._wrong(row, "no_pizza_size", value=name)
        recipes = dict.fromkeys(part for item in products for part in item.recipe)
        for item in products:
            missing = next((part for part in item.recipe if _key(part) not in own), None)
            if missing and item.allergens is None:
                self._wrong(item.row, "undeclared", ingredient=missing, name=self._name(item))
        ingredients = [self._ingredient(key, item) for key, item in own.items()]
        ingredients += [
            IngredientRow(_key(part), {self.language: part}, glyph=_glyph(part))
            for part in recipes
            if _key(part) not in own
        ]
        return MenuSheet(
            categories={_key(item.category): {self.language: item.category} for item in products},
            sizes=tuple(self.sizes.values()),
            doughs=tuple(self._doughs()),
            ingredients=tuple({row.key: row for row in ingredients}.values()),
            products=tuple(
                self._product("/".join(key), item) for key, item in self.items.items() if item.kind in KINDS
            ),
        )

    # --- one row --------------------------------------------------------------------------------

    def _row(self, number: int, row: dict[str, str]) -> None:
        before = len(self.problems)
        kind = _KINDS.get(row["kind"].casefold())
        if kind is None:
            self._wrong(number, "kind", value=row["kind"], known=", ".join((*KINDS, "topping", "dough")))
        names = self._names(row)
        price = self._price(number, row["price"])
        category = row.get("category", "")
        if not names:
            self._wrong(number, "blank", column="name")
        if kind in KINDS and not category:
            self._wrong(number, "blank", column="category")
        contains = self._allergens(number, row.get("allergens", ""))
        may = self._allergens(number, row.get("may_contain", ""))
        if len(self.problems) > before or kind is None or price is None:
            return
        size = row.get("size", "")
        if kind in KINDS and kind != "pizza" and size:
            # Half a litre of water is another thing than a litre, not a size that toppings have prices for.
            names, size = {language: f"{name} {size}" for language, name in names.items()}, ""
        item = self._item(number, kind, category, names)
        self._say(number, item, row, contains, may)
        self._put_price(number, item, size, price)

    def _item(self, number: int, kind: str, category: str, names: Mapping[str, str]) -> _Item:
        group = "" if kind not in KINDS else _key(category)
        key = (kind if kind in ("topping", "dough") else group, _key(next(iter(names.values()))))
        return self.items.setdefault(key, _Item(number, kind, category, names))

    def _say(
        self,
        number: int,
        item: _Item,
        row: dict[str, str],
        contains: tuple[str, ...] | None,
        may: tuple[str, ...] | None,
    ) -> None:
        """Take over what the row says of the product; a later row may stay silent but not contradict."""
        for column in ("kind", "ingredients", "allergens", "may_contain", "description"):
            value = row.get(column, "")
            if value and item.said.setdefault(column, value) != value:
                self._wrong(number, "differs", column=column, name=self._name(item), row=item.row)
        if row.get("ingredients"):
            item.recipe = tuple(dict.fromkeys(_list(row["ingredients"])))
        if contains is not None:
            item.allergens = contains
        if may is not None:
            item.may_contain = may

    def _put_price(self, number: int, item: _Item, size: str, price: Decimal) -> None:
        key = ""
        if item.kind == "pizza":
            key = self._pizza_size(size)
        elif size:
            key = _key(_DIAMETER.sub("", size) or size)
            self.size_rows.append((number, key, size))
        if key in item.prices:
            self._wrong(number, "twice", name=self._name(item), row=item.rows[key])
            return
        item.prices[key] = price
        item.rows[key] = number

    def _pizza_size(self, size: str) -> str:
        """Return the key of a pizza's size, which is one more on the menu when it is new."""
        if not size:
            self.sizes.setdefault("", SizeRow("only", ONLY_SIZE, is_usual=not self.sizes))
            return ""
        name = _DIAMETER.sub("", size) or size
        found = _DIAMETER.search(size)
        diameter = int(found.group(1)) if found else None
        self.sizes.setdefault(_key(name), SizeRow(_key(name), {self.language: name}, diameter, not self.sizes))
        return _key(name)

    # --- fields ---------------------------------------------------------------------------------

    def _columns_are_right(self, columns: list[str]) -> bool:
        if not any(columns):
            self._wrong(1, "empty")
            return False
        known = {*COLUMNS, "name_it", "name_en"}
        for column in columns:
            if column not in known:
                self._wrong(1, "unknown_column", column=column)
        has_name = any(column.startswith("name") for column in columns)
        missing = [column for column in REQUIRED if column not in columns and not (column == "name" and has_name)]
        for column in missing:
            self._wrong(1, "no_column", column=column)
        return not self.problems

    def _names(self, row: Mapping[str, str]) -> dict[str, str]:
        names = {self.language: row.get("name", "")} | {
            language: row[column] for language, column in (("it", "name_it"), ("en", "name_en")) if row.get(column)
        }
        return {language: name[:80] for language, name in names.items() if name}

    def _price(self, number: int, value: str) -> Decimal | None:
        plain = value.replace("€", "").replace(" ", "").replace(",", ".")
        try:
            price = Decimal(plain)
        except InvalidOperation:
            price = Decimal("NaN")
        # Compared as text of two decimals: 9.505 is no price.
        if not price.is_finite() or not 0 <= price <= MOST_PRICE or price != price.quantize(Decimal("0.01")):
            self._wrong(number, "price", value=value)
            return None
        return price.quantize(Decimal("0.01"))

    def _allergens(self, number: int, value: str) -> tuple[str, ...] | None:
        """The codes; None when nothing was said, which is not the same as that there are none."""
        if not value:
            return None
        found = []
        for word in _list(value):
            code = _ALLERGENS.get(word.casefold())
            if code:
                found.append(code)
            elif word.casefold() not in _NONE:
                self._wrong(number, "allergen", value=word)
        return ordered(set(found))

    def _wrong(self, row: int, code: str, /, **params: Any) -> None:
        self.problems.append(Problem(row, code, params))

    # --- rows of the menu -----------------------------------------------------------------------

    def _ingredient(self, key: str, item: _Item) -> IngredientRow:
        prices = self._every_size(item)
        return IngredientRow(key, item.name, prices, item.allergens or (), item.may_contain, glyph=_glyph(key))

    def _doughs(self) -> Iterable[DoughRow]:
        doughs = [(key[1], item) for key, item in self.items.items() if item.kind == "dough"]
        for number, (key, item) in enumerate(doughs):
            prices = self._every_size(item)
            yield DoughRow(key, item.name, prices, item.allergens or (), item.may_contain, is_usual=number == 0)

    def _product(self, key: str, item: _Item) -> ProductRow:
        prices = (
            {self.sizes[size].key: price for size, price in item.prices.items()}
            if item.kind == "pizza"
            else item.prices
        )
        description = item.said.get("description", "")
        return ProductRow(
            key=key,
            category=_key(item.category),
            kind=KINDS[item.kind],
            name=item.name,
            prices=prices,
            vat_class=VAT_CLASSES[item.kind],
            description={self.language: description} if description else {},
            recipe=tuple((_key(part), True) for part in item.recipe),
            allergens=item.allergens or (),
            may_contain=item.may_contain,
        )

    def _every_size(self, item: _Item) -> dict[str, Decimal]:
        """Prices by size, a row without a size holding for all that have none of their own."""
        general = item.prices.get("")
        found = {size.key: item.prices.get(key, general) for key, size in self.sizes.items()}
        return {key: price for key, price in found.items() if price is not None}

    def _name(self, item: _Item) -> str:
        return next(iter(item.name.values()))


def _list(value: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;|]", value) if part.strip()]


def _glyph(name: str) -> str:
    """The name as a drawing's code; one that nobody drew is left out of the picture."""
    return _key(name).replace(" ", "_")[:20]


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
