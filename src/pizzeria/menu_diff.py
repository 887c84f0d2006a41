"""What differs between two menus, in words: "Margherita, Classica: 6.50 → 7.00"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from pizzeria.availability import DayPart, hours_name, types_name
from pizzeria.menu_sheet import ROWS, MenuSheet
from pizzeria.menu_values import Text
from pizzeria.money import figure
from pizzeria.words import ALLERGENS, LANGUAGES, say, text_of

_SAID: dict[str, dict[str, str]] = {
    "added": {"en": "New: {name}", "it": "Aggiunto: {name}"},
    "added_to": {"en": "New in {place}: {name}", "it": "Aggiunto in {place}: {name}"},
    "removed": {"en": "Removed: {name}", "it": "Tolto: {name}"},
    "moved": {"en": "{name} moves to {place}", "it": "{name} passa in {place}"},
    "order": {"en": "New order: {name}", "it": "Nuovo ordine: {name}"},
    "called": {"en": "{name} is now called {other} ({language})", "it": "{name} ora si chiama {other} ({language})"},
    "uncalled": {
        "en": "{name} has no name of its own now ({language})",
        "it": "{name} non ha più un nome ({language})",
    },
    "price": {"en": "{name}, {size}: {old} → {new}", "it": "{name}, {size}: {old} → {new}"},
    "only_price": {"en": "{name}: {old} → {new}", "it": "{name}: {old} → {new}"},
    "field": {"en": "{name}, {field}: {old} → {new}", "it": "{name}, {field}: {old} → {new}"},
}
_TABLES: dict[str, dict[str, str]] = {
    "categories": {"en": "categories", "it": "categorie"},
    "sizes": {"en": "sizes", "it": "misure"},
    "doughs": {"en": "doughs", "it": "impasti"},
    "ingredients": {"en": "toppings", "it": "ingredienti"},
}
_RULES = {"en": "Rules", "it": "Regole"}
_NOTHING = {"en": "none", "it": "nessuno"}
_FIELDS: dict[str, dict[str, str]] = {
    "description": {"en": "description", "it": "descrizione"},
    "kind": {"en": "kind", "it": "tipo"},
    "vat_class": {"en": "VAT", "it": "IVA"},
    "recipe": {"en": "ingredients", "it": "ingredienti"},
    "allergens": {"en": "allergens", "it": "allergeni"},
    "may_contain": {"en": "may contain", "it": "può contenere"},
    "glyph": {"en": "drawing", "it": "disegno"},
    "code": {"en": "code", "it": "codice"},
    "photo": {"en": "photo", "it": "foto"},
    "is_active": {"en": "on the menu", "it": "nel menu"},
    "included": {"en": "toppings included", "it": "aggiunte comprese"},
    "halves": {"en": "can be half of a pizza", "it": "si vende a metà"},
    "excluded": {"en": "toppings it does not take", "it": "aggiunte escluse"},
    "station": {"en": "made at", "it": "postazione"},
    "day_parts": {"en": "hours", "it": "orari"},
    "order_types": {"en": "order types", "it": "modalità"},
    "diameter": {"en": "diameter", "it": "diametro"},
    "is_usual": {"en": "the usual one", "it": "proposto per primo"},
    "oven_weight": {"en": "places in the oven", "it": "posti in forno"},
    "dough_balls": {"en": "dough balls", "it": "panetti"},
    "tier": {"en": "tier", "it": "fascia"},
    "is_premium": {"en": "counts twice", "it": "vale doppio"},
    "clashes": {"en": "does not go with", "it": "non si abbina a"},
    "substitute": {"en": "substitute", "it": "sostituto"},
    "half": {"en": "price of halves", "it": "prezzo delle metà"},
    "half_percent": {"en": "percentage of a half", "it": "percentuale della metà"},
    "split_fee": {"en": "fee for two halves", "it": "supplemento due metà"},
    "side_share": {"en": "topping on one side", "it": "aggiunta su metà"},
    "light": {"en": "light", "it": "poco"},
    "double": {"en": "double", "it": "doppio"},
    "removals": {"en": "what is left out", "it": "ciò che si toglie"},
    "toppings_per_side": {"en": "most toppings", "it": "massimo di aggiunte"},
}
_VALUES: dict[str, dict[str, str]] = {
    "True": {"en": "yes", "it": "sì"},
    "False": {"en": "no", "it": "no"},
    "oven": {"en": "oven", "it": "forno"},
    "cold": {"en": "cold dishes", "it": "piatti freddi"},
    "bar": {"en": "bar", "it": "bar"},
    "pizza": {"en": "pizza", "it": "pizza"},
    "food": {"en": "food", "it": "cibo"},
    "drink": {"en": "drink", "it": "bevanda"},
    "dessert": {"en": "dessert", "it": "dolce"},
    "alcohol": {"en": "alcohol", "it": "alcolico"},
    "other": {"en": "other goods", "it": "altro"},
    "highest": {"en": "the dearer half", "it": "la metà più cara"},
    "average": {"en": "the average", "it": "la media"},
    "sum": {"en": "each at half its price", "it": "ognuna a metà prezzo"},
    "percent": {"en": "each at a percentage", "it": "ognuna in percentuale"},
    "none": {"en": "changes no price", "it": "non cambia il prezzo"},
    "tier": {"en": "pays for the same tier", "it": "paga un'aggiunta della stessa fascia"},
    "swap": {"en": "pays for any topping", "it": "paga un'aggiunta qualsiasi"},
}


def diff(before: MenuSheet, after: MenuSheet) -> tuple[Text, ...]:
    """Every change in words, by language; none at all between menus that are the same."""
    found: list[Text] = []
    for what in ROWS:
        found += _differing(what, before, after)
    found += _fields(_RULES, before.rules, after.rules, _Said(before, after))
    return tuple(found)


class _Said:
    """Puts the values of two menus into words."""

    def __init__(self, before: MenuSheet, after: MenuSheet) -> None:
        # That a size is gone is said once, not with every price there was in it.
        self.gone = before.table("sizes").keys() - after.table("sizes").keys()
        self.names: dict[str, Text] = {}
        for sheet in (before, after):
            for what in ROWS:
                self.names.update({row.key: row.name for row in sheet.rows(what)})

    def value(self, field: str, value: Any, language: str) -> str:
        if value in (None, "", (), {}):
            return text_of(_NOTHING, language)
        if field in _LISTED:
            return str(_LISTED[field](self, value, language))
        if isinstance(value, Decimal):
            return figure(value, language)
        if isinstance(value, Mapping):
            return f"“{text_of(value, language)}”"
        return text_of(_VALUES[str(value)], language) if str(value) in _VALUES else str(value)

    def keys(self, value: Sequence[str], language: str) -> str:
        return ", ".join(text_of(self.names.get(key, key), language) for key in value)

    def recipe(self, value: Sequence[tuple[str, bool]], language: str) -> str:
        return ", ".join(f"{self.keys([key], language)}{'' if removable else ' *'}" for key, removable in value)


def _codes(_: _Said, value: Sequence[str], language: str) -> str:
    return ", ".join(text_of(ALLERGENS[code], language) for code in value)


def _hours(_: _Said, value: Sequence[DayPart], language: str) -> str:
    return text_of(hours_name(value), language)


def _types(_: _Said, value: Sequence[str], language: str) -> str:
    return text_of(types_name(value), language)


_LISTED: dict[str, Callable[[_Said, Any, str], str]] = {
    "allergens": _codes,
    "may_contain": _codes,
    "recipe": _Said.recipe,
    "excluded": _Said.keys,
    "clashes": _Said.keys,
    "substitute": lambda said, key, language: said.keys([key], language),
    "day_parts": _hours,
    "order_types": _types,
}
# Told apart from other changes of a row.
_OWN = frozenset({"key", "name", "prices", "category"})


def _differing(what: str, before: MenuSheet, after: MenuSheet) -> Iterator[Text]:
    old, new, said = before.table(what), after.table(what), _Said(before, after)
    for key, row in old.items():
        if key not in new:
            yield _say("removed", name=row.name)
    for key, row in new.items():
        if key not in old:
            place = after.table("categories").get(getattr(row, "category", ""))
            yield _say("added_to", name=row.name, place=place.name) if place else _say("added", name=row.name)
        elif row != old[key]:
            yield from _changes(old[key], row, said)
    yield from _orders(what, before, after)


def _changes(old: Any, new: Any, said: _Said) -> Iterator[Text]:
    for language in dict.fromkeys((*old.name, *new.name)):
        was, now = old.name.get(language, ""), new.name.get(language, "")
        if was != now:
            name = was or old.name
            yield _say("called" if now else "uncalled", name=name, other=now, language=language)
    if getattr(old, "category", "") != getattr(new, "category", ""):
        yield _say("moved", name=new.name, place=said.names[new.category])
    yield from _prices(old, new, said)
    yield from _fields(new.name, old, new, said)


def _prices(old: Any, new: Any, said: _Said) -> Iterator[Text]:
    was, now = getattr(old, "prices", {}), getattr(new, "prices", {})
    for size in dict.fromkeys((*was, *now)):
        if was.get(size) != now.get(size) and size not in said.gone:
            texts = {
                language: {
                    side: figure(prices[size], language) if size in prices else "–"
                    for side, prices in (("old", was), ("new", now))
                }
                for language in LANGUAGES
            }
            name, label = new.name, said.names.get(size, "")
            yield {
                language: say(
                    _SAID["price" if size else "only_price"], language, {"name": name, "size": label, **texts[language]}
                )
                for language in LANGUAGES
            }


def _fields(name: Text, old: Any, new: Any, said: _Said) -> Iterator[Text]:
    for field in fields(new):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if field.name not in _OWN and was != now:
            yield {
                language: say(
                    _SAID["field"],
                    language,
                    {
                        "name": name,
                        "field": _FIELDS[field.name],
                        "old": said.value(field.name, was, language),
                        "new": said.value(field.name, now, language),
                    },
                )
                for language in LANGUAGES
            }


def _orders(what: str, before: MenuSheet, after: MenuSheet) -> Iterator[Text]:
    """What stands in another order than before, leaving aside what came, went or moved between categories."""
    if what != "products":
        if _is_reordered(list(before.table(what)), list(after.table(what))):
            yield _say("order", name=_TABLES[what])
        return
    places = {row.key: row.category for row in before.products}
    for category in after.categories:
        stay = {row.key for row in after.products if row.category == category.key == places.get(row.key)}
        old = [row.key for row in before.products if row.key in stay]
        if _is_reordered(old, [row.key for row in after.products if row.key in stay]):
            yield _say("order", name=category.name)


def _is_reordered(old: list[str], new: list[str]) -> bool:
    both = set(old) & set(new)
    return [key for key in old if key in both] != [key for key in new if key in both]


def _say(code: str, **params: Any) -> Text:
    return {language: say(_SAID[code], language, params) for language in LANGUAGES}
