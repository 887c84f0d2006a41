"""The menu out to a spreadsheet and back: looked at first, taken when its owner says so."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.accounts.access import staff
from tenant_apps.menu import drafts, importing
from tenant_apps.menu.file_forms import MenuFileForm
from tenant_apps.menu.views import drafting
from toolbox import refusals, workbooks
from toolbox.refusals import Refusal

# Nobody corrects more than these before they send the file again.
MOST_SHOWN = 200


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def import_menu(request: HttpRequest) -> HttpResponse:
    """The page with the files to download and the one to send; a sent one is read, and nothing is changed by that."""
    sent = request.method == "POST"
    form = MenuFileForm(request.POST if sent else None, request.FILES if sent else None, initial={"scope": "some"})
    context: dict[str, Any] = {"form": form, "draft": drafts.read()}
    status = 200
    if sent:
        status = 422
        if form.is_valid():
            reading = importing.read_file(
                form.cleaned_data["file"], language=_language(), is_whole=form.cleaned_data["scope"] == "whole"
            )
            context |= _told(reading)
            status = 200 if reading.is_right else 422
    return render(request, "menu/import.html", context, status=status)


@staff("menu.edit")
@require_POST
def take_import(request: HttpRequest) -> HttpResponse:
    """Put what was looked at into the draft."""
    try:
        data = json.loads(request.POST.get("sheet", ""))
        importing.take_file(data, revision=drafting.revision(request), by=request.actor, at=request.at)
    except (ValueError, RecursionError):
        messages.error(request, _("The file was not read to its end. Please send it again."))
        return redirect("menu:import")
    except Refusal as refusal:
        refusals.say(request, refusal)
        return redirect("menu:import")
    messages.success(request, _("The file is in the draft. Look at it, then publish it."))
    return redirect("menu:editor")


@staff("menu.edit")
@require_safe
def export_menu(request: HttpRequest, kind: str) -> HttpResponse:
    """The menu with what is in the draft, as CSV or XLSX."""
    if kind == "csv":
        return _download(importing.written_csv(language=_language()), "text/csv; charset=utf-8", "menu.csv")
    if kind == "xlsx":
        return _download(importing.written_workbook(language=_language()), workbooks.TYPE, "menu.xlsx")
    raise Http404


@staff("menu.edit")
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A workbook to begin with."""
    return _download(importing.template_workbook(language=_language()), workbooks.TYPE, "menu-template.xlsx")


def _told(reading: importing.Reading) -> dict[str, Any]:
    language = _language()
    problems = [
        {"sheet": problem.sheet, "row": problem.row, "column": problem.column, "words": problem.text(language)}
        for problem in reading.problems[:MOST_SHOWN]
    ]
    if reading.refused:
        problems.append({"sheet": "", "row": "", "column": "", "words": reading.refused.text(language)})
    return {
        "reading": reading,
        "problems": problems,
        "more": max(len(reading.problems) - MOST_SHOWN, 0),
        "sheet": json.dumps(reading.sheet.to_json(), separators=(",", ":"), ensure_ascii=False),
    }


def _download(data: bytes, type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=type, headers=headers)


def _language() -> str:
    return (get_language() or "it")[:2]
