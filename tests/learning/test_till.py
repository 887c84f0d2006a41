"""What a till's export says, and which of its rows are left out."""

import gzip
from datetime import time
from decimal import Decimal

import pytest

from learning.frames import BadFrame
from learning.till import read_till, read_till_text
from tests.learning.shops import HEADER, export

GOOD = "1,2025-01-03,19:30:00,margherita,M,classic,8.50"


def test_a_good_row_is_read_in_full():
    (line,) = read_till_text(export(GOOD)).lines.to_dict("records")
    assert (line["line"], line["id"], line["name"], line["size"]) == (2, "1", "margherita", "M")
    assert (line["time"], line["price"], line["day"].date().isoformat()) == (
        time(19, 30),
        Decimal("8.50"),
        "2025-01-03",
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,2025-02-30,19:30:00,margherita,M,classic,8.50", "date '2025-02-30' is no day"),
        ("1,yesterday,19:30:00,margherita,M,classic,8.50", "date 'yesterday'"),
        ("1,0205-02-03,19:30:00,margherita,M,classic,8.50", "outside 1990 to 2100"),
        ("1,2025-01-03,25:00,margherita,M,classic,8.50", "time '25:00'"),
        ("1,2025-01-03,soon,margherita,M,classic,8.50", "time 'soon'"),
        ("1,2025-01-03,19:30:00, ,M,classic,8.50", "no name"),
        ("1,2025-01-03,19:30:00,margherita,M,classic,-8.50", "below zero"),
        ("1,2025-01-03,19:30:00,margherita,M,classic,", "price ''"),
        ("1,2025-01-03,19:30:00,margherita,M,classic,nan", "price 'nan'"),
        ("1,2025-01-03,19:30:00,margherita,M,classic,9999999", "above"),
        ("1,2025-01-03,19:30:00,margherita,M", "5 columns instead of 7"),
    ],
)
def test_a_bad_row_is_named_by_line_and_left_out(row, reason):
    till = read_till_text(export(GOOD, row, GOOD))
    (bad,) = till.bad
    assert bad.line == 3
    assert reason in bad.reason
    assert len(till.lines) == 2


def test_a_quoted_name_may_hold_commas_line_breaks_and_any_letters():
    till = read_till_text(export('1,2025-01-03,19:30:00,"pizza ""così"",\nbuona 🍕",M,x,8.50', "bad"))
    assert till.lines["name"].tolist() == ['pizza "così",\nbuona 🍕']
    assert [bad.line for bad in till.bad] == [4]


@pytest.mark.parametrize(
    ("written", "price"),
    [("8,50", "8.50"), ("€ 8.50", "8.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("0", "0"), ("8", "8")],
)
def test_prices_are_read_as_people_write_them(written, price):
    text = export(GOOD.replace("8.50", f'"{written}"'))
    assert read_till_text(text).lines["price"].tolist() == [Decimal(price)]


def test_days_may_come_day_first_and_a_missing_time_is_noon():
    (line,) = read_till_text(export("1,31/12/2025,,margherita,M,classic,8.50")).lines.to_dict("records")
    assert (line["day"].date().isoformat(), line["time"]) == ("2025-12-31", time(12))


def test_columns_come_in_any_order_with_others_between_and_semicolons():
    till = read_till_text("Price;x;date;time;name;size;type;ID\n8,5;?;2025-01-03;19:30;margherita;;;7\n")
    (line,) = till.lines.to_dict("records")
    assert (line["id"], line["price"], line["size"]) == ("7", Decimal("8.5"), "")


def test_a_file_without_the_columns_is_refused_and_says_which():
    with pytest.raises(BadFrame, match="missing: size, price"):
        read_till_text("id,date,time,name,type\n")


@pytest.mark.parametrize("text", ["", HEADER, export("", "  ,,,,,,")])
def test_an_empty_file_holds_nothing_or_is_refused(text):
    try:
        assert read_till_text(text).lines.empty
    except BadFrame as refused:
        assert "missing" in str(refused)


def test_a_compressed_windows_file_is_read(tmp_path):
    path = tmp_path / "till.csv.gz"
    path.write_bytes(gzip.compress(export("1,2025-01-03,19:30,caffè,M,drink,1.20").encode("cp1252")))
    assert read_till(path).lines["name"].tolist() == ["caffè"]


def test_a_frame_by_size_tells_sizes_apart():
    till = read_till_text(export(GOOD, GOOD.replace(",M,", ",L,"), GOOD.replace(",M,", ",,")))
    assert till.frame()["quantity"].tolist() == [3.0]
    assert till.frame(by_size=True)["item"].tolist() == ["margherita", "margherita · L", "margherita · M"]
