"""Papers as files: PDF for any printer a browser knows, ESC/POS for a thermal one."""

from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from pizzeria.tickets import Item, Part
from pizzeria.words import text_of
from tenant_apps.kitchen import papers
from tenant_apps.kitchen.models import Paper
from tenant_apps.kitchen.papers import Head, Label, Row, Sheet
from tenant_apps.kitchen.queries import Ticket
from toolbox import roll
from toolbox.roll import Roll

_CSS = Path(__file__).parent / "data" / "paper.css"


def to_pdf(ticket: Ticket, paper: str, *, station: str = "") -> bytes:
    """Return the paper as PDF pages 80 mm wide. Raises NothingToPrint."""
    with override(papers.language()):
        if paper == Paper.LABEL:
            sheets = [render_to_string("kitchen/paper/label.html", {"label": one}) for one in papers.labels(ticket)]
        else:
            whole = papers.sheet(ticket, station=station, is_change=paper == Paper.CHANGES)
            sheets = [render_to_string("kitchen/paper/ticket.html", {"sheet": whole})]
        return roll.pdf(sheets, css=_css())


def to_escpos(ticket: Ticket, paper: str, *, station: str = "", page: int = 19) -> bytes:
    """Return what a thermal printer of 80 mm takes; each paper is cut off. Raises NothingToPrint."""
    with override(papers.language()):
        printed = Roll(page=page)
        if paper == Paper.LABEL:
            for label in papers.labels(ticket):
                _label(printed, label)
        else:
            _sheet(printed, papers.sheet(ticket, station=station, is_change=paper == Paper.CHANGES))
        return printed.output


@cache
def _css() -> str:
    return _CSS.read_text()


def _label(printed: Roll, label: Label) -> None:
    head = label.head
    printed.line(f"{head.called}  {label.place}/{label.of}", bold=True, size=3)
    printed.line(f"{head.how} {head.when}  {head.name}", bold=True)
    printed.rule()
    many = f"{label.many}x " if label.many > 1 else ""
    printed.line(f"{many}{label.title} {label.size}".strip(), bold=True, size=2)
    _item(printed, label.item, head.language)
    printed.rule()
    _allergens(printed, label)
    printed.line(f"{head.shop} · n. {head.number}")
    printed.cut()


def _allergens(printed: Roll, label: Label) -> None:
    if label.contains:
        printed.line(f"{_('Contains:')} {', '.join(label.contains)}", bold=True)
    if label.may_contain:
        printed.line(f"{_('May contain:')} {', '.join(label.may_contain)}")
    if not (label.contains or label.may_contain):
        printed.line(_("None of the 14 allergens is declared."))


def _sheet(printed: Roll, sheet: Sheet) -> None:
    head = sheet.head
    if sheet.is_change:
        printed.line(f" {_('CHANGED')} ", bold=True, size=2, inverted=True)
    printed.line(head.called, bold=True, size=4)
    printed.line(f"{head.how} · {_when(head)}", bold=True, size=2)
    printed.line(f"n. {head.number} · {head.name}")
    if sheet.note:
        printed.line(sheet.note, bold=True)
    printed.rule()
    for row in sheet.rows:
        _row(printed, row, head.language)
    printed.cut()


def _row(printed: Roll, row: Row, language: str) -> None:
    change = {"new": f"+ {_('new')}: ", "struck": f"- {_('not wanted any more')}: "}.get(row.change, "")
    printed.line(f"{change}{row.many}x {row.title} {row.size}".strip(), bold=True, size=2, inverted=bool(row.change))
    if row.change != "struck":
        _item(printed, row.item, language)
        if row.allergens:
            printed.line(f"({', '.join(row.allergens)})")
    printed.line()


def _item(printed: Roll, item: Item, language: str) -> None:
    if item.dough:
        printed.line(text_of(item.dough, language), bold=item.is_special)
    if item.is_split:
        printed.columns(_part(item.left, language), _part(item.right, language))
    for line in _part(item.whole, language):
        printed.line(line, bold=True)
    if item.note:
        printed.line(f"* {item.note}")


def _part(part: Part, language: str) -> list[str]:
    name = [text_of(part.name, language).upper()] if part.name else []
    without = _("without").upper()
    return [
        *name,
        *(f"+ {extra.text(language)}" for extra in part.extras),
        *(f"{without} {text_of(gone, language)}" for gone in part.without),
    ]


def _when(head: Head) -> str:
    return f"{_('leave by')} {head.out_by}" if head.is_delivery else f"{_('for')} {head.when}"
