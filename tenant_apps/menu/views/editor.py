"""The owner's menu: names, prices and what is offered, edited in place and taken back with one tap."""

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pizzeria.menu_csv import COLUMNS
from shared_apps.accounts.access import staff
from tenant_apps.menu import actions, queries, starter
from tenant_apps.menu.errors import MenuFileWrong
from tenant_apps.menu.forms import MenuFileForm, NameForm, OfferForm, PriceForm
from tenant_apps.menu.models import Category, Product
from toolbox import i18n


@staff("menu.edit")
@require_safe
def editor(request: HttpRequest) -> HttpResponse:
    return render(request, "menu/editor.html", {"sections": queries.editor_rows(), "sizes": queries.sizes()})


@staff("menu.edit")
@require_POST
def rename(request: HttpRequest, id: UUID) -> HttpResponse:
    product = get_object_or_404(Product, id=id)
    form = NameForm(_said(request))
    if not form.is_valid():
        return _refused(request, form)
    before = {"name_it": product.name.get("it", ""), "name_en": product.name.get("en", "")}
    actions.rename_product(product, name=form.names, by=request.actor, at=request.at)
    return _done(request, _("Renamed to %(name)s.") % {"name": i18n.text(form.names)}, undo=before)


@staff("menu.edit")
@require_POST
def price(request: HttpRequest, id: UUID) -> HttpResponse:
    product = get_object_or_404(Product, id=id)
    form = PriceForm(_said(request))
    if not form.is_valid():
        return _refused(request, form)
    size, amount = form.cleaned_data["size"], form.cleaned_data["price"]
    before = actions.price_product(product, size=size, price=amount, by=request.actor, at=request.at)
    return _done(request, _("Price of %(name)s saved.") % {"name": product}, undo={"size": size or "", "price": before})


@staff("menu.edit")
@require_POST
def offer(request: HttpRequest, id: UUID) -> HttpResponse:
    product = get_object_or_404(Product, id=id)
    form = OfferForm(_said(request))
    form.is_valid()
    is_active = form.cleaned_data["is_active"]
    actions.offer_product(product, is_active=is_active, by=request.actor, at=request.at)
    words = _("%(name)s is on the menu.") if is_active else _("%(name)s is off the menu.")
    return _done(request, words % {"name": product}, undo={"is_active": "" if is_active else "on"})


@staff("menu.edit")
@require_POST
def move(request: HttpRequest, id: UUID, way: str) -> HttpResponse:
    """Move a category one place up or down."""
    order = list(Category.objects.values_list("id", flat=True))
    if id not in order:
        return _lead_back(request)
    place = order.index(id)
    other = max(place - 1, 0) if way == "up" else min(place + 1, len(order) - 1)
    order[place], order[other] = order[other], order[place]
    actions.order_categories(order, by=request.actor, at=request.at)
    return _lead_back(request)


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def import_menu(request: HttpRequest) -> HttpResponse:
    """A menu from a file: first looked at without changing anything, then, confirmed, put in place of the old one."""
    if request.POST.get("text"):
        sheet = actions.replace_menu(request.POST["text"], language=_language(), by=request.actor, at=request.at)
        messages.success(
            request, _("The menu has been replaced: %(number)d products.") % {"number": len(sheet.products)}
        )
        return redirect("menu:editor")
    form = MenuFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": COLUMNS, "products": Product.objects.count()}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                context["sheet"] = actions.check_menu_file(form.cleaned_data["file"], language=_language())
                context["text"] = form.cleaned_data["file"]
                status = 200
            except MenuFileWrong as wrong:
                context["problems"] = wrong.detail["problems"]
    return render(request, "menu/import.html", context, status=status)


@staff("menu.edit")
@require_POST
def take_starter(request: HttpRequest) -> HttpResponse:
    """Begin with the Italian starter menu; only where there is none yet."""
    if not Product.objects.exists():
        actions.load_menu(starter.menu(), source="starter", by=request.actor, at=request.at)
        messages.success(
            request, _("The starter menu is yours to change. Compare its allergens with your suppliers' labels.")
        )
    return redirect("menu:editor")


def _said(request: HttpRequest) -> Any:
    """The fields of the form; an undo carries the former values in its address."""
    return request.GET if "undo" in request.GET else request.POST


def _done(request: HttpRequest, words: str, *, undo: dict[str, Any]) -> HttpResponse:
    if not request.htmx:
        messages.success(request, words)
        return _lead_back(request)
    address = f"{request.path}?{urlencode({**undo, 'undo': 1})}"
    toast = {"text": words, "level": "success", "undo": address, "undo_label": _("Undo")}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"toast": toast})})


def _refused(request: HttpRequest, form: Any) -> HttpResponse:
    words = " ".join(error for errors in form.errors.values() for error in errors)
    if not request.htmx:
        messages.error(request, words)
        return _lead_back(request)
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"toast": {"text": words, "level": "error"}})})


def _lead_back(request: HttpRequest) -> HttpResponse:
    return redirect(reverse("menu:editor"))


def _language() -> str:
    return (get_language() or "it")[:2]
