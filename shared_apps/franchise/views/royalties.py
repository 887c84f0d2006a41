"""Head office's royalties: months beside stores, one statement and its paper, the formula."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pizzeria.royalties import from_minor, month_after, month_of
from shared_apps.accounts.access import platform
from shared_apps.franchise import actions, papers, queries, wording
from shared_apps.franchise.access import about_one
from shared_apps.franchise.forms import FormulaForm, FreezingDayForm, begin_with
from shared_apps.franchise.models import Formula, Franchise
from toolbox import refusals
from toolbox.exports import csv_file
from toolbox.refusals import Refusal

SHOWN = 12  # months at a time
AHEAD, BEFORE_THE_FIRST = 12, 24  # months that a formula may begin in


@require_safe
@platform("hq.see")
@about_one("franchise/royalties.html")
def royalties(request: HttpRequest, franchise: Franchise, mine: list[Franchise]) -> HttpResponse:
    """Months beside stores: what is frozen, and what stands in the books until it is."""
    last = papers.month_in(request.GET.get("until")) or month_of(request.at.date())
    table = queries.table(franchise, last=last, months=SHOWN, at=request.at)
    if request.GET.get("format") == "csv":
        return _as_csv(table)
    page = {"franchises": mine, "franchise": franchise, "table": table, "before": month_after(last, -SHOWN)}
    return render(request, "franchise/royalties.html", page | {"may_edit": request.user.may("royalties.edit")})


@require_POST
@platform("royalties.edit")
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze a month before its day, at a press of a button."""
    franchise = _mine(request)
    month = papers.month_in(request.POST.get("month"))
    if month is None:
        raise Http404
    try:
        done = actions.freeze_month(franchise, month=month, by=request.actor, at=request.at)
    except Refusal as refusal:
        refusals.say(request, refusal)
    else:
        words = {"month": wording.month_name(month), "count": len(done)}
        messages.success(request, _("%(month)s is frozen: %(count)d statements.") % words)
    return redirect(_address("franchise:royalties", franchise))


@require_safe
@platform("hq.see")
def statement(request: HttpRequest, store: UUID, month: str) -> HttpResponse:
    paper = _paper(request, store, month)
    context = {"paper": paper, "months": papers.neighbours(paper, at=request.at)}
    return render(request, "franchise/statement.html", context)


@require_safe
@platform("hq.see")
def statement_pdf(request: HttpRequest, store: UUID, month: str) -> HttpResponse:
    return papers.as_download(_paper(request, store, month))


@require_safe
@platform("hq.see")
def formula(request: HttpRequest) -> HttpResponse:
    """The formula in words with an example, its versions, and a form for the next."""
    franchise = _mine(request)
    return render(request, "franchise/formula.html", _formula_page(request, franchise))


@require_POST
@platform("royalties.edit")
def declare(request: HttpRequest) -> HttpResponse:
    """Show what the form says, or declare it."""
    franchise = _mine(request)
    form = _form(franchise, request.POST, at=request.at)
    if form.is_valid() and request.POST.get("do") == "declare" and _declare(request, franchise, form):
        return redirect(_address("franchise:formula", franchise))
    page = _formula_page(request, franchise, form=form)
    return render(request, "franchise/formula.html", page, status=422 if form.errors else 200)


@require_POST
@platform("royalties.edit")
def freezing_day(request: HttpRequest) -> HttpResponse:
    franchise, form = _mine(request), FreezingDayForm(request.POST)
    if form.is_valid():
        actions.set_freezing_day(franchise, day=form.cleaned_data["day"], by=request.actor, at=request.at)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose a day from 1 to 28: every month has it."))
    return redirect(_address("franchise:formula", franchise))


def _form(franchise: Franchise, data: Any = None, *, at: datetime) -> FormulaForm:
    stores = list(franchise.stores.current(at=at).select_related("pizzeria").order_by("pizzeria__name"))
    newest = franchise.formulas.filter(store=None).first()
    months = _first_months(franchise, at=at)
    return FormulaForm(data, stores=stores, months=months, initial=begin_with(newest))


