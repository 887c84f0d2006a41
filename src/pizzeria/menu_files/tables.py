"""Tables of text, whatever file they came from, and what can be wrong in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pizzeria.words import say

Cell = str | int | Decimal
MOST_ROWS = 2_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True)
class Table:
    """``rows`` are numbered as people see them, 1 being the line with the headings. ``formulas``: (row, column) of cells
    that were to be calculated.
    """

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """A table to be written: cells are text, or figures that a spreadsheet may add up."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and what to do; ``row`` is the line in the file, 1 being the one with the headings."""

    row: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""
    column: str = ""

    def text(self, language: str = "en") -> str:
        return say(PROBLEMS[self.code], language, self.params)


class Wrong(ValueError):
    """This cell cannot be read: the code and params of a Problem."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def guarded(text: str) -> str:
    """The text as no spreadsheet takes it for a formula; ``unguarded`` gives it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


PROBLEMS: dict[str, dict[str, str]] = {
    "unreadable": {
        "en": "The file is damaged or no table from here on. Save it again as {kind} and send it once more.",
        "it": "Da qui il file è danneggiato o non è una tabella. Salvalo di nuovo come {kind} e rimandalo.",
    },
    "too_large": {
        "en": "Unpacked, the file is larger than {most} MB. Send only the menu.",
        "it": "Aperto, il file supera {most} MB. Manda solo il menu.",
    },
    "locked": {
        "en": "The file is protected by a password, or in the old format. Save it without one, as XLSX or CSV.",
        "it": "Il file è protetto da password, o in un formato vecchio. Salvalo senza, come XLSX o CSV.",
    },
    "empty": {"en": "The file holds no rows.", "it": "Il file non contiene righe."},
    "too_long": {
        "en": "A file has at most {most} rows. Delete what is not the menu.",
        "it": "Un file ha al massimo {most} righe. Elimina ciò che non è il menu.",
    },
    "no_column": {
        "en": "The column “{title}” is missing. Add it to the first line.",
        "it": "Manca la colonna «{title}». Aggiungila alla prima riga.",
    },
    "unknown_column": {
        "en": "There is no column “{title}”. Delete it, or write its name as in the template.",
        "it": "La colonna «{title}» non esiste. Eliminala, o scrivi il nome come nel modello.",
    },
    "twice_column": {
        "en": "The column “{title}” is there twice. Delete one.",
        "it": "La colonna «{title}» compare due volte. Eliminane una.",
    },
    "formula": {
        "en": "This cell is calculated. Paste its value instead of the formula.",
        "it": "Questa cella è calcolata. Incolla il valore al posto della formula.",
    },
    "blank": {"en": "“{title}” is empty. Fill it in.", "it": "«{title}» è vuoto. Compilalo."},
    "too_wide": {
        "en": "This row has more fields than the first line names. Put text with a comma in quotation marks.",
        "it": "Questa riga ha più campi della prima. Metti tra virgolette il testo che contiene virgole.",
    },
    "kind": {
        "en": "“{value}” is no kind. Write one of these: {known}.",
        "it": "«{value}» non è un tipo. Scrivi uno di questi: {known}.",
    },
    "price": {
        "en": "“{value}” is no price. Write it as 9.50.",
        "it": "«{value}» non è un prezzo. Scrivilo come 9,50.",
    },
    "no_price": {
        "en": "{name} has no price. Give it one, or “no” under “Available”.",
        "it": "{name} non ha un prezzo. Indicalo, o scrivi «no» in «Disponibile».",
    },
    "no_pizza": {
        "en": "{name} is no pizza and has one price: write it under “{title}”.",
        "it": "{name} non è una pizza e ha un solo prezzo: scrivilo in «{title}».",
    },
    "number": {
        "en": "“{value}” is no number that fits here.",
        "it": "«{value}» non è un numero che va bene qui.",
    },
    "yes_no": {"en": "“{value}” is neither yes nor no.", "it": "«{value}» non è né sì né no."},
    "choice": {
        "en": "“{value}” is none of these: {known}.",
        "it": "«{value}» non è uno di questi: {known}.",
    },
    "hours": {
        "en": "“{value}” are no hours. Write them as: mon-fri 12:00-15:00; sat 18:00-23:00.",
        "it": "«{value}» non è un orario. Scrivilo così: lun-ven 12:00-15:00; sab 18:00-23:00.",
    },
    "text": {
        "en": "“{value}” is too long or holds signs that cannot be kept. At most {most} characters.",
        "it": "«{value}» è troppo lungo o contiene segni non ammessi. Al massimo {most} caratteri.",
    },
    "allergen": {
        "en": "“{value}” is none of the 14 EU allergens. Write its name as on the menu, or “none”.",
        "it": "«{value}» non è uno dei 14 allergeni UE. Scrivi il nome come nel menu, o «nessuno».",
    },
    "twice": {
        "en": "{name} has a price for this size already, in row {row}. Delete one of the two.",
        "it": "{name} ha già un prezzo per questa misura, alla riga {row}. Elimina una delle due.",
    },
    "differs": {
        "en": "“{title}” of {name} is not what row {row} says. Write the same, or leave it empty here.",
        "it": "«{title}» di {name} non è come alla riga {row}. Scrivi lo stesso, o lascialo vuoto qui.",
    },
    "undeclared": {
        "en": "{ingredient} has no row of its own, so fill in the allergens of {name} (“none” if there are none).",
        "it": "{ingredient} non ha una riga propria: indica gli allergeni di {name} («nessuno» se non ce ne sono).",
    },
    "unknown_part": {
        "en": "There is no ingredient “{value}”. Give it a row, or write its name as there.",
        "it": "Non c'è l'ingrediente «{value}». Aggiungi una riga, o scrivi il nome come lì.",
    },
    "not_in_recipe": {
        "en": "“{value}” is not among the ingredients of {name}.",
        "it": "«{value}» non è tra gli ingredienti di {name}.",
    },
    "no_pizza_size": {
        "en": "No pizza comes in the size “{value}”. Correct its name, or add the size.",
        "it": "Nessuna pizza esiste nella misura «{value}». Correggi il nome, o aggiungi la misura.",
    },
}
