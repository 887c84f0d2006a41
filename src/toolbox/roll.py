"""Paper from a roll, 80 mm wide: as PDF pages that end where their words end, and as ESC/POS bytes for a thermal printer."""

import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Any

from toolbox.pdf import NoPdf, lay_out

__all__ = ["NoPdf", "Roll", "encoded", "pdf"]

WIDTH_MM = 80
LONGEST_MM = 2000
COLUMNS = 48  # of font A on 80 mm
CODE_PAGE = "cp858"  # Western Europe with the euro
# What code page 858 has not, and what people read the same.
_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "−": "-", "\u00a0": " "}
)


def pdf(sheets: Sequence[str], *, css: str) -> bytes:
    """Return one page for each sheet (a whole HTML document), as long as what stands on it.

    Nothing is fetched: no picture, font or style sheet from anywhere, not even from the disk. Raises NoPdf.
    """
    pages: list[Any] = []
    document = None
    for sheet in sheets:
        laid = _lay_out(sheet, css, LONGEST_MM)
        document = _lay_out(sheet, css, _length(laid.pages[0]))
        pages += document.pages
    if document is None:
        raise ValueError("nothing to print")
    return bytes(document.copy(pages).write_pdf())


class Roll:
    """ESC/POS, line by line; ``output`` is what the printer gets. ``page``: the printer's number of code page 858."""

    def __init__(self, *, page: int = 19) -> None:
        from escpos.printer import Dummy  # here: the pages of the shop never need it

        self._printer = Dummy()
        self._printer.hw("INIT")
        self._printer._raw(b"\x1bt" + bytes([page]))

    def line(
        self, text: str = "", *, bold: bool = False, size: int = 1, align: str = "left", inverted: bool = False
    ) -> None:
        """Write it, broken at words; ``size`` 2 is twice as wide and high."""
        self._printer.set(
            bold=bold, align=align, invert=inverted, custom_size=True, width=size, height=size, smooth=size > 1
        )
        for part in textwrap.wrap(text, COLUMNS // size) or [""]:
            self._write(part)

    def rule(self) -> None:
        self.line("-" * COLUMNS)

    def columns(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Write two columns beside each other with a line between."""
        room = (COLUMNS - 3) // 2
        sides = [[part for text in side for part in textwrap.wrap(text, room) or [""]] for side in (left, right)]
        for number in range(max(map(len, sides))):
            one, other = (side[number] if number < len(side) else "" for side in sides)
            self.line(f"{one:<{room}} | {other}")

    def cut(self) -> None:
        self._printer.set_with_default()
        self._printer.cut()

    @property
    def output(self) -> bytes:
        return bytes(self._printer.output)

    def _write(self, text: str) -> None:
        self._printer._raw(encoded(text) + b"\n")


def encoded(text: str) -> bytes:
    """Return the text in code page 858; a letter it has not loses its accent, what is left becomes "?"."""
    plain = "".join(_nearest(letter) for letter in text.translate(_PLAIN) if letter >= " ")
    return plain.encode(CODE_PAGE, errors="replace")


def _nearest(letter: str) -> str:
    try:
        letter.encode(CODE_PAGE)
    except UnicodeEncodeError:
        return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return letter


def _lay_out(sheet: str, css: str, height: float) -> Any:
    return lay_out(sheet, css=[f"@page {{ size: {WIDTH_MM}mm {height:.1f}mm }}{css}"])


def _length(page: Any) -> float:
    """Millimetres from the top of the page to the end of its body, and the page's margin below it."""
    box = page._page_box
    body = next(child for child in box.descendants() if child.element_tag == "body")
    return float((body.position_y + body.margin_height() + box.margin_bottom) / 96 * 25.4) + 0.5
