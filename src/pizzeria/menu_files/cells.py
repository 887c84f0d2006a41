"""What stands in one cell: read from what people type in Italian or English, and written so that it is read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from pizzeria.availability import DayPart
from pizzeria.menu_files.columns import plain
from pizzeria.menu_files.tables import Cell, Wrong
from pizzeria.menu_values import MOST_PRICE, STATIONS
from pizzeria.recipes import ordered
from pizzeria.tax import ORDER_TYPES
from pizzeria.words import ALLERGENS, DAYS, text_of

Words = Mapping[str, Mapping[str, str]]
YES = {"en": "yes", "it": "sì"}
NO = {"en": "no", "it": "no"}
NONE = {"en": "none", "it": "nessuno"}
NEVER = {"en": "never", "it": "mai"}
VAT: Words = {
    "food": {"en": "food", "it": "cibo"},
    "drink": {"en": "drink", "it": "bevanda"},
    "alcohol": {"en": "alcohol", "it": "alcolico"},
    "other": {"en": "other", "it": "altro"},
}
STATION_WORDS: Words = {
    "oven": {"en": "oven", "it": "forno"},
    "cold": {"en": "cold", "it": "freddo"},
    "bar": {"en": "bar", "it": "bar"},
}
TYPE_WORDS: Words = {
    "delivery": {"en": "delivery", "it": "consegna"},
    "collection": {"en": "collection", "it": "ritiro"},
    "eat_in": {"en": "eat in", "it": "al tavolo"},
}
assert set(STATION_WORDS) == set(STATIONS) and set(TYPE_WORDS) == set(ORDER_TYPES)
_TRUE = frozenset({"yes", "y", "true", "1", "si", "s", "vero", "x", "on"})
_FALSE = frozenset({"no", "n", "false", "0", "falso", "off"})
_NONE = frozenset({"none", "nessuno", "-", "no"})
_ALLERGENS = {code: code for code in ALLERGENS} | {
    name.casefold(): code for code, names in ALLERGENS.items() for name in names.values()
}
_DAYS = {names[language].casefold(): day for day, names in enumerate(DAYS) for language in names}
_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*|([^,;|]*))(?:[,;|]|$)')
_HOURS = re.compile(r"(?:(.*?)\s+)?(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")


# --- lists and names ----------------------------------------------------------------------------------------


def items(value: str) -> list[str]:
    """What is listed between commas, semicolons or bars; a name that holds one stands in quotation marks."""
    found = []
    for match in _ITEM.finditer(value):
        quoted, bare = match.groups()
        text = quoted.replace('""', '"') if quoted is not None else bare.strip()
        if text:
            found.append(text)
    return list(dict.fromkeys(found))


def listing(names: Iterable[str]) -> str:
    return ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}"' if _needs_quotes(name) else name for name in names)


def _needs_quotes(name: str) -> bool:
    return any(sign in name for sign in ',;|"') or name != name.strip()


# --- reading ------------------------------------------------------------------------------------------------


def price(value: str) -> Decimal:
    """An amount of two decimals, with a point or a comma. Raises Wrong."""
    try:
        return _amount(value, MOST_PRICE)
    except ValueError:
        raise Wrong("price", value=value) from None


def _amount(value: str, most: Decimal) -> Decimal:
    bare = re.sub(r"[€\s]", "", value).replace(",", ".")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise ValueError from None
    # 9.505 is no price.
    if not number.is_finite() or not 0 <= number <= most or number != number.quantize(Decimal("0.01")):
        raise ValueError
    return abs(number.quantize(Decimal("0.01")))


def _yes(value: str) -> bool:
    word = plain(value)
    if word not in _TRUE | _FALSE:
        raise Wrong("yes_no", value=value)
    return word in _TRUE


def _whole(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}(?:[.,]0+)?", value):
        raise Wrong("number", value=value)
    return int(re.split(r"[.,]", value)[0])


def _number(value: str) -> Decimal:
    try:
        return _amount(value, Decimal(99))
    except ValueError:
        raise Wrong("number", value=value) from None


def _allergens(value: str) -> tuple[str, ...]:
    found = set()
    for word in items(value):
        if code := _ALLERGENS.get(word.casefold()):
            found.add(code)
        elif word.casefold() not in _NONE:
            raise Wrong("allergen", value=word)
    return ordered(found)


def _one_of(words: Words) -> Callable[[str], str]:
    known = {plain(word): code for code, names in words.items() for word in (code, *names.values())}

    def read(value: str) -> str:
        code = known.get(plain(value))
        if code is None:
            raise Wrong("choice", value=value, known=_spoken(words))
        return code

    return read


def _spoken(words: Words) -> Mapping[str, str]:
    return {language: ", ".join(names[language] for names in words.values()) for language in ("en", "it")}


_type = _one_of(TYPE_WORDS)


def _order_types(value: str) -> tuple[str, ...]:
    said = {_type(word) for word in items(value)}
    return () if len(said) == len(ORDER_TYPES) else tuple(code for code in ORDER_TYPES if code in said)


def _day_parts(value: str) -> tuple[DayPart, ...]:
    try:
        return tuple(_day_part(part) for part in re.split(r"[;|\n]", value) if part.strip())
    except (ValueError, KeyError):
        raise Wrong("hours", value=value) from None


def _day_part(value: str) -> DayPart:
    found = _HOURS.fullmatch(value.strip())
    if found is None:
        raise ValueError
    opens, past, closes, after = (int(number) for number in found.groups()[1:])
    return DayPart(_days(found.group(1) or ""), time(opens, past), time(closes, after))


def _days(value: str) -> frozenset[int]:
    words = [word for word in re.split(r"[\s,+]+", value.casefold()) if word]
    if not words:
        return frozenset(range(7))
    if words[0] in NEVER.values():
        return frozenset()
    found = set()
    for word in words:
        first, _, last = word.partition("-")
        begin = _DAYS[first[:3]]
        end = _DAYS[last[:3]] if last else begin
        found |= {day % 7 for day in range(begin, (end if end >= begin else end + 7) + 1)}
    return frozenset(found)


READ: Mapping[str, Callable[[str], Any]] = {
    "text": str,
    "yes": _yes,
    "whole": _whole,
    "number": _number,
    "allergens": _allergens,
    "vat": _one_of(VAT),
    "station": _one_of(STATION_WORDS),
    "order_types": _order_types,
    "hours": _day_parts,
    "parts": items,
    "part": lambda value: next(iter(items(value)), value),
}


# --- writing ------------------------------------------------------------------------------------------------


def _write_days(part: DayPart, language: str) -> str:
    if not part.days:
        return NEVER[language]
    if len(part.days) == 7:
        return ""
    runs: list[list[int]] = []
    for day in sorted(part.days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [text_of(day, language).casefold() for day in DAYS]
    return " ".join(f"{names[run[0]]}-{names[run[-1]]}" if len(run) > 1 else names[run[0]] for run in runs)


def _write_hours(parts: Sequence[DayPart], language: str) -> str:
    return "; ".join(f"{_write_days(part, language)} {part.start:%H:%M}-{part.end:%H:%M}".strip() for part in parts)


def _write_allergens(codes: Sequence[str], language: str) -> str:
    return listing(text_of(ALLERGENS[code], language) for code in codes) or NONE[language]


def _word(words: Words) -> Callable[[str, str], Cell]:
    return lambda code, language: text_of(words[code], language) if code else ""


WRITE: Mapping[str, Callable[[Any, str], Cell]] = {
    "text": lambda value, language: str(value),
    "yes": lambda value, language: text_of(YES if value else NO, language),
    "whole": lambda value, language: "" if value is None else int(value),
    "number": lambda value, language: Decimal(value),
    "allergens": _write_allergens,
    "vat": _word(VAT),
    "station": _word(STATION_WORDS),
    "order_types": lambda codes, language: listing(text_of(TYPE_WORDS[code], language) for code in codes),
    "hours": _write_hours,
}
