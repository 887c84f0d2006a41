"""The draft as the editor's tables show it: rows with what was changed and what each is worth a look for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pizzeria.catalogue import BUILT_KINDS
from pizzeria.menu_sheet import MenuSheet
from tenant_apps.menu.drafts import Draft

TITLES = {
    "categories": _("Categories"),
    "products": _("Products"),
    "ingredients": _("Toppings"),
    "doughs": _("Doughs"),
    "sizes": _("Sizes"),
}


@dataclass(frozen=True)
class Cell:
    """One price: its field's name, the size it is for, what it is and, when it was changed, what it was."""

    name: str
    size: Any
    price: Decimal | None
    former: Decimal | None
    is_changed: bool


@dataclass(frozen=True)
class Line:
    """A row with its prices. ``is_live``: customers see it now, so that it can be switched off at once."""

    row: Any
    cells: tuple[Cell, ...]
    is_new: bool
    is_changed: bool


@dataclass(frozen=True)
class Group:
    row: Any
    lines: tuple[Line, ...]
    sizes: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Texts:
    """The words of a row in both languages."""

    what: str
    key: str
    field: str
    it: str
    en: str

    @property
    def missing(self) -> str:
        """The language it lacks words in, when it has them in the other."""
        if bool(self.it) == bool(self.en):
            return ""
        return "en" if self.it else "it"


@dataclass(frozen=True)
class TextGroup:
    title: Any
    rows: tuple[Texts, ...] = field(default=())


def products(draft: Draft) -> list[Group]:
    """The categories with their products, and the sizes that head their prices."""
    found = []
    for category in draft.sheet.categories:
        rows = [row for row in draft.sheet.products if row.category == category.key]
        sized = any(row.kind in BUILT_KINDS for row in rows)
        lines = tuple(_line("products", row, draft) for row in rows)
        found.append(Group(category, lines, draft.sheet.sizes if sized else ()))
    return found


def lines(what: str, draft: Draft) -> list[Line]:
    return [_line(what, row, draft) for row in draft.sheet.rows(what)]


def groups(sheet: MenuSheet) -> list[tuple[Any, list[Any]]]:
    """The categories with their products, and all toppings, to choose whose prices change."""
    return [(row, [item for item in sheet.products if item.category == row.key]) for row in sheet.categories]


def texts(sheet: MenuSheet) -> list[TextGroup]:
    """Every name, and every description where one is written in some language."""
    found = []
    for what, title in TITLES.items():
        rows: list[Texts] = []
        for row in sheet.rows(what):
            rows.append(_texts(what, row, "name"))
            if what == "products":
                rows.append(_texts(what, row, "description"))
        found.append(TextGroup(title, tuple(rows)))
    return found


def _texts(what: str, row: Any, name: str) -> Texts:
    words = getattr(row, name)
    return Texts(what, row.key, name, words.get("it", ""), words.get("en", ""))


def _line(what: str, row: Any, draft: Draft) -> Line:
    old = draft.base.table(what).get(row.key)
    is_sized = what != "products" or row.kind in BUILT_KINDS
    sizes: Iterable[Any] = draft.sheet.sizes if is_sized else (None,)
    return Line(
        row,
        tuple(_cell(what, row, old, size) for size in sizes) if hasattr(row, "prices") else (),
        is_new=old is None,
        is_changed=old is not None and old != row,
    )


def _cell(what: str, row: Any, old: Any, size: Any) -> Cell:
    key = size.key if size else ""
    price = row.prices.get(key)
    former = old.prices.get(key) if old else None
    return Cell(f"price:{what}:{row.key}:{key}", size, price, former, old is not None and former != price)
