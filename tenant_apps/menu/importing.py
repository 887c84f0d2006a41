"""The menu as a file: read and compared without touching anything, put into the draft, and written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from pizzeria import menu_csv, menu_edits
from pizzeria.menu_checks import Refused
from pizzeria.menu_diff import diff
from pizzeria.menu_files import columns, template, writing
from pizzeria.menu_files.tables import MOST_ROWS, Problem, Sheet, Table
from pizzeria.menu_keys import identified
from pizzeria.menu_sheet import MenuSheet
from pizzeria.menu_values import Malformed, Text
from shared_apps.journal.facts import Actor
from tenant_apps.menu import actions, drafts
from tenant_apps.menu.drafts import Draft
from tenant_apps.menu.errors import EditRefused
from tenant_apps.menu.models import Product
from toolbox import workbooks
from toolbox.ids import uuid7


@dataclass(frozen=True)
class Reading:
    """What a file would do. ``changes`` wait in the draft, ``at_once`` is what of it counts when it is taken.

    ``problems`` of single rows and ``refused`` of the whole: with either nothing can be taken.
    """

    sheet: MenuSheet
    revision: int
    problems: tuple[Problem, ...] = ()
    refused: Refused | None = None
    changes: tuple[Text, ...] = field(default=())
    at_once: tuple[Text, ...] = field(default=())

    @property
    def is_right(self) -> bool:
        return not self.problems and self.refused is None


def read_file(data: bytes, *, language: str, is_whole: bool) -> Reading:
    """Return what the file would change, whatever its bytes are. ``is_whole``: what it does not list is to go."""
    draft = drafts.read()
    sheet, problems = menu_csv.read_tables(_tables(data), language=language, like=draft.sheet, is_whole=is_whole)
    if problems:
        return Reading(sheet, draft.revision, problems)
    sheet = identified(sheet, new=lambda: str(uuid7()), like=draft.sheet)
    try:
        after = menu_edits.apply(draft.sheet, {"verb": "replace_menu", "sheet": sheet.to_json()})
    except Refused as refused:
        return Reading(sheet, draft.revision, refused=refused)
    offered = {row.key: row.is_active for row in sheet.products}
    live = tuple(replace(row, is_active=offered.get(row.key, row.is_active)) for row in after.products)
    at_once = diff(after, replace(after, products=live))
    return Reading(sheet, draft.revision, changes=diff(draft.sheet, after), at_once=at_once)


@transaction.atomic
def take_file(data: Any, *, revision: int | None, by: Actor, at: datetime) -> Draft:
    """Put the menu that a file was read as into the draft, as one edit; what it says is or is not to be had counts now.

    Raises EditRefused, and DraftMoved when somebody else has changed the draft since the file was looked at.
    """
    try:
        sheet = MenuSheet.from_json(data)
    except Malformed as wrong:
        raise EditRefused(Refused("malformed", field=wrong.field)) from None
    edit = {"verb": "replace_menu", "sheet": sheet.to_json()}
    draft = actions.edit_draft(edit, revision=revision, by=by, at=at)
    offered: Mapping[str, bool] = {row.key: row.is_active for row in sheet.products}
    for product in Product.objects.only("id", "is_active"):
        if offered.get(str(product.id), product.is_active) != product.is_active:
            actions.offer_product(product, is_active=not product.is_active, by=by, at=at)
    return draft


def written_csv(*, language: str) -> bytes:
    """Return the menu with what is in the draft, as a spreadsheet of that language opens it."""
    return menu_csv.write(drafts.read().sheet, language=language).encode()


def written_workbook(*, language: str) -> bytes:
    return _workbook(writing.workbook(drafts.read().sheet, language=language))


def template_workbook(*, language: str) -> bytes:
    return _workbook(template.template(language))


def _workbook(sheets: tuple[Sheet, ...]) -> bytes:
    return workbooks.write((sheet.name, sheet.head, sheet.rows) for sheet in sheets)


def _tables(data: bytes) -> list[Table | Problem]:
    if not workbooks.is_workbook(data):
        return [menu_csv.table(menu_csv.decoded(data))]
    try:
        sheets = workbooks.read(data, most_rows=MOST_ROWS + 1)
    except workbooks.NotAWorkbook as refused:
        params = {"kind": "XLSX", "most": workbooks.MOST_UNPACKED // 1_000_000}
        return [Problem(1, refused.code, params)]
    return [_table(sheet) for sheet in sheets if not columns.is_help(sheet.name)]


def _table(sheet: workbooks.Sheet) -> Table:
    (_, titles), *rows = sheet.rows
    filled = [place for place, title in enumerate(titles, start=1) if title]
    head = tuple(title.strip() for title in titles[: max(filled, default=0)])
    return Table(sheet.name, head, tuple(rows), sheet.formulas)
