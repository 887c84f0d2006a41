"""What hands make: a line as the kitchen reads it, by half where halves differ, and how many of each are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pizzeria.catalogue import Name
from pizzeria.words import LANGUAGES, WORDS, text_of

HALF = "½ "
BETWEEN = " · ½ "  # as pricing names a pizza of two halves
SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Extra:
    """An added ingredient; ``amount`` light, normal or double."""

    name: Name
    amount: str = "normal"

    def text(self, language: str) -> str:
        name = text_of(self.name, language)
        return name if self.amount == "normal" else f"{name} ({text_of(WORDS[self.amount], language)})"


@dataclass(frozen=True, slots=True)
class Part:
    """What is out of the ordinary about the whole or about one side; ``name`` is its recipe's, "" where they share one."""

    name: Name = ""
    extras: tuple[Extra, ...] = ()
    without: tuple[Name, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.name or self.extras or self.without)


@dataclass(frozen=True, slots=True)
class Item:
    """One line to make. ``left`` and ``right`` say something only where the sides differ (``is_split``).

    ``dough`` is "" for what stands on none; ``is_special``: a dough that costs more, not the one of every day.
    """

    name: Name
    whole: Part
    left: Part
    right: Part
    dough: Name = ""
    is_special: bool = False
    note: str = ""

    @property
    def is_split(self) -> bool:
        return bool(self.left or self.right)

    @property
    def sides(self) -> tuple[Part, Part]:
        return self.left, self.right


def item(name: Name, steps: Sequence[Mapping[str, Any]], note: str = "") -> Item:
    """Read a line from its stored name and price steps: what was agreed, whatever the menu says today."""
    extras: dict[str, list[Extra]] = {"whole": [], "left": [], "right": []}
    without: dict[str, list[Name]] = {"whole": [], "left": [], "right": []}
    dough: Name = ""
    is_special = False
    for step in steps:
        kind, label, params = step["kind"], step["label"], step["params"]
        if kind == "topping" and params["side"] == "both":
            for side in SIDES:
                extras[side].append(Extra(label, params[side]))
        elif kind == "topping":
            extras[params["side"]].append(Extra(label, params["amount"]))
        elif kind == "removal":
            without[params["side"]].append(label)
        elif kind == "dough":
            dough, is_special = label, Decimal(step["amount"]) > 0
    names = dict(zip(SIDES, halves(name), strict=True)) if _is_halved(steps) else {}
    parts = {
        side: Part(names.get(side, ""), tuple(extras[side]), tuple(without[side]))
        for side in ("whole", "left", "right")
    }
    return Item(name, parts["whole"], parts["left"], parts["right"], dough, is_special, note)


def halves(name: Name) -> tuple[Name, Name]:
    """The two names in the name of a pizza of two halves."""
    words = {language: text_of(name, language) for language in LANGUAGES}
    pairs = {language: text.removeprefix(HALF).partition(BETWEEN) for language, text in words.items()}
    left = {language: pair[0] for language, pair in pairs.items()}
    return left, {language: pair[2] for language, pair in pairs.items()}


def _is_halved(steps: Iterable[Mapping[str, Any]]) -> bool:
    return any(step["kind"] in ("half", "halves") for step in steps)


@dataclass(frozen=True, slots=True)
class Made:
    """An item to count: how many, in which size and language."""

    item: Item
    many: int
    size: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """``whole`` of them and ``halves`` that are half of a pizza: 3 and 1 halves need the cheese of three and a half."""

    name: str
    size: str
    whole: int
    halves: int

    @property
    def together(self) -> Decimal:
        return self.whole + self.halves / Decimal(2)


@dataclass(frozen=True, slots=True)
class Tally:
    """All that is open: pizzas and plates, then the toppings and special doughs to have at hand; most first."""

    items: tuple[Count, ...]
    extras: tuple[Count, ...]
    doughs: tuple[Count, ...]


def tally(made: Iterable[Made], language: str) -> Tally:
    """Count what is to be made. A half counts as a half, a topping on one side too, a double as two."""
    items: Counter[tuple[str, str, bool]] = Counter()
    extras: Counter[tuple[str, str, bool]] = Counter()
    doughs: Counter[tuple[str, str, bool]] = Counter()
    for one in made:
        wanted = one.item
        if wanted.left.name:
            for part in wanted.sides:
                items[text_of(part.name, language), one.size, True] += one.many
        else:
            items[text_of(wanted.name, language), one.size, False] += one.many
        for part, is_half in ((wanted.whole, False), (wanted.left, True), (wanted.right, True)):
            for extra in part.extras:
                if extra.amount:
                    extras[text_of(extra.name, language), "", is_half] += one.many * (
                        2 if extra.amount == "double" else 1
                    )
        if wanted.is_special:
            doughs[text_of(wanted.dough, language), one.size, False] += one.many
    return Tally(_counts(items), _counts(extras), _counts(doughs))


def _counts(many: Mapping[tuple[str, str, bool], int]) -> tuple[Count, ...]:
    keys = dict.fromkeys((name, size) for name, size, _ in many)
    rows = [Count(*key, many.get((*key, False), 0), many.get((*key, True), 0)) for key in keys]
    return tuple(sorted(rows, key=lambda row: (-row.together, row.name, row.size)))
