"""Workbooks from strangers: text comes out, bombs and formulas do not go off."""

import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from toolbox import workbooks
from toolbox.workbooks import NotAWorkbook

TABLE = ("Menu", ("name", "price"), [("Margherita", Decimal("6.50")), ("=1+1", 3)])
FILE = workbooks.write([TABLE])


def read(data, most_rows=100):
    return workbooks.read(data, most_rows=most_rows)


def refused(data):
    with pytest.raises(NotAWorkbook) as error:
        read(data)
    return error.value.code


def changed(name, text, *, data=FILE):
    """The workbook with one of its files put in the place of another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, text)
    return out.getvalue()


def test_what_is_written_is_read_as_text():
    (sheet,) = read(FILE)
    assert sheet.name == "Menu"
    assert sheet.rows == ((1, ("name", "price")), (2, ("Margherita", "6.5")), (3, ("=1+1", "3")))
    assert not sheet.formulas


def test_text_that_looks_like_a_formula_stays_text():
    cell = load_workbook(io.BytesIO(FILE))["Menu"]["A3"]
    assert cell.data_type == "s"


def test_a_formula_is_told_and_not_calculated():
    book = Workbook()
    book.active.append(["name", "price"])
    book.active.append(["x", "=1+1"])
    out = io.BytesIO()
    book.save(out)
    (sheet,) = read(out.getvalue())
    assert sheet.formulas == {(2, 1)}


def test_figures_are_what_people_typed():
    book = Workbook()
    book.active.append([9.450000000000001, 12, 12.0, True, None, " a "])
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue())[0].rows[0][1] == ("9.45", "12", "12", "yes", "", "a")


def test_rows_have_an_end_whatever_the_sheet_says_of_its_size():
    big = workbooks.write([("A", ("x",), [(str(number),) for number in range(500)])])
    assert len(read(big, most_rows=50)[0].rows) == 51


def test_a_bomb_is_refused_while_it_is_unpacked():
    with_bomb = changed("xl/media/image1.png", b"\x00" * (workbooks.MOST_UNPACKED + 1))
    assert len(with_bomb) < 200_000
    assert refused(with_bomb) == "too_large"


def test_too_many_files_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(workbooks.MOST_FILES + 1):
            made.writestr(f"{number}", b"")
    assert refused(out.getvalue()) == "too_large"


def test_a_document_type_is_refused():
    """What a billion laughs begin with."""
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    assert refused(changed("xl/sharedStrings.xml", laughs)) == "unreadable"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"),
        (b"PK\x03\x04 not much of an archive", "unreadable"),
        (FILE[: len(FILE) // 2], "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked"),
        (changed("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "unreadable"),
    ],
    ids=["empty", "head", "cut", "old", "open-xml"],
)
def test_what_is_no_workbook_is_refused(data, code):
    assert refused(data) == code


def test_a_workbook_without_a_sheet_holds_nothing():
    assert read(changed("xl/workbook.xml", b"<nothing/>")) == []


@given(place=st.floats(0, 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_workbook_is_read_or_refused_and_never_a_crash(place, byte, cut):
    data = bytearray(FILE)
    at = int(place * (len(data) - 1))
    data[at] = byte
    try:
        read(bytes(data[:at] if cut else data))
    except NotAWorkbook as error:
        assert error.code in ("unreadable", "too_large", "locked")


@given(st.binary(max_size=300))
def test_any_text_in_a_workbook_is_read_or_refused(data):
    try:
        read(changed("xl/worksheets/sheet1.xml", data))
    except NotAWorkbook as error:
        assert error.code == "unreadable"
