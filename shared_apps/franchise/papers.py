"""A statement on paper, and how one is asked for: the same for head office and for the store."""

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import get_language

from pizzeria.royalties import month_after, month_of
from shared_apps.franchise.queries import Paper
from toolbox import pdf

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_CSS = Path(__file__).parent / "data" / "statement.css"


def month_in(text: str | None) -> date | None:
    """Return the month that "2026-05" names; None for anything else, also outside this century."""
    named = _MONTH.fullmatch(text or "")
    return date(int(named[1]), int(named[2]), 1) if named else None


def neighbours(paper: Paper, *, at: datetime) -> tuple[date | None, date | None]:
    """Return the months before and after that may have a paper of this store."""
    after = month_after(paper.month)
    return month_after(paper.month, -1), after if after <= month_of(at.date()) else None


def to_pdf(paper: Paper) -> bytes:
    """Return it as A4 pages in the reader's language. Raises NoPdf."""
    page = render_to_string("franchise/paper/statement.html", {"paper": paper, "language": get_language() or "en"})
    return pdf.pages(page, css=_css())


def as_download(paper: Paper) -> HttpResponse:
    answer = HttpResponse(to_pdf(paper), content_type="application/pdf")
    name = f"{slugify(paper.store_name) or 'store'}-{paper.month:%Y-%m}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@cache
def _css() -> str:
    return _CSS.read_text()
