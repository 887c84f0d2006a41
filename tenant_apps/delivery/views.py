"""The manager's page of what the oven and the dough can still take, slot by slot."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import date as day_words
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shared_apps.accounts.access import staff
from tenant_apps.delivery import actions, book
from tenant_apps.delivery.forms import MOST_BALLS, MOST_PLACES, DayForm, DoughForm, SlotForm
from tenant_apps.shop import queries as shops


@staff("shop.edit")
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    return _page(request, DayForm(request.GET).chosen())


@staff("shop.edit")
@require_POST
def set_slot(request: HttpRequest) -> HttpResponse:
    form = SlotForm(_said(request))
    day = DayForm(_said(request)).chosen()
    if not form.is_valid() or not book.is_stretch(form.cleaned_data["start"], at=request.at):
        return _refused(request, day, _("Between 0 and %(most)s places, please.") % {"most": MOST_PLACES})
    start, wanted = form.cleaned_data["start"], form.cleaned_data["places"]
    before = actions.set_places(start, places=wanted, by=request.actor, at=request.at)
    hour = f"{start.astimezone(shops.timetable(at=request.at).shop.zone):%H:%M}"
    return _done(
        request,
        day,
        _slot_words(wanted) % {"hour": hour, "n": wanted},
        reverse("delivery:set-slot"),
        {"start": start.isoformat(), "places": before, "day": day},
    )


@staff("shop.edit")
@require_POST
def set_dough(request: HttpRequest) -> HttpResponse:
    form = DoughForm(_said(request))
    day = DayForm(_said(request)).chosen()
    if not form.is_valid() or form.cleaned_data["day"] not in book.day_of(day, at=request.at).days:
        return _refused(request, day, _("Between 0 and %(most)s balls of dough, please.") % {"most": MOST_BALLS})
    wanted = form.cleaned_data["balls"]
    before = actions.set_dough(day, balls=wanted, by=request.actor, at=request.at)
    words = _("%(day)s: dough as usual.") if wanted is None else _("%(day)s: dough for %(n)s.")
    said = words % {"day": day_words(day, "l j F"), "n": wanted}
    return _done(request, day, said, reverse("delivery:set-dough"), {"day": day, "balls": before})


def _said(request: HttpRequest) -> Mapping[str, Any]:
    """What the form said; what is taken back says it in its address."""
    return request.POST.dict() | {name: value for name, value in request.GET.items() if name not in request.POST}


def _slot_words(places: int | None) -> str:
    if places is None:
        return _("%(hour)s: places as usual.")
    return _("%(hour)s: %(n)s places.") if places else _("%(hour)s is closed.")


def _done(request: HttpRequest, day: date | None, words: str, address: str, before: dict[str, Any]) -> HttpResponse:
    if not request.htmx:
        messages.success(request, words)
        return _back(day)
    response = _page(request, day)
    kept = {name: value for name, value in before.items() if value is not None}
    toast = {"text": words, "undo": f"{address}?{urlencode(kept)}", "undo_label": _("Undo")}
    response["HX-Trigger"] = json.dumps({"toast": toast})
    return response


def _refused(request: HttpRequest, day: date | None, words: str) -> HttpResponse:
    if not request.htmx:
        messages.error(request, words)
        return _back(day)
    response = _page(request, day, status=422)
    response["HX-Trigger"] = json.dumps({"toast": {"text": words, "level": "error"}})
    return response


def _back(day: date | None) -> HttpResponse:
    address = reverse("delivery:places")
    return redirect(f"{address}?{urlencode({'day': day})}" if day else address)


def _page(request: HttpRequest, day: date | None, *, status: int = 200) -> HttpResponse:
    context = {"book": book.day_of(day, at=request.at), "most_places": str(MOST_PLACES), "most_balls": str(MOST_BALLS)}
    part = "#places" if request.htmx else ""
    return render(request, f"delivery/places.html{part}", context, status=status)
