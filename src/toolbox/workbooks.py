"""XLSX files: read as text with suspicion, written as tables. Formulas are reported, never calculated."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_UNPACKED = 20_000_000
MOST_FILES = 200
MOST_SHEETS = 20
MOST_COLUMNS = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the old XLS, and whatever is protected by a password
# What a library does with bytes that only pretend.
_BROKEN = (
    zipfile.BadZipFile, InvalidFileException, ParseError, ValueError, KeyError, TypeError, IndexError, AttributeError,
    OSError, EOFError, zlib.error, NotImplementedError, RuntimeError, OverflowError, zipfile.LargeZipFile, AssertionError,
)  # fmt: skip


class NotAWorkbook(ValueError):
    """The bytes are no workbook that can be read: ``code`` is unreadable, locked or too_large."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Sheet:
    """``rows``: numbered from 1, as people see them. ``formulas``: (row, column) of what was to be calculated."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    formulas: frozenset[tuple[int, int]]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin as one, also one that cannot be opened."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def read(data: bytes, *, most_rows: int) -> list[Sheet]:
    """Return the sheets with something in them, each cell as text, at most so many rows of each. Raises NotAWorkbook."""
    if data.startswith(_OLE):
        raise NotAWorkbook("locked")
    try:
        _check_archive(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheets = [_sheet(sheet, most_rows) for sheet in book.worksheets[:MOST_SHEETS] if sheet.sheet_state == "visible"]
        book.close()
    except _BROKEN as error:
        if isinstance(error, NotAWorkbook):
            raise
        raise NotAWorkbook("unreadable") from error
    return [sheet for sheet in sheets if sheet.rows]


def write(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """Return a workbook of tables (name, headings, rows): headings stay in sight, columns are as wide as their words."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, head, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, row in enumerate([head, *rows], start=1):
            for place, value in enumerate(row, start=1):
                _put(sheet.cell(number, place), value, is_head=number == 1)
        for place, title in enumerate(head, start=1):
            words = [len(str(row[place - 1])) for row in rows] if isinstance(rows, Sequence) else []
            sheet.column_dimensions[get_column_letter(place)].width = min(max([len(title), *words]) + 3, 48)
        sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _check_archive(data: bytes) -> None:
    """Raise NotAWorkbook for an archive that is more than it seems, before any of it is unpacked for good.

    What a file says of its own size is not believed: it is unpacked in pieces and counted. A document type, with
    which a few bytes of XML become gigabytes, has no place in a workbook.
    """
    left = MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES:
            raise NotAWorkbook("too_large")
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise NotAWorkbook("locked")
        for entry in entries:
            with archive.open(entry) as file:
                while piece := file.read(min(left + 1, 65_536)):
                    left -= len(piece)
                    if left < 0:
                        raise NotAWorkbook("too_large")
                    if entry.filename.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
                        raise NotAWorkbook("unreadable")


def _sheet(sheet: Any, most_rows: int) -> Sheet:
    rows: list[tuple[int, tuple[str, ...]]] = []
    formulas: set[tuple[int, int]] = set()
    sheet.reset_dimensions()  # what it says of its size may be anything
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        formulas |= {(number, place) for place, cell in enumerate(cells) if cell.data_type == "f"}
        texts = [_text(cell.value) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            rows.append((number, tuple(texts)))
        if len(rows) > most_rows or number > most_rows * 10:
            break
    return Sheet(sheet.title, tuple(rows), frozenset(formulas))


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return format(value, ".10g")  # 9.450000000000001 is what 9.45 became on its way
        case datetime() | date() | time():
            return value.isoformat()
    return str(value).replace("_x000D_", "").strip()


def _put(cell: Any, value: Any, *, is_head: bool) -> None:
    if isinstance(value, str):
        cell.value = "".join(_printable(value))
        cell.data_type = "s"  # also what begins with "=": text, never a formula
    elif value is not None:
        cell.value = value
        if isinstance(value, Decimal):
            cell.number_format = "0.00"
    if is_head:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top")


def _printable(text: str) -> Iterator[str]:
    """The signs that XML can hold."""
    return (sign for sign in text if sign >= " " or sign in "\t\n")
