"""What the editor's pages share: reading the draft, putting an edit into it, and the bar that says what is not yet published."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from tenant_apps.menu import actions, drafts
from tenant_apps.menu.drafts import Draft
from tenant_apps.menu.errors import DraftMoved
from toolbox import refusals
from toolbox.refusals import Refusal

# The names of the tables in addresses, where toppings are what one looks for.
TABLES = {
    "categories": "categories",
    "products": "products",
    "sizes": "sizes",
    "toppings": "ingredients",
    "doughs": "doughs",
}


def show(
    request: HttpRequest, template: str, draft: Draft, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page of the editor, with the draft and its bar."""
    return render(request, template, {"draft": draft, **(context or {})}, status=status)


def revision(request: HttpRequest) -> int | None:
    """Return where the draft stood when the page was made, or was told since."""
    said = [int(value) for value in request.POST.getlist("revision") if value.isdecimal() and len(value) < 10]
    return max(said, default=None)


def put(request: HttpRequest, edit: Mapping[str, Any]) -> Draft:
    """Put what the form says into the draft. Raises what actions.edit_draft raises."""
    return actions.edit_draft(edit, revision=revision(request), by=request.actor, at=request.at)


def answer(request: HttpRequest, draft: Draft, words: str, *, back: str = "menu:editor") -> HttpResponse:
    """Say that it is done: on the page one came from, or to htmx by the bar alone."""
    if request.htmx and "cells" in request.POST:
        return bar(request, draft, words)
    messages.success(request, words)
    return lead_back(request, back)


def refuse(request: HttpRequest, refusal: Refusal, *, back: str = "menu:editor") -> HttpResponse:
    """Say why not; the bar then knows where the draft stands, so that sending it again is an answer to that."""
    if request.htmx and "cells" in request.POST:
        return bar(request, drafts.read(), str(refusal), is_error=True)
    refusals.say(request, refusal)
    return lead_back(request, back)


def bar(request: HttpRequest, draft: Draft, words: str, *, is_error: bool = False) -> HttpResponse:
    response = render(request, "menu/draft_bar.html", {"draft": draft, "oob": True})
    if is_error:
        response["HX-Trigger"] = json.dumps({"toast": {"text": words, "level": "error"}})
    return response


def lead_back(request: HttpRequest, back: str = "menu:editor") -> HttpResponse:
    """Return to the page one came from."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}) and "/manage/menu/" in came_from:
        return redirect(came_from)
    return redirect(back)


def moved(refusal: Refusal) -> dict[str, Any]:
    """What a form shows of a refusal because somebody else changed the draft meanwhile."""
    return {"moved": refusal} if isinstance(refusal, DraftMoved) else {}
