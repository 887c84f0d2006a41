"""The menu a new pizzeria starts with."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pizzeria import menu_sheet

_FILE = Path(__file__).parent / "data" / "starter.toml"


@cache
def menu() -> menu_sheet.MenuSheet:
    """Return the Italian starter menu, in Italian and English; read once per process."""
    return menu_sheet.from_data(tomllib.loads(_FILE.read_text()))


def glyph_of(name: Mapping[str, str]) -> str:
    """Return how an ingredient of this name is drawn; empty for one that nobody drew."""
    drawn = _drawn()
    return next((drawn[text.casefold()] for text in name.values() if text.casefold() in drawn), "")


@cache
def _drawn() -> dict[str, str]:
    return {text.casefold(): row.glyph for row in menu().ingredients for text in row.name.values()}
