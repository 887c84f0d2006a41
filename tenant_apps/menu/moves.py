"""Where a row of the menu goes when somebody pushes or drops it: the edit that puts it there."""

from collections.abc import Mapping
from typing import Any

from pizzeria.menu_sheet import MenuSheet


def move(sheet: MenuSheet, what: str, row: Any, said: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the edit for ``way`` (up, down), or for ``before`` (a key, empty for the end) and ``category``.

    A product that is pushed past the end of its category goes on into the next one. None when there is nowhere to go.
    """
    if said.get("way") in ("up", "down"):
        return _pushed(sheet, what, row, up=said["way"] == "up")
    category = said.get("category") or getattr(row, "category", "")
    before = said.get("before") or None
    if before not in _around(sheet, what, category):
        before = None
    return _edit(what, row, before, category)


def _pushed(sheet: MenuSheet, what: str, row: Any, *, up: bool) -> dict[str, Any] | None:
    keys = _around(sheet, what, getattr(row, "category", ""))
    place = keys.index(row.key)
    if up and place > 0:
        return _edit(what, row, keys[place - 1], getattr(row, "category", ""))
    if not up and place < len(keys) - 1:
        after = keys[place + 2] if place + 2 < len(keys) else None
        return _edit(what, row, after, getattr(row, "category", ""))
    return _over(sheet, row, up=up) if what == "products" else None


def _over(sheet: MenuSheet, row: Any, *, up: bool) -> dict[str, Any] | None:
    """To the end of the category above, or to the beginning of the one below."""
    categories = list(sheet.table("categories"))
    place = categories.index(row.category) + (-1 if up else 1)
    if not 0 <= place < len(categories):
        return None
    there = _around(sheet, "products", categories[place])
    return _edit("products", row, None if up or not there else there[0], categories[place])


def _around(sheet: MenuSheet, what: str, category: str) -> list[str]:
    """The keys of the rows one sees together: of a table, or of the products of a category."""
    return [row.key for row in sheet.rows(what) if getattr(row, "category", "") == category]


def _edit(what: str, row: Any, before: str | None, category: str) -> dict[str, Any]:
    edit: dict[str, Any] = {"verb": "move_row", "what": what, "key": row.key, "before": before}
    return {**edit, "category": category} if what == "products" else edit
