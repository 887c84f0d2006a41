"""The owner's settings of the shop: where, when, how, and a pause."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import tenants
from shared_apps.accounts.access import staff
from shared_apps.billing import actions as billing
from shared_apps.billing import queries as bills
from tenant_apps.shop import actions, queries
from tenant_apps.shop.errors import ClosedTooLong, VatNumberWrong
from tenant_apps.shop.forms import OvenForm, PauseForm, SellerForm, ShopForm
from tenant_apps.shop.hours_forms import ORDER_TYPES, ClosureForm, WeekForm, copied
from tenant_apps.shop.models import Closure, Opening, Shop
from tenant_apps.shop.oven_picture import OvenPicture


@staff("shop.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    shop = queries.the_shop()
    drawn = _oven(shop)  # before the form writes what was sent on the row
    form = ShopForm(request.POST or None, instance=shop)
    if request.method == "POST" and form.is_valid():
        actions.change_shop(form.cleaned_data, by=request.actor, at=request.at)
        messages.success(request, _("Saved. Customers see it at once."))
        return redirect("shop:settings")
    context = {"form": form, "pause": PauseForm(), "oven": drawn, **_now(request)}
    return render(request, "shop/settings.html", context, status=422 if form.errors else 200)


@staff("shop.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def seller(request: HttpRequest) -> HttpResponse:
    """Who sells, as receipts name them; what the bills of the platform know of it is not asked for again."""
    shop = queries.the_shop()
    known = _known_to_billing(request, shop)
    form = SellerForm(request.POST or None, instance=shop, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            shop = actions.name_seller(form.cleaned_data, by=request.actor, at=request.at)
        except VatNumberWrong as refusal:
            form.add_error("vat_number", str(refusal))
        else:
            with tenants.platform():
                said = {"company": shop.legal_name, "tax_id": shop.vat_number}
                billing.fill_details(request.pizzeria.id, **said, by=request.actor, at=request.at)
            messages.success(request, _("Saved. Receipts carry it from now on."))
            return redirect("shop:seller")
    context = {"form": form, "known": known, "shop": shop}
    return render(request, "shop/seller.html", context, status=422 if form.errors else 200)


@staff("shop.edit")
@require_safe
def oven(request: HttpRequest) -> HttpResponse:
    """What these settings of the oven would mean, before they are saved; as it is while they make no sense."""
    shop = queries.the_shop()
    drawn = _oven(shop)
    form = OvenForm(request.GET, instance=shop)
    if form.is_valid():
        drawn = _oven(form.instance)
    return render(request, "shop/oven.html", {"oven": drawn})


@staff("shop.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    copy = request.POST.get("copy", "")
    if copy in map(str, range(7)):
        # Nothing is saved by that: the page shows the week as it would be.
        return _hours_page(request, WeekForm(copied(request.POST, int(copy))), ClosureForm(), copied_day=copy)
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
    day, last, reason = (form.cleaned_data[name] for name in ("day", "last", "reason"))
    try:
        actions.close_on(day, last=last, reason=reason, order_types=form.chosen, by=request.actor, at=request.at)
    except ClosedTooLong as refusal:
        form.add_error("last", str(refusal))
        return _hours_page(request, WeekForm(openings=Opening.objects.all()), form)
    messages.success(request, _("Saved. Customers see it at once."))
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


def _hours_page(request: HttpRequest, form: WeekForm, closure: ClosureForm, *, copied_day: str = "") -> HttpResponse:
    context = {
        "form": form,
        "closure": closure,
        "closures": Closure.objects.filter(day__gte=_today(request.at)),
        "ways": dict(ORDER_TYPES),
        "copied_day": copied_day,
    }
    return render(request, "shop/hours.html", context, status=422 if form.errors or closure.errors else 200)


def _oven(shop: Shop) -> OvenPicture:
    return OvenPicture(shop.slot_minutes, shop.oven_places, shop.dough_balls)


def _known_to_billing(request: HttpRequest, shop: Shop) -> dict[str, str]:
    """Return what its bills say of the seller and its own row does not."""
    with tenants.platform():
        said = bills.seller_of(request.pizzeria.id)
    return {name: text for name, text in said.items() if text and not getattr(shop, name)}


def _today(at: datetime) -> date:
    return at.astimezone(queries.the_shop().zone).date()


def _now(request: HttpRequest) -> dict[str, Any]:
    shop = queries.the_shop()
    until = shop.paused_until.astimezone(shop.zone) if shop.is_paused(at=request.at) else None  # type: ignore[union-attr]
    return {"paused_until": until}
