"""What is changed where it stands: names and prices in their cells, all prices at once, both languages side by side."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pizzeria import menu_edits
from pizzeria.menu_checks import Refused
from pizzeria.menu_edits import PRICED, TRANSLATED
from pizzeria.menu_sheet import MenuSheet
from shared_apps.accounts.access import staff
from tenant_apps.menu import drafts, tables
from tenant_apps.menu.draft_forms import RaiseForm, cells_from
from tenant_apps.menu.drafts import Draft
from tenant_apps.menu.errors import CellsUnreadable, EditRefused
from tenant_apps.menu.views import drafting
from toolbox.refusals import Refusal


@staff("menu.edit")
@require_POST
def cells(request: HttpRequest) -> HttpResponse:
    """Names and prices as they stand in a grid: whatever differs from the draft is one edit of each sort."""
    draft = drafts.read()
    prices, texts, wrong = cells_from(request.POST, draft.sheet, language=(get_language() or "it")[:2])
    edits: list[dict[str, Any]] = []
    if prices:
        edits.append({"verb": "price_rows", "prices": prices})
    if texts:
        edits.append({"verb": "translate_rows", "texts": texts})
    try:
        for edit in edits:
            draft = drafting.put(request, edit)
    except Refusal as refusal:
        return drafting.refuse(request, refusal)
    if wrong:
        return drafting.refuse(request, CellsUnreadable(what=", ".join(wrong)))
    return drafting.answer(request, draft, _("Saved in the draft."))


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def prices(request: HttpRequest) -> HttpResponse:
    """Many prices at once: looked at one by one before they are put into the draft."""
    draft = drafts.read()
    form = RaiseForm(request.POST or request.GET or None, sheet=draft.sheet)
    context: dict[str, Any] = {"form": form, "groups": tables.groups(draft.sheet)}
    status = 200
    if form.is_bound and form.is_valid():
        try:
            if request.method == "POST":
                for edit in form.edits():
                    draft = drafting.put(request, edit)
                messages.success(request, _("The new prices are in the draft."))
                return redirect("menu:editor")
            context["preview"] = list(_preview(draft, form))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            context |= drafting.moved(refusal)
            status = refusal.status
    elif request.method == "POST":
        status = 422
    return drafting.show(request, "menu/prices.html", drafts.read(), context, status=status)


def _preview(draft: Draft, form: RaiseForm) -> Iterator[dict[str, Any]]:
    after = draft.sheet
    try:
        for edit in form.edits():
            after = menu_edits.apply(after, edit)
    except Refused as refused:
        raise EditRefused(refused) from None
    sizes = after.table("sizes")
    for what in PRICED:
        before = draft.sheet.table(what)
        for row in after.rows(what):
            for size, price in row.prices.items():
                if before[row.key].prices[size] != price:
                    size_name = sizes[size].name if size else ""
                    yield {"name": row.name, "size": size_name, "old": before[row.key].prices[size], "new": price}


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def translations(request: HttpRequest) -> HttpResponse:
    """Every name and description in both languages; what is missing is marked."""
    draft = drafts.read()
    if request.method == "POST":
        texts = [
            [what, row.key, field, language, said.strip()]
            for what, row, field, language, said in _said(request, draft.sheet)
            if said.strip() != getattr(row, field).get(language, "")
        ]
        try:
            if texts:
                drafting.put(request, {"verb": "translate_rows", "texts": texts})
            messages.success(request, _("Saved in the draft."))
            return redirect("menu:translations")
        except Refusal as refusal:
            return drafting.refuse(request, refusal, back="menu:translations")
    rows = tables.texts(draft.sheet)
    missing = sum(1 for group in rows for row in group.rows if row.missing)
    only = "missing" in request.GET
    return drafting.show(
        request, "menu/translations.html", draft, {"groups": rows, "missing": missing, "only_missing": only}
    )


def _said(request: HttpRequest, sheet: MenuSheet) -> Iterator[tuple[str, Any, str, str, str]]:
    for field, whats in TRANSLATED.items():
        for what in whats:
            for row in sheet.rows(what):
                for language in ("it", "en"):
                    said = request.POST.get(f"{field}:{what}:{row.key}:{language}")
                    if said is not None:
                        yield what, row, field, language, said
