"""Reading a till's export: one row per piece sold, the columns of `COLUMNS`, bad rows named by line."""

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from learning.frames import BadFrame, frame_of_lines

COLUMNS = ("id", "date", "time", "name", "size", "type", "price")
T = TypeVar("T")

NOON = time(12)
HIGHEST_PRICE = Decimal(100_000)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?")
_PRICE = re.compile(r"(?:EUR|€|\$)?\s*(-?[\d.,]+)\s*(?:EUR|€|\$)?")


@dataclass(frozen=True)
class BadRow:
    """A row that was left out: its line in the file (the header is line 1), why, and its text."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class Till:
    """`lines` has one row per piece: line, id, day (datetime64), time, name, size, type, price (Decimal), and `told`, the day
    as the file has it."""

    lines: pd.DataFrame
    bad: tuple[BadRow, ...]

    def frame(self, *, by_size: bool = False) -> pd.DataFrame:
        """The daily frame of `learning.frames`, an item being a name, or a name and size."""
        items = self.lines["name"]
        if by_size:
            sizes = self.lines["size"]
            items = items.where(sizes == "", items + " · " + sizes)
        return frame_of_lines(days=self.lines["day"], items=items, prices=self.lines["price"].astype(float))


def ending_on(till: Till, day: date) -> Till:
    """The till moved by whole weeks, so that weekdays stay true, to end on `day`; what would come after it is left out."""
    if till.lines.empty:
        return till
    late = (day - till.lines["day"].max().date()).days
    weeks = -(-late // 7)
    lines = till.lines.assign(day=till.lines["day"] + pd.Timedelta(weeks=weeks))
    return Till(lines=lines[lines["day"] <= pd.Timestamp(day)].reset_index(drop=True), bad=till.bad)


def read_till(path: Path | str) -> Till:
    """Reads a csv (or csv.gz) in UTF-8, else Windows-1252, separated by commas, semicolons or tabs.

    Raises BadFrame when the file is no such table at all; single bad rows are listed, not raised.
    """
    raw = Path(path).read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    return read_till_text(_decoded(raw))


def read_till_text(text: str) -> Till:
    """As `read_till`, of text already in hand."""
    text = text.replace("\0", "")  # no database stores it
    header, _, _ = text.partition("\n")
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise BadFrame(f"the first line must name the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}")
    return _till(_numbered(reader), [columns.index(name) for name in COLUMNS], width=len(columns))


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    # A quoted field may hold line breaks: the row's number is the line it starts on.
    start = reader.line_num + 1
    for row in reader:
        yield start, row
        start = reader.line_num + 1


def _till(rows: Iterator[tuple[int, list[str]]], places: Sequence[int], *, width: int) -> Till:
    read_day, read_time, read_price = _remembering(_day), _remembering(_time), _remembering(_price)
    good: list[tuple[int, str, date, time, str, str, str, Decimal]] = []
    bad: list[BadRow] = []
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        try:
            if len(row) != width:
                raise ValueError(f"{len(row)} columns instead of {width}")
            key, day, moment, name, size, kind, price = (row[place].strip() for place in places)
            if not name:
                raise ValueError("no name")
            good.append((line, key, read_day(day), read_time(moment), name, size, kind, read_price(price)))
        except ValueError as why:
            bad.append(BadRow(line=line, reason=str(why), text=",".join(row)[:200]))
    lines = pd.DataFrame(good, columns=["line", "id", "day", "time", "name", "size", "type", "price"])
    lines["day"] = pd.to_datetime(lines["day"]).astype("datetime64[s]")
    lines["told"] = lines["day"]
    return Till(lines=lines, bad=tuple(bad))


def _remembering(read: Callable[[str], T]) -> Callable[[str], T]:
    # A year of rows holds few different dates and prices: each is read once.
    known: dict[str, T] = {}

    def remembered(text: str) -> T:
        if text not in known:
            known[text] = read(text)
        return known[text]

    return remembered


def _day(text: str) -> date:
    try:
        if found := _ISO.fullmatch(text):
            day = date(int(found[1]), int(found[2]), int(found[3]))
        elif found := _DAY_FIRST.fullmatch(text):
            day = date(int(found[3]), int(found[2]), int(found[1]))
        else:
            raise ValueError
    except ValueError:
        raise ValueError(f"date {text!r} is no day like 2025-12-31") from None
    if not 1990 <= day.year <= 2100:
        raise ValueError(f"date {text!r} is outside 1990 to 2100")
    return day


def _time(text: str) -> time:
    if not text:
        return NOON
    found = _TIME.fullmatch(text)
    try:
        if not found:
            raise ValueError
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        raise ValueError(f"time {text!r} is no time like 19:30:00") from None


def _price(text: str) -> Decimal:
    found = _PRICE.fullmatch(text)
    digits = found[1] if found else ""
    if "," in digits and "." in digits:
        thousands = "," if digits.rindex(",") < digits.rindex(".") else "."
        digits = digits.replace(thousands, "")
    try:
        price = Decimal(digits.replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"price {text!r} is no amount like 9.50") from None
    if price < 0:
        raise ValueError(f"price {text!r} is below zero")
    if price > HIGHEST_PRICE:
        raise ValueError(f"price {text!r} is above {HIGHEST_PRICE}")
    return price
