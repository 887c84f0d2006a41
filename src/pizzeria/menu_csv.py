"""A menu as a CSV file: one table, read from any hand, written so that reading gives the same menu back.

One row for each thing, with a price for each size beside it; or a row for each product and size. Columns in any order,
their names in Italian or English (menu_files.columns); the ones most people need:

    kind         pizza, food, drink, alcohol, dessert; topping, ingredient, dough, size, category
    category     where it stands on the menu (products only)
    name         in the shop's language; `name_it` and `name_en` where there are two
    size         "Classica 32": sizes appear on the menu in the order they first appear here
    price        9.50 or 9,50; of a topping or dough: what it adds, for every size where `size` is empty; or one column
                 for each size: `price Classica`, `price Maxi`
    ingredients  tomato, mozzarella, basil
    allergens    EU names or codes: milk, gluten; "none" says there are none
    may_contain  traces
    description
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from pizzeria.menu_files import building, writing
from pizzeria.menu_files.reading import Reader
from pizzeria.menu_files.tables import MOST_ROWS, Cell, Problem, Table
from pizzeria.menu_sheet import EMPTY, MenuSheet
from pizzeria.money import figure

__all__ = ["COLUMNS", "MOST_ROWS", "Problem", "decoded", "read", "table", "write"]

COLUMNS = ("kind", "category", "name", "size", "price", "ingredients", "allergens", "may_contain", "description")


def decoded(raw: bytes) -> str:
    """The text of a file as Excel or a text editor saved it."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read(text: str, *, language: str = "it") -> tuple[MenuSheet, tuple[Problem, ...]]:
    """The menu in the file, and what is wrong with it, by row. With a problem the menu is not fit to be used."""
    return read_tables([table(text)], language=language)


def read_tables(
    tables: list[Table | Problem], *, language: str, like: MenuSheet = EMPTY, is_whole: bool = True
) -> tuple[MenuSheet, tuple[Problem, ...]]:
    """The menu in these tables, laid over the one there is (menu_files.building), and what is wrong, by row."""
    reader = Reader(language, like)
    reader.problems += [found for found in tables if isinstance(found, Problem)]
    reader.read([found for found in tables if isinstance(found, Table)])
    sheet = building.build(reader, is_whole=is_whole)
    return sheet, tuple(sorted(reader.problems, key=lambda problem: (problem.sheet, problem.row)))


def table(text: str) -> Table | Problem:
    """The table in the file, or why there is none."""
    text = text.lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count))
    head: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for cells in lines:
            if not head:
                head = tuple(cell.strip() for cell in cells)
            elif any(cells):
                rows.append((lines.line_num, tuple(cells)))
            if len(rows) > MOST_ROWS:
                break
    except csv.Error:
        return Problem(lines.line_num, "unreadable", {"kind": "CSV (UTF-8)"})
    return Table("", head, tuple(rows))


def write(menu: MenuSheet, *, language: str) -> str:
    """The file, as the spreadsheets of that language open it with two clicks: no cell of it is a formula."""
    sheet = writing.one_table(menu, language=language)
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";" if language == "it" else ",", lineterminator="\r\n")
    writer.writerow(sheet.head)
    writer.writerows([_text(cell, language) for cell in row] for row in sheet.rows)
    return out.getvalue()


def _text(cell: Cell, language: str) -> str:
    return figure(cell, language) if isinstance(cell, Decimal) else str(cell)
