"""The menu a new pizzeria starts with."""

import tomllib
from functools import cache
from pathlib import Path

from pizzeria import menu_sheet

_FILE = Path(__file__).parent / "data" / "starter.toml"


@cache
def menu() -> menu_sheet.MenuSheet:
    """Return the Italian starter menu, in Italian and English; read once per process."""
    return menu_sheet.from_data(tomllib.loads(_FILE.read_text()))
