"""Head office: which stores belong to the franchise, letting one go and taking it in again."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pizzeria import hours
from shared_apps.accounts.access import platform
from shared_apps.franchise import actions, queries
from shared_apps.franchise.access import about_one
from shared_apps.franchise.forms import FirstDayForm, LastDayForm
from shared_apps.franchise.models import Franchise, Store
from toolbox.refusals import Refusal


@require_safe
@platform("hq.see")
@about_one("franchise/stores.html")
def stores(request: HttpRequest, franchise: Franchise, mine: list[Franchise]) -> HttpResponse:
    """Who belongs to the franchise since when, who is going to leave and who has left."""
    places = franchise.stores.select_related("pizzeria").order_by("pizzeria__name")
    rows = [(place, *queries.days_of(place), _state(place, request)) for place in places]
    may_edit = request.user.may("stores.edit")
    return render(
        request,
        "franchise/stores.html",
        {"franchises": mine, "franchise": franchise, "rows": rows, "may_edit": may_edit},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@platform("stores.edit")
def store(request: HttpRequest, store: UUID) -> HttpResponse:
    """Say a day, look at what follows from it, and do it."""
    franchise, place = _mine(request, store)
    state = _state(place, request)
    today = hours.business_day(request.at, ZoneInfo(place.pizzeria.timezone))
    form_class = FirstDayForm if state == "left" else LastDayForm
    form = form_class(request.POST or None, initial={"day": today})
    wanted = request.POST.get("do", "")
    if wanted == "stay" or (wanted in ("leave", "back") and form.is_valid()):
        try:
            _do(request, franchise, place, form)
        except Refusal as refusal:
            form.add_error("day" if wanted != "stay" else None, str(refusal))
        else:
            return redirect(f"{reverse('franchise:stores')}?franchise={franchise.id}")
    page = _page(franchise, place, state) | {"form": form, "today": today}
    if wanted == "look" and form.is_valid():
        page |= _preview(franchise, place, state, form)
    return render(request, "franchise/store.html", page, status=422 if form.errors else 200)


def _do(request: HttpRequest, franchise: Franchise, place: Store, form: Any) -> None:
    wanted, name = request.POST["do"], {"name": place.pizzeria.name}
    told: dict[str, Any] = {"pizzeria": place.pizzeria, "by": request.actor, "at": request.at}
    if wanted == "stay":
        actions.keep_store(franchise, **told)
        messages.success(request, _("%(name)s stays.") % name)
    elif wanted == "leave":
        actions.let_go_store(franchise, last_day=form.cleaned_data["day"], **told)
        messages.success(request, _("Written down. The last statement of %(name)s counts its days only.") % name)
    else:
        actions.take_back_store(franchise, first_day=form.cleaned_data["day"], **told)
        messages.success(request, _("%(name)s belongs to the franchise again.") % name)


def _page(franchise: Franchise, place: Store, state: str) -> dict[str, Any]:
    first, last = queries.days_of(place)
    page: dict[str, Any] = {
        "franchise": franchise,
        "store": place.pizzeria,
        "state": state,
        "first": first,
        "last": last,
    }
    if state == "left":
        return page | {"earliest": queries.earliest_day_back(franchise, place)}
    return page | {"earliest": queries.earliest_last_day(franchise, place)}


def _preview(franchise: Franchise, place: Store, state: str, form: Any) -> dict[str, Any]:
    day = form.cleaned_data["day"]
    if state == "left":
        return {"day": day}
    return {"day": day, "month": queries.last_month(franchise, place, last_day_there=day)}


def _state(place: Store, request: HttpRequest) -> str:
    """Return "here", "leaving" (its last day is agreed) or "left"."""
    if place.left_at is None:
        return "here"
    return "leaving" if place.left_at > request.at else "left"


def _mine(request: HttpRequest, store: UUID) -> tuple[Franchise, Store]:
    """The store's place in one of the person's own franchises; else 404."""
    mine = queries.franchises_of(request.user)
    place = Store.objects.select_related("pizzeria", "franchise").filter(pizzeria=store, franchise__in=mine).first()
    if place is None:
        raise Http404
    return place.franchise, place
