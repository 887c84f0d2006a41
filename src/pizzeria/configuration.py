"""What somebody asked for: one product with its size, dough, toppings and removals, as stored with a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pizzeria.words import REFUSALS, say

SIDES = ("whole", "left", "right")
AMOUNTS = ("light", "normal", "double")
MOST_NOTE = 200
MOST_TOPPINGS = 50  # a bound on the work one request can ask for


class Invalid(Exception):
    """This cannot be ordered. `code` for programs, `message` in English, `text(language)` for people."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        self.message = self.text("en")
        super().__init__(self.message)

    def text(self, language: str) -> str:
        return say(REFUSALS[self.code], language, self.params)


@dataclass(frozen=True, slots=True)
class Topping:
    """An added ingredient; `side` whole, left or right, `amount` light, normal or double."""

    ingredient: str
    side: str = "whole"
    amount: str = "normal"

    def to_json(self) -> dict[str, str]:
        return {"ingredient": self.ingredient, "side": self.side, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class Half:
    """The right half of a pizza of two recipes; its toppings lie on that half."""

    product: str
    toppings: tuple[Topping, ...] = ()
    removed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        toppings = [topping.to_json() for topping in self.toppings]
        return {"product": self.product, "toppings": toppings, "removed": list(self.removed)}


@dataclass(frozen=True, slots=True)
class Configuration:
    """The wish for one line. With a `half`, `product` is the left half and `removed` is left out of it alone.

    `Configuration.from_json(c.to_json()) == c`; from_json raises Invalid("malformed") and says which field.
    """

    product: str
    size: str | None = None
    dough: str | None = None
    half: Half | None = None
    toppings: tuple[Topping, ...] = ()
    removed: tuple[str, ...] = ()
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "product": self.product,
            "size": self.size,
            "dough": self.dough,
            "half": self.half.to_json() if self.half else None,
            "toppings": [topping.to_json() for topping in self.toppings],
            "removed": list(self.removed),
            "note": self.note,
        }

    @classmethod
    def from_json(cls, data: Any) -> Configuration:
        fields = _record(data, "configuration", ("product", "size", "dough", "half", "toppings", "removed", "note"))
        half = fields.get("half")
        note = fields.get("note") or ""
        if not isinstance(note, str) or len(note) > MOST_NOTE:
            raise Invalid("malformed", field="note")
        return cls(
            product=_id(fields.get("product"), "product"),
            size=_id_or_none(fields.get("size"), "size"),
            dough=_id_or_none(fields.get("dough"), "dough"),
            half=None if half is None else _half(half),
            toppings=_toppings(fields.get("toppings"), "whole"),
            removed=_ids(fields.get("removed"), "removed"),
            note=note,
        )


def _record(data: Any, name: str, keys: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise Invalid("malformed", field=name)
    for key in data:
        # A key we do not know is a wish we would drop silently.
        if key not in keys:
            raise Invalid("malformed", field=str(key)[:40])
    return data


def _id(value: Any, field: str) -> str:
    if not isinstance(value, str) or not value:
        raise Invalid("malformed", field=field)
    return value


def _id_or_none(value: Any, field: str) -> str | None:
    return None if value is None or value == "" else _id(value, field)


def _list(value: Any, field: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list | tuple) or len(value) > MOST_TOPPINGS:
        raise Invalid("malformed", field=field)
    return list(value)


def _ids(value: Any, field: str) -> tuple[str, ...]:
    return tuple(_id(item, field) for item in _list(value, field))


def _toppings(value: Any, default_side: str) -> tuple[Topping, ...]:
    return tuple(_topping(item, default_side) for item in _list(value, "toppings"))


def _topping(value: Any, default_side: str) -> Topping:
    fields = _record(value, "toppings", ("ingredient", "side", "amount"))
    side = fields.get("side", default_side)
    amount = fields.get("amount", "normal")
    if side not in SIDES:
        raise Invalid("malformed", field="side")
    if amount not in AMOUNTS:
        raise Invalid("malformed", field="amount")
    return Topping(_id(fields.get("ingredient"), "ingredient"), side, amount)


def _half(value: Any) -> Half:
    fields = _record(value, "half", ("product", "toppings", "removed"))
    toppings = _toppings(fields.get("toppings"), "right")
    # "Whole" inside the half means the whole of that half; "left" contradicts it.
    if any(topping.side == "left" for topping in toppings):
        raise Invalid("malformed", field="side")
    return Half(
        product=_id(fields.get("product"), "product"),
        toppings=tuple(Topping(topping.ingredient, "right", topping.amount) for topping in toppings),
        removed=_ids(fields.get("removed"), "removed"),
    )
