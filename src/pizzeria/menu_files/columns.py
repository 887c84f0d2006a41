"""The columns of a menu's tables: what they are called, what they hold, and of which rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

PRODUCTS, INGREDIENTS, DOUGHS, SIZES, CATEGORIES = "products", "ingredients", "doughs", "sizes", "categories"
EVERY = (PRODUCTS, INGREDIENTS, DOUGHS, SIZES, CATEGORIES)


class Kind(NamedTuple):
    """What a row is: of which table of the menu, of which kind of product, taxed as what."""

    what: str
    kind: str = ""
    vat_class: str = ""


KINDS: Mapping[str, Kind] = {
    "pizza": Kind(PRODUCTS, "pizza", "food"),
    "food": Kind(PRODUCTS, "food", "food"),
    "drink": Kind(PRODUCTS, "drink", "drink"),
    "alcohol": Kind(PRODUCTS, "drink", "alcohol"),
    "dessert": Kind(PRODUCTS, "dessert", "food"),
    "topping": Kind(INGREDIENTS),
    "ingredient": Kind(INGREDIENTS),
    "dough": Kind(DOUGHS),
    "size": Kind(SIZES),
    "category": Kind(CATEGORIES),
}
KIND_WORDS: Mapping[str, Mapping[str, str]] = {
    "pizza": {"en": "pizza", "it": "pizza"},
    "food": {"en": "food", "it": "cibo"},
    "drink": {"en": "drink", "it": "bevanda"},
    "alcohol": {"en": "alcohol", "it": "alcolico"},
    "dessert": {"en": "dessert", "it": "dolce"},
    "topping": {"en": "topping", "it": "aggiunta"},
    "ingredient": {"en": "ingredient", "it": "ingrediente"},
    "dough": {"en": "dough", "it": "impasto"},
    "size": {"en": "size", "it": "misura"},
    "category": {"en": "category", "it": "categoria"},
}
# The sheets of a workbook, in their order, and what a row is that does not say so.
SHEETS: Mapping[str, Mapping[str, str]] = {
    PRODUCTS: {"en": "Products", "it": "Prodotti"},
    INGREDIENTS: {"en": "Ingredients", "it": "Ingredienti"},
    DOUGHS: {"en": "Doughs", "it": "Impasti"},
    SIZES: {"en": "Sizes", "it": "Misure"},
    CATEGORIES: {"en": "Categories", "it": "Categorie"},
}
ROW_KINDS: Mapping[str, str] = {INGREDIENTS: "ingredient", DOUGHS: "dough", SIZES: "size", CATEGORIES: "category"}


@dataclass(frozen=True)
class Column:
    """``field``: of the menu's rows, empty where it is not one field; ``cell``: how it is written (menu_files.cells)."""

    code: str
    it: str
    en: str
    of: tuple[str, ...]
    field: str = ""
    cell: str = ""
    is_rare: bool = False  # left out of a CSV in which it says nothing

    def title(self, language: str) -> str:
        return self.it if language == "it" else self.en


