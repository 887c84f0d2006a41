"""What makes a written menu one that can be sold, and how it is said when it is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pizzeria.catalogue import BUILT_KINDS
from pizzeria.menu_sheet import ROWS, DoughRow, IngredientRow, MenuSheet, ProductRow
from pizzeria.menu_values import MOST_ROWS
from pizzeria.words import say

REFUSALS: dict[str, dict[str, str]] = {
    "malformed": {"en": "This is no edit of a menu: {field}.", "it": "Modifica del menu non valida: {field}."},
    "gone": {
        "en": "This is no longer on the menu. Somebody may have removed it meanwhile.",
        "it": "Questa voce non è più nel menu. Forse qualcuno l'ha tolta nel frattempo.",
    },
    "key_twice": {"en": "This is on the menu already.", "it": "Questa voce è già nel menu."},
    "no_category": {
        "en": "{name} needs a category that is on the menu.",
        "it": "{name} deve stare in una categoria del menu.",
    },
    "no_ingredient": {
        "en": "{name} names an ingredient that is not on the menu.",
        "it": "{name} cita un ingrediente che non è nel menu.",
    },
    "no_size": {
        "en": "{name} has a price for a size it does not come in.",
        "it": "{name} ha un prezzo per una misura in cui non esiste.",
    },
    "no_dough": {
        "en": "No dough comes in {size}, so no pizza can. Give a dough a price there first.",
        "it": "Nessun impasto esiste in {size}, quindi nessuna pizza. Prima dai lì un prezzo a un impasto.",
    },
    "too_dear": {"en": "{name} would cost more than 9,999.99.", "it": "{name} costerebbe più di 9.999,99."},
    "too_many": {
        "en": "A menu holds at most {most} rows of a kind.",
        "it": "Un menu ha al massimo {most} voci per tipo.",
    },
}


class Refused(Exception):
    """This edit makes no sense on this menu. ``code`` for programs, ``text(language)`` for people."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        return say(REFUSALS[self.code], language, self.params)


def check(sheet: MenuSheet) -> None:
    """Raise Refused when a menu like this could not be sold."""
    for what in ROWS:
        rows = sheet.rows(what)
        if len(rows) > MOST_ROWS:
            raise Refused("too_many", most=MOST_ROWS)
        if len(sheet.table(what)) < len(rows):
            raise Refused("key_twice")
    _check_mentions(sheet)
    _check_sizes(sheet)
    _check_doughs(sheet)


def _check_mentions(sheet: MenuSheet) -> None:
    categories, parts = sheet.table("categories").keys(), sheet.table("ingredients").keys()
    for row in sheet.products:
        if row.category not in categories:
            raise Refused("no_category", name=row.name)
        if not parts >= {key for key, _ in row.recipe} | {*row.excluded}:
            raise Refused("no_ingredient", name=row.name)
    for part in sheet.ingredients:
        if not parts >= {*part.clashes, *filter(None, [part.substitute])}:
            raise Refused("no_ingredient", name=part.name)


def _check_sizes(sheet: MenuSheet) -> None:
    sizes = sheet.table("sizes").keys()
    rows: tuple[DoughRow | IngredientRow | ProductRow, ...] = (*sheet.doughs, *sheet.ingredients, *sheet.products)
    for row in rows:
        is_sized = not isinstance(row, ProductRow) or row.kind in BUILT_KINDS
        if not row.prices.keys() <= (sizes if is_sized else {""}):
            raise Refused("no_size", name=row.name)


def _check_doughs(sheet: MenuSheet) -> None:
    """Where there are doughs, a pizza without one in its size could not be ordered."""
    offered = {size for dough in sheet.doughs for size in dough.prices}
    needed = {size for row in sheet.products if row.kind in BUILT_KINDS for size in row.prices}
    if sheet.doughs and (lacking := needed - offered):
        raise Refused("no_dough", size=sheet.table("sizes")[min(lacking)].name)


def settled(sheet: MenuSheet) -> MenuSheet:
    """The sheet as it is always written, so that two which say the same are the same.

    One usual size and one usual dough: the last that was said to be, else the first. Products stand by category: which of
    two in different ones comes first in the list means nothing.
    """
    for what in ("sizes", "doughs"):
        rows = sheet.rows(what)
        usual = [row.key for row in rows if row.is_usual] or [row.key for row in rows[:1]]
        if len(usual) != 1 or not all(row.is_usual == (row.key == usual[0]) for row in rows):
            rows = tuple(replace(row, is_usual=row.key == usual[0]) for row in rows)
            sheet = sheet.with_rows(what, rows)
    places = {row.key: place for place, row in enumerate(sheet.categories)}
    grouped = sorted(sheet.products, key=lambda row: places.get(row.category, len(places)))
    return sheet.with_rows("products", grouped)
