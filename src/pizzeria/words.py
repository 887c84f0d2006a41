"""What the engine says to people, in the languages of the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Name = str | Mapping[str, str]  # "Margherita", or {"it": "...", "en": "..."}
LANGUAGES = ("en", "it")
FALLBACK = "en"

# code -> a sentence per language; {name} and the like come from Invalid.params.
REFUSALS: dict[str, dict[str, str]] = {
    "malformed": {"en": "This is no configuration: {field}.", "it": "Configurazione non valida: {field}."},
    "unknown_product": {
        "en": "This product is no longer on the menu.",
        "it": "Questo prodotto non è più nel menu.",
    },
    "unknown_ingredient": {
        "en": "This ingredient is no longer on the menu.",
        "it": "Questo ingrediente non è più nel menu.",
    },
    "unknown_dough": {
        "en": "This dough is no longer on the menu.",
        "it": "Questo impasto non è più nel menu.",
    },
    "sold_out": {"en": "{name} is sold out.", "it": "{name} è esaurito."},
    "recipe_sold_out": {
        "en": "{name} is out of {ingredient}.",
        "it": "Per {name} manca {ingredient}.",
    },
    "size_missing": {"en": "Choose a size for {name}.", "it": "Scegli una dimensione per {name}."},
    "size_not_offered": {
        "en": "{name} does not come in this size.",
        "it": "{name} non esiste in questa dimensione.",
    },
    "dough_missing": {"en": "Choose a dough for {name}.", "it": "Scegli un impasto per {name}."},
    "dough_not_offered": {
        "en": "{dough} does not come in this size.",
        "it": "{dough} non esiste in questa dimensione.",
    },
    "not_built": {
        "en": "{name} takes no dough, toppings or halves.",
        "it": "{name} non prevede impasti, aggiunte o metà.",
    },
    "topping_not_offered": {
        "en": "{ingredient} cannot be added in this size.",
        "it": "{ingredient} non si può aggiungere in questa dimensione.",
    },
    "topping_excluded": {
        "en": "{ingredient} cannot be added to {name}.",
        "it": "{ingredient} non si può aggiungere a {name}.",
    },
    "topping_twice": {
        "en": "{ingredient} is there twice: ask for double instead.",
        "it": "{ingredient} compare due volte: scegli doppio.",
    },
    "topping_clash": {
        "en": "{ingredient} and {other} do not go together.",
        "it": "{ingredient} e {other} non stanno insieme.",
    },
    "too_many_toppings": {
        "en": "At most {most} toppings fit on one side.",
        "it": "Al massimo {most} aggiunte per lato.",
    },
    "added_and_removed": {
        "en": "{ingredient} is both added and removed.",
        "it": "{ingredient} è sia aggiunto sia tolto.",
    },
    "not_in_recipe": {
        "en": "{name} is made without {ingredient}.",
        "it": "{name} non contiene {ingredient}.",
    },
    "not_removable": {
        "en": "{name} cannot be made without {ingredient}.",
        "it": "{name} non si può fare senza {ingredient}.",
    },
    "no_halves": {"en": "This shop makes no half-and-half pizzas.", "it": "Qui non si fanno pizze a metà."},
    "half_excluded": {"en": "{name} is not made as a half.", "it": "{name} non si fa a metà."},
    "half_missing": {"en": "Choose the other half.", "it": "Scegli l'altra metà."},
    "half_differs": {
        "en": "{name} and {other} cannot share one base.",
        "it": "{name} e {other} non possono stare sulla stessa base.",
    },
    "bad_quantity": {"en": "Order between 1 and {most}.", "it": "Ordina da 1 a {most} pezzi."},
    "unknown_order_type": {
        "en": "Choose delivery, collection or eating in.",
        "it": "Scegli consegna, ritiro o al tavolo.",
    },
    "bad_amount": {"en": "{name} is no valid amount.", "it": "{name} non è un importo valido."},
    "not_now": {"en": "{name} is served {hours}.", "it": "{name} è disponibile {hours}."},
    "not_for_type": {"en": "{name} is only for {types}.", "it": "{name} è solo per {types}."},
    "not_offered": {"en": "{name} is not on offer.", "it": "{name} non è disponibile."},
    "unknown_deal": {"en": "This deal is over.", "it": "Questa offerta è finita."},
    "deal_incomplete": {
        "en": "{name}: choose one thing for {choice}.",
        "it": "{name}: scegli una cosa per {choice}.",
    },
    "deal_choice": {
        "en": "{name}: {product} is none of the choices for {choice}.",
        "it": "{name}: {product} non è tra le scelte per {choice}.",
    },
    "no_tip": {
        "en": "A tip is for orders that are brought.",
        "it": "La mancia è per gli ordini portati a casa o al tavolo.",
    },
}

WORDS: dict[str, dict[str, str]] = {
    "half_of": {"en": "half {name}", "it": "metà {name}"},
    "highest": {"en": "the dearer half", "it": "la metà più cara"},
    "average": {"en": "average of the halves", "it": "media delle metà"},
    "percent": {"en": "{percent} % of each half's pizza", "it": "{percent} % della pizza di ogni metà"},
    "split_fee": {"en": "two halves", "it": "due metà"},
    "instead": {"en": "with {other} instead of {name}", "it": "con {other} al posto di {name}"},
    "sum": {"en": "each half at half its price", "it": "ogni metà a metà prezzo"},
    "sized": {"en": "{size} {name}", "it": "{name} {size}"},
    "instead_of": {"en": "instead of {names}", "it": "al posto di {names}"},
    "included": {"en": "included", "it": "nel prezzo"},
    "deal": {"en": "{name}: {price} instead of {instead}", "it": "{name}: {price} invece di {instead}"},
    "removal": {"en": "without {name}", "it": "senza {name}"},
    "credit": {"en": "for what was left out", "it": "per quanto tolto"},
    "left": {"en": "left", "it": "a sinistra"},
    "right": {"en": "right", "it": "a destra"},
    "light": {"en": "light", "it": "poco"},
    "normal": {"en": "normal", "it": "normale"},
    "double": {"en": "double", "it": "doppio"},
    "delivery": {"en": "Delivery", "it": "Consegna"},
    "subtotal": {"en": "Subtotal", "it": "Subtotale"},
    "total": {"en": "Total", "it": "Totale"},
    "tip": {"en": "Tip", "it": "Mancia"},
    "rounding": {"en": "Cash rounding", "it": "Arrotondamento contanti"},
    "payable": {"en": "To pay", "it": "Da pagare"},
    "vat": {"en": "incl. VAT {rate} %", "it": "di cui IVA {rate} %"},
    "to_go": {"en": "{amount} to go to the minimum order", "it": "Mancano {amount} all'ordine minimo"},
    "allergens": {"en": "Contains", "it": "Contiene"},
    "may_contain": {"en": "May contain", "it": "Può contenere"},
    "or": {"en": "or", "it": "o"},
    "for_delivery": {"en": "delivery", "it": "consegna"},
    "for_collection": {"en": "collection", "it": "ritiro"},
    "for_eat_in": {"en": "eating in", "it": "consumo al tavolo"},
}

DAYS: tuple[dict[str, str], ...] = (
    {"en": "Mon", "it": "lun"},
    {"en": "Tue", "it": "mar"},
    {"en": "Wed", "it": "mer"},
    {"en": "Thu", "it": "gio"},
    {"en": "Fri", "it": "ven"},
    {"en": "Sat", "it": "sab"},
    {"en": "Sun", "it": "dom"},
)

ALLERGENS: dict[str, dict[str, str]] = {
    "gluten": {"en": "gluten", "it": "glutine"},
    "crustaceans": {"en": "crustaceans", "it": "crostacei"},
    "eggs": {"en": "eggs", "it": "uova"},
    "fish": {"en": "fish", "it": "pesce"},
    "peanuts": {"en": "peanuts", "it": "arachidi"},
    "soybeans": {"en": "soybeans", "it": "soia"},
    "milk": {"en": "milk", "it": "latte"},
    "nuts": {"en": "nuts", "it": "frutta a guscio"},
    "celery": {"en": "celery", "it": "sedano"},
    "mustard": {"en": "mustard", "it": "senape"},
    "sesame": {"en": "sesame", "it": "sesamo"},
    "sulphites": {"en": "sulphites", "it": "solfiti"},
    "lupin": {"en": "lupin", "it": "lupini"},
    "molluscs": {"en": "molluscs", "it": "molluschi"},
}


def text_of(name: Name, language: str) -> str:
    """The name in that language ("it", "it-it"), else in English, else in whatever there is."""
    if isinstance(name, str):
        return name
    return name.get(language[:2]) or name.get(FALLBACK) or next(iter(name.values()), "")


def say(phrase: Mapping[str, str], language: str, params: Mapping[str, Any]) -> str:
    """A sentence with its gaps filled; names among the params are put in the same language."""
    words = {
        key: text_of(value, language) if isinstance(value, str | Mapping) else value for key, value in params.items()
    }
    return text_of(phrase, language).format_map(words)
