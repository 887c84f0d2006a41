"""The owner's settings of the shop: where, when, how, and a pause."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.access import staff
from tenant_apps.shop import actions, queries
from tenant_apps.shop.forms import ClosureForm, PauseForm, ShopForm, WeekForm
from tenant_apps.shop.models import Closure, Opening


@staff("shop.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    shop = queries.the_shop()
    form = ShopForm(request.POST or None, instance=shop)
    if request.method == "POST" and form.is_valid():
        actions.change_shop(form.cleaned_data, by=request.actor, at=request.at)
        messages.success(request, _("Saved. Customers see it at once."))
        return redirect("shop:settings")
    context = {"form": form, "pause": PauseForm(), **_now(request)}
    return render(request, "shop/settings.html", context, status=422 if form.errors else 200)


@staff("shop.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    form = WeekForm(request.POST or None, openings=Opening.objects.all())
    if request.method == "POST" and form.is_valid():
        actions.set_hours(form.hours, by=request.actor, at=request.at)
        messages.success(request, _("The hours are saved."))
        return redirect("shop:hours")
    return _hours_page(request, form, ClosureForm())


@staff("shop.edit")
@require_POST
def close_on(request: HttpRequest) -> HttpResponse:
    form = ClosureForm(request.POST)
    if not form.is_valid():
        return _hours_page(request, WeekForm(openings=Opening.objects.all()), form)
    day = form.cleaned_data["day"]
    actions.close_on(day, reason=form.cleaned_data["reason"], by=request.actor, at=request.at)
    return redirect("shop:hours")


@staff("shop.edit")
@require_POST
def open_on(request: HttpRequest, day: str) -> HttpResponse:
    try:
        actions.open_on(date.fromisoformat(day), by=request.actor, at=request.at)
    except ValueError:
        raise Http404 from None
    return redirect("shop:hours")


@staff("shop.edit")
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    form = PauseForm(request.POST)
    if form.is_valid():
        actions.pause_orders(until=request.at + form.cleaned_data["minutes"], by=request.actor, at=request.at)
    return redirect("shop:settings")


@staff("shop.edit")
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    actions.resume_orders(by=request.actor, at=request.at)
    return redirect("shop:settings")


def _hours_page(request: HttpRequest, form: WeekForm, closure: ClosureForm) -> HttpResponse:
    today = _today(request.at)
    context = {"form": form, "closure": closure, "closures": Closure.objects.filter(day__gte=today)}
    return render(request, "shop/hours.html", context, status=422 if form.errors or closure.errors else 200)


def _today(at: datetime) -> date:
    return at.astimezone(queries.the_shop().zone).date()


def _now(request: HttpRequest) -> dict[str, Any]:
    shop = queries.the_shop()
    until = shop.paused_until.astimezone(shop.zone) if shop.is_paused(at=request.at) else None  # type: ignore[union-attr]
    return {"paused_until": until}
