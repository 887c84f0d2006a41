"""A workbook to begin with: a few rows to write over, and a sheet that says what goes into each column."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pizzeria.menu_files import columns
from pizzeria.menu_files.columns import COLUMNS, HELP, ONLY_READ, SHEETS
from pizzeria.menu_files.tables import Sheet
from pizzeria.menu_files.writing import workbook
from pizzeria.menu_sheet import CategoryRow, DoughRow, IngredientRow, MenuSheet, ProductRow, SizeRow
from pizzeria.words import text_of


def _names(it: str, en: str) -> dict[str, str]:
    return {"it": it, "en": en}


def _prices(*amounts: str) -> dict[str, Decimal]:
    return dict(zip(("classic", "maxi"), map(Decimal, amounts), strict=True))


EXAMPLE = MenuSheet(
    categories=(
        CategoryRow("pizzas", _names("Pizze", "Pizzas"), "oven"),
        CategoryRow("drinks", _names("Bevande", "Drinks"), "bar"),
    ),
    sizes=(
        SizeRow("classic", _names("Classica", "Classic"), 32, is_usual=True),
        SizeRow("maxi", _names("Maxi", "Maxi"), 45, oven_weight=Decimal(2), dough_balls=2),
    ),
    doughs=(DoughRow("classic", _names("Classico", "Classic"), _prices("0", "0"), ("gluten",), is_usual=True),),
    ingredients=(
        IngredientRow("tomato", _names("Pomodoro", "Tomato"), glyph="pomodoro"),
        IngredientRow("mozzarella", _names("Mozzarella", "Mozzarella"), _prices("1.50", "2.50"), ("milk",)),
        IngredientRow("basil", _names("Basilico", "Basil"), _prices("0.50", "1.00"), glyph="basilico"),
    ),
    products=(
        ProductRow(
            "margherita",
            "pizzas",
            "pizza",
            _names("Margherita", "Margherita"),
            _prices("6.50", "12.00"),
            description=_names("La regina", "The queen"),
            recipe=(("tomato", True), ("mozzarella", True), ("basil", True)),
        ),
        ProductRow("water", "drinks", "drink", _names("Acqua 50 cl", "Water 50 cl"), {"": Decimal("1.50")}, "drink"),
    ),
)

_HELP: Mapping[str, Mapping[str, str]] = {
    "id": {
        "en": "Of what is on the menu already: leave it as it is. Of a new row: leave it empty.",
        "it": "Di ciò che è già nel menu: non toccarlo. Di una riga nuova: lascialo vuoto.",
    },
    "kind": {"en": "pizza, food, drink, alcohol, dessert", "it": "pizza, cibo, bevanda, alcolico, dolce"},
    "category": {"en": "As on the sheet “Categories”.", "it": "Come nel foglio «Categorie»."},
    "price": {
        "en": "9.50. Of a pizza, topping or dough in the columns of the sizes; empty: does not come in it.",
        "it": "9,50. Di pizze, aggiunte e impasti nelle colonne delle misure; vuoto: non esiste in quella.",
    },
    "ingredients": {"en": "Separated by commas.", "it": "Separati da virgole."},
    "fixed": {
        "en": "Ingredients a customer cannot leave out.",
        "it": "Ingredienti che il cliente non può togliere.",
    },
    "allergens": {
        "en": "The EU's names, separated by commas, or “none”. Empty: stays as it is.",
        "it": "I nomi UE, separati da virgole, o «nessuno». Vuoto: resta com'è.",
    },
    "may_contain": {"en": "Traces, written in the same way.", "it": "Scritte allo stesso modo."},
    "available": {"en": "yes or no. It counts at once.", "it": "sì o no. Vale subito."},
    "vat": {"en": "food, drink, alcohol, other", "it": "cibo, bevanda, alcolico, altro"},
    "halves": {"en": "yes: may be half of a pizza.", "it": "sì: può essere metà di una pizza."},
    "included": {"en": "How many toppings cost nothing.", "it": "Quante aggiunte non si pagano."},
    "excluded": {"en": "Toppings it does not take.", "it": "Aggiunte che non prevede."},
    "tier": {
        "en": "1 to 9: what is left out pays for a topping of the same tier.",
        "it": "Da 1 a 9: ciò che si toglie paga un'aggiunta della stessa fascia.",
    },
    "premium": {
        "en": "yes: counts twice among included toppings.",
        "it": "sì: vale doppio tra le aggiunte incluse.",
    },
    "usual": {"en": "yes for one: what one gets unasked.", "it": "sì per una: quella proposta per prima."},
    "oven_places": {
        "en": "1 for a normal pizza, 2 for a large one.",
        "it": "1 per una pizza normale, 2 per una grande.",
    },
    "hours": {
        "en": "mon-fri 12:00-15:00; sat 18:00-23:00. Empty: always.",
        "it": "lun-ven 12:00-15:00; sab 18:00-23:00. Vuoto: sempre.",
    },
    "order_types": {
        "en": "delivery, collection, eat in. Empty: all.",
        "it": "consegna, ritiro, al tavolo. Vuoto: tutti.",
    },
    "station": {"en": "oven, cold, bar", "it": "forno, freddo, bar"},
}


def template(language: str) -> tuple[Sheet, ...]:
    """The sheets of a menu with a few examples, and the instructions."""
    return (*(_without_ids(sheet) for sheet in workbook(EXAMPLE, language=language)), _help(language))


def _without_ids(sheet: Sheet) -> Sheet:
    """Examples are of no shop: their ids mean nothing."""
    return Sheet(sheet.name, sheet.head, tuple(("", *row[1:]) for row in sheet.rows))


def _help(language: str) -> Sheet:
    head = {"en": ("Sheet", "Column", "What to write"), "it": ("Foglio", "Colonna", "Che cosa scrivere")}
    rows = tuple(
        (text_of(names, language), column.title(language), text_of(_HELP[column.code], language))
        for what, names in SHEETS.items()
        for column in COLUMNS
        if what in column.of and column.code not in ONLY_READ and column.code in _HELP
    )
    return Sheet(text_of(HELP, language), head[language if language in columns.HELP else "en"], rows)
