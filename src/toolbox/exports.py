"""Files for spreadsheets."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a download of that name: the heading, then the rows, no cell of which is a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    write = csv.writer(response).writerow
    write(head)
    for row in rows:
        write(map(safe_cell, row))
    return response


def safe_cell(value: object) -> str:
    """Return the value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
