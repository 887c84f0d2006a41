"""Paper from a roll: PDF and ESC/POS."""

import re
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from toolbox import roll
from toolbox.roll import Roll, encoded

MM = 72 / 25.4
CSS = "@page { margin: 3mm } body { margin: 0; font-size: 10pt; line-height: 1.2 }"


def streams(pdf: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    whole = pdf if b"/MediaBox" in pdf else b"".join(streams(pdf))
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", whole)
    return [(float(wide) / MM, float(high) / MM) for wide, high in boxes]


def test_a_page_is_80_mm_wide_and_as_long_as_its_words() -> None:
    short, long = ("<body>" + "<p>Margherita</p>" * lines for lines in (1, 20))
    (one, other) = sizes(roll.pdf([short, long], css=CSS))
    assert one[0] == other[0] == pytest.approx(80, abs=0.1)
    assert 9 < one[1] < 25
    assert one[1] < other[1]


def test_nothing_on_a_page_is_fetched(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.urls import URLFetcher

    opened = []
    monkeypatch.setattr(URLFetcher, "open", lambda *asked, **_: opened.append(asked))
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    sheet = (
        f'<link rel="stylesheet" href="file://{secret}"><body><img src="file://{secret}">'
        '<img src="http://169.254.169.254/latest/"><img src="data:image/png;base64,AAAA"><p>Margherita</p>'
    )
    assert roll.pdf([sheet], css=CSS).startswith(b"%PDF")
    assert opened == []


def test_no_sheet_is_no_paper() -> None:
    with pytest.raises(ValueError, match="nothing to print"):
        roll.pdf([], css=CSS)


def test_a_server_without_the_library_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(roll.NoPdf):
        roll.pdf(["<p>Margherita"], css=CSS)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Tiramisù è già più buono: 5 €", "Tiramisù è già più buono: 5 €"),
        ("½ Margherita × 2 · würstel", "½ Margherita × 2 · würstel"),
        ("l’“ospite” – …", 'l\'"ospite" - ...'),
        ("Jiří Ştefan", "Jirí Stefan"),
        ("ピザ", "??"),
        ("a\x1b@\nb\x00", "a@b"),  # nobody's name is a command to the printer
    ],
)
def test_letters_arrive_as_they_were_written(text: str, printed: str) -> None:
    assert encoded(text).decode("cp858") == printed


def test_the_printer_is_told_its_code_page_and_to_cut() -> None:
    printed = Roll(page=13)
    printed.line("Però", bold=True, size=2)
    printed.cut()
    assert printed.output.startswith(b"\x1b@\x1bt\x0d")
    assert "Però\n".encode("cp858") in printed.output
    assert b"\x1d!\x11" in printed.output and b"\x1bE\x01" in printed.output  # twice as large, bold
    assert re.search(rb"\x1dV.", printed.output)


def test_two_columns_keep_their_places() -> None:
    printed = Roll()
    printed.columns(["MARGHERITA", "+ burrata"], ["QUATTRO FORMAGGI CON MOLTO GORGONZOLA"])
    lines = [line.decode("cp858")[-48:] for line in printed.output.split(b"\n") if b" | " in line]
    left, right = zip(*(line.split(" | ") for line in lines), strict=True)
    assert left[0].endswith("MARGHERITA".ljust(22)) and left[1].endswith("+ burrata".ljust(22))
    assert " ".join(part.strip() for part in right) == "QUATTRO FORMAGGI CON MOLTO GORGONZOLA"