def _formula_page(request: HttpRequest, franchise: Franchise, *, form: FormulaForm | None = None) -> dict[str, Any]:
    books, this = queries.books(franchise), month_of(request.at.date())
    tried = form.declaration.terms if form and form.is_valid() else None
    for_all = [each for each in books.formulas if each.store is None]
    held = next((each for each in for_all if each.covers(this)), for_all[0] if for_all else None)
    terms = tried or (held.terms if held else None)
    currency = form.currency if form and tried else books.currency
    return {
        "franchise": franchise,
        "form": form or _form(franchise, at=request.at),
        "may_edit": request.user.may("royalties.edit"),
        "day": FreezingDayForm(initial={"day": franchise.freezes_on}),
        "currency": currency,
        "terms": terms,
        "sentence": wording.sentence(terms, currency=currency) if terms else "",
        "example": wording.worked_example(terms) if terms else [],
        "is_tried": tried is not None,
        "held": held,
        "versions": _versions(books),
    }


def _declare(request: HttpRequest, franchise: Franchise, form: FormulaForm) -> bool:
    declaration = form.declaration
    try:
        actions.declare_formula(franchise, declared=declaration, by=request.actor, at=request.at)
    except Refusal as refusal:
        form.add_error("first_month", str(refusal))
        return False
    words = {"month": wording.month_name(declaration.first_month)}
    messages.success(request, _("Declared. It holds from %(month)s on.") % words)
    return True


def _versions(books: queries.Books) -> list[tuple[Formula, str, str]]:
    """Each declaration with whom it is for and what it says, the newest first."""
    stores = {store.pizzeria_id: store.pizzeria for store in books.stores}
    found = []
    for each in books.formulas:
        pizzeria = stores.get(each.store) if each.store else None
        currency = pizzeria.currency if pizzeria else books.currency
        said = _("As for all stores.") if each.follows_default else wording.sentence(each.terms, currency=currency)
        found.append((each, pizzeria.name if pizzeria else "", said))
    return found


def _first_months(franchise: Franchise, *, at: datetime) -> list[date]:
    """The months a formula may begin in. That of a store that just joined is among them, and the action looks again."""
    this = month_of(at.date())
    earliest = [queries.earliest_month(franchise, store=None, at=at)]
    earliest += [
        queries.earliest_month(franchise, store=each.pizzeria_id, at=at) for each in _newcomers(franchise, this, at=at)
    ]
    known = [month for month in earliest if month]
    first = min(known) if known else month_after(this, -BEFORE_THE_FIRST)
    return [month_after(first, number) for number in range(AHEAD + (0 if known else BEFORE_THE_FIRST))]


def _newcomers(franchise: Franchise, month: date, *, at: datetime) -> Any:
    return franchise.stores.current(at=at).filter(joined_at__date__gte=month)


def _mine(request: HttpRequest) -> Franchise:
    """The franchise that the address or the form names, or the first; 404 for who has none or names another's."""
    mine = queries.franchises_of(request.user)
    wanted = request.POST.get("franchise") or request.GET.get("franchise")
    found = [one for one in mine if wanted in (None, "", str(one.id))]
    if not found:
        raise Http404
    return found[0]


def _paper(request: HttpRequest, store: UUID, month: str) -> queries.Paper:
    """The paper, if it is of one of the person's own franchises; else 404."""
    wanted = papers.month_in(month)
    for franchise in queries.franchises_of(request.user) if wanted else ():
        if wanted and (paper := queries.paper(franchise, store=store, month=wanted, at=request.at)):
            return paper
    raise Http404


def _address(name: str, franchise: Franchise) -> str:
    return f"{reverse(name)}?franchise={franchise.id}"


def _as_csv(table: queries.Table) -> HttpResponse:
    head = ["month", "store", "number", "state", "currency", "basis", "royalty", "advertising", "corrections", "total"]
    name = f"royalties-{table.months[-1].month:%Y-%m}-{table.months[0].month:%Y-%m}.csv"
    return csv_file(name, head, (_cells(paper) for row in table.months for paper in row.papers if paper))


def _cells(paper: queries.Paper) -> list[object]:
    amounts = (paper.charge.base, paper.charge.royalty, paper.charge.advertising, paper.corrected.total, paper.total)
    state = "frozen" if paper.is_frozen else "draft"
    known = [f"{paper.month:%Y-%m}", paper.store_name, paper.called, state, paper.currency]
    return [*known, *(from_minor(units, paper.currency) for units in amounts)]
