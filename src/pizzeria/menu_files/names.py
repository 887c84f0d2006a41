"""Finding rows by what people call them: by id, or by a name in any language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pizzeria.words import text_of

DIAMETER = re.compile(r"\s*\(?(\d{2,3})\s*(?:cm)?\)?$")


def key_of(name: str) -> str:
    return " ".join(name.casefold().split())


def without_diameter(label: str) -> str:
    """ "Classica 32 cm" without its figure."""
    return DIAMETER.sub("", label) or label


class Names:
    """Keys of rows by their names."""

    def __init__(self, rows: Iterable[Any] = ()) -> None:
        self.keys: set[str] = set()
        self._found: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            self.add(row.key, row.name)

    def add(self, key: str, names: Mapping[str, str]) -> None:
        self.keys.add(key)
        for name in names.values():
            if key not in self._found[key_of(name)]:
                self._found[key_of(name)].append(key)

    def find(self, label: str) -> str | None:
        """The key of the row with this id or name, the first one of several."""
        return label if label in self.keys else next(iter(self._found.get(key_of(label), ())), None)

    def all(self, label: str) -> list[str]:
        return self._found.get(key_of(label), [])

    def label(self, row: Any, language: str) -> str:
        """What to call this row so that ``find`` finds it: its name, its id where another has the same."""
        name = text_of(row.name, language)
        return name if self.find(name) == row.key and self.all(name) == [row.key] else row.key


def said_names(cells: Mapping[str, str], field: str, language: str) -> dict[str, str]:
    """The texts under "Name", "Name (it)" and "Name (en)", by language."""
    found = {language: cells.get(field, "")} if cells.get(field) else {}
    return found | {code: cells[f"{field}_{code}"] for code in ("it", "en") if cells.get(f"{field}_{code}")}


def languages(columns: Iterable[str], field: str, language: str) -> frozenset[str]:
    """The languages that these columns speak for."""
    return frozenset(
        {
            language if column == field else column[-2:]
            for column in columns
            if re.fullmatch(f"{field}(_it|_en)?", column)
        }
    )