_P, _I, _D, _S, _C = (PRODUCTS,), (INGREDIENTS,), (DOUGHS,), (SIZES,), (CATEGORIES,)
COLUMNS: tuple[Column, ...] = (
    Column("id", "Id", "Id", EVERY),
    Column("kind", "Tipo", "Kind", _P),
    Column("category", "Categoria", "Category", _P),
    Column("name", "Nome", "Name", EVERY, "name"),
    Column("name_it", "Nome (it)", "Name (it)", EVERY, "name"),
    Column("name_en", "Nome (en)", "Name (en)", EVERY, "name"),
    Column("size", "Misura", "Size", _P),
    Column("price", "Prezzo", "Price", (PRODUCTS, INGREDIENTS, DOUGHS)),
    Column("ingredients", "Ingredienti", "Ingredients", _P),
    Column("fixed", "Non si tolgono", "Not removable", _P, is_rare=True),
    Column("allergens", "Allergeni", "Allergens", (PRODUCTS, INGREDIENTS, DOUGHS), "allergens", "allergens"),
    Column("may_contain", "Tracce", "May contain", (PRODUCTS, INGREDIENTS, DOUGHS), "may_contain", "allergens"),
    Column("description", "Descrizione", "Description", _P, "description"),
    Column("description_it", "Descrizione (it)", "Description (it)", _P, "description"),
    Column("description_en", "Descrizione (en)", "Description (en)", _P, "description"),
    Column("available", "Disponibile", "Available", _P, "is_active", "yes"),
    Column("vat", "IVA", "VAT", _P, "vat_class", "vat"),
    Column("halves", "A metà", "As a half", _P, "halves", "yes", is_rare=True),
    Column("included", "Aggiunte incluse", "Toppings included", _P, "included", "whole", is_rare=True),
    Column("excluded", "Senza queste aggiunte", "Not with", _P, "excluded", "parts", is_rare=True),
    Column("tier", "Fascia", "Tier", _I, "tier", "whole", is_rare=True),
    Column("premium", "Vale doppio", "Premium", _I, "is_premium", "yes", is_rare=True),
    Column("clashes", "Non insieme a", "Clashes with", _I, "clashes", "parts", is_rare=True),
    Column("substitute", "Sostituto", "Substitute", _I, "substitute", "part", is_rare=True),
    Column("diameter", "Diametro (cm)", "Diameter (cm)", _S, "diameter", "whole", is_rare=True),
    Column("usual", "Abituale", "Usual", (SIZES, DOUGHS), "is_usual", "yes", is_rare=True),
    Column("oven_places", "Posti in forno", "Oven places", _S, "oven_weight", "number", is_rare=True),
    Column("dough_balls", "Panetti", "Dough balls", _S, "dough_balls", "whole", is_rare=True),
    Column("hours", "Orari", "Hours", (PRODUCTS, CATEGORIES), "day_parts", "hours", is_rare=True),
    Column("order_types", "Modi", "Order types", (PRODUCTS, CATEGORIES), "order_types", "order_types", is_rare=True),
    Column("station", "Postazione", "Station", (PRODUCTS, CATEGORIES), "station", "station", is_rare=True),
    Column("drawing", "Disegno", "Drawing", (PRODUCTS, INGREDIENTS), "glyph", "text"),
    Column("code", "Codice", "Code", _P, "code", "text", is_rare=True),
)
BY_CODE: Mapping[str, Column] = {column.code: column for column in COLUMNS}
# One column holds what is written in several languages, or by size: these are read, never written.
ONLY_READ = frozenset({"name", "size", "description"})
_PRICE_OF = re.compile(r"^\s*(?:price|prezzo)\s*[:_\s-]\s*(\S.*?)\s*$", re.IGNORECASE)


def plain(title: str) -> str:
    """A heading without what people write differently: "Nome (it)", "nome_it" and "NOME IT" are one."""
    bare = unicodedata.normalize("NFKD", title.casefold())
    return "_".join(re.findall(r"[a-z0-9]+", "".join(sign for sign in bare if not unicodedata.combining(sign))))


_CODES = {plain(name): column.code for column in COLUMNS for name in (column.code, column.it, column.en)}
# A sheet of this name is for people and not read.
HELP: Mapping[str, str] = {"en": "Instructions", "it": "Istruzioni"}
_WHATS = {plain(name): what for what, names in SHEETS.items() for name in names.values()}


def code_of(title: str) -> str | None:
    """The code of the column with this heading, in either language; None for one there is not."""
    return _CODES.get(plain(title))


def size_of(title: str) -> str:
    """The size whose price stands under "Price Maxi"; empty for any other heading."""
    found = _PRICE_OF.match(title)
    return found.group(1) if found and code_of(title) is None else ""


def is_help(sheet: str) -> bool:
    return plain(sheet) in map(plain, HELP.values())


def what_of(sheet: str) -> str:
    """The table of the menu that a sheet of this name holds; any name stands for products."""
    return _WHATS.get(plain(sheet), PRODUCTS)
