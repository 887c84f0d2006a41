"""The single values of a written menu: what each field may hold, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pizzeria.availability import DayPart
from pizzeria.catalogue import HALF_POLICIES
from pizzeria.recipes import ordered
from pizzeria.tax import ORDER_TYPES

Text = Mapping[str, str]
Prices = Mapping[str, Decimal]  # by the key of a size, "" for a product without sizes

STATIONS = ("oven", "cold", "bar")
REMOVALS = ("none", "tier", "swap")
MOST_PRICE = Decimal("9999.99")
MOST_ROWS = 2_000  # of one table


class Malformed(ValueError):
    """This is no part of a menu; ``field`` says which."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(f"{field} is not as a menu has it")


def read_value(name: str, value: Any) -> Any:
    """The value of a field, read from plain JSON. Raises Malformed for what it cannot hold."""
    try:
        return _READ[name](value)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation):
        raise Malformed(name) from None


def listed(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > MOST_ROWS:
        raise Malformed(name)
    return list(value)


def _word(most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most or "\0" in value:
            raise ValueError
        value.encode()  # half of a surrogate pair is a ValueError too: no row can hold it
        return value

    return read


def _one_of(*known: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in known:
            raise ValueError
        return str(value)

    return read


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError
        return value

    return read


def _decimal(least: str, most: str) -> Callable[[Any], Decimal]:
    """A figure of two decimals, as text or whole: a float would not say which amount is meant."""

    def read(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise ValueError
        number = Decimal(value)
        if not number.is_finite() or not Decimal(least) <= number <= Decimal(most):
            raise ValueError
        if number != number.quantize(Decimal("0.01")):
            raise ValueError
        return number.quantize(Decimal("0.01"))

    return read


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _text(most: int, *, needed: bool) -> Callable[[Any], Text]:
    word, language = _word(most), _word(5)

    def read(value: Any) -> Text:
        texts = {language(code): word(text).strip() for code, text in value.items()}
        found = {code: text for code, text in texts.items() if text}
        if needed and not found:
            raise ValueError
        return found

    return read


def _keys(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_key(item) for item in listed("keys", value)))


def _prices(value: Any) -> Prices:
    return {_word(60)(size): price(amount) for size, amount in value.items()}


def _recipe(value: Any) -> tuple[tuple[str, bool], ...]:
    parts = {_key(key): _truth(removable) for key, removable in listed("recipe", value)}
    return tuple(parts.items())


def _allergens(value: Any) -> tuple[str, ...]:
    return ordered(set(listed("allergens", value)))


def _day_parts(value: Any) -> tuple[DayPart, ...]:
    return tuple(DayPart.from_json(part) for part in listed("day_parts", value))


def _order_types(value: Any) -> tuple[str, ...]:
    said = set(listed("order_types", value))
    if said - set(ORDER_TYPES):
        raise ValueError
    # Every one of them is no limit.
    return () if len(said) == len(ORDER_TYPES) else tuple(name for name in ORDER_TYPES if name in said)


def _key(value: Any) -> str:
    if not value:
        raise ValueError
    return _word(200)(value)


price = _decimal("0", str(MOST_PRICE))

# A word means the same wherever it stands.
_READ: dict[str, Callable[[Any], Any]] = {
    "key": _key,
    "name": _text(80, needed=True),
    "description": _text(300, needed=False),
    "category": _key,
    "kind": _one_of("pizza", "food", "drink", "dessert"),
    "vat_class": _one_of("food", "drink", "alcohol", "other"),
    "prices": _prices,
    "recipe": _recipe,
    "allergens": _allergens,
    "may_contain": _allergens,
    "glyph": _word(20),
    "code": _word(40),
    "photo": _word(200),
    "is_active": _truth,
    "is_usual": _truth,
    "is_premium": _truth,
    "halves": _truth,
    "included": _whole(0, 20),
    "tier": _whole(1, 9),
    "excluded": _keys,
    "clashes": _keys,
    "substitute": _word(200),
    "station": _one_of("", *STATIONS),
    "day_parts": _day_parts,
    "order_types": _order_types,
    "diameter": lambda value: None if value is None else _whole(5, 200)(value),
    "oven_weight": _decimal("0", "99"),
    "dough_balls": _whole(0, 20),
    "half": _one_of("", *HALF_POLICIES),
    "half_percent": _decimal("0.01", "999"),
    "split_fee": price,
    "side_share": _decimal("0.5", "1"),
    "light": _decimal("0", "1"),
    "double": _decimal("1", "9"),
    "removals": _one_of(*REMOVALS),
    "toppings_per_side": lambda value: None if value is None else _whole(0, 99)(value),
}
