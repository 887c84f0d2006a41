"""The owner's menu: everything where it stands, each change in the draft; only what is on sale this minute changes at once."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pizzeria.menu_sheet import EMPTY
from shared_apps.accounts.access import staff
from tenant_apps.menu import actions, drafts, starter, tables
from tenant_apps.menu.forms import OfferForm
from tenant_apps.menu.models import Product
from tenant_apps.menu.views import drafting


@staff("menu.edit")
@require_safe
def editor(request: HttpRequest) -> HttpResponse:
    draft = drafts.read()
    context = {"groups": tables.products(draft), "is_empty": not any(draft.sheet.rows(what) for what in _SHOWN)}
    return drafting.show(request, "menu/editor.html", draft, context)


_SHOWN = ("categories", "products", "sizes", "doughs", "ingredients")


@staff("menu.edit")
@require_safe
def toppings(request: HttpRequest) -> HttpResponse:
    draft = drafts.read()
    return drafting.show(request, "menu/toppings_table.html", draft, {"lines": tables.lines("ingredients", draft)})


@staff("menu.edit")
@require_safe
def doughs(request: HttpRequest) -> HttpResponse:
    """Doughs with their prices, and the sizes they come in."""
    draft = drafts.read()
    context = {"lines": tables.lines("doughs", draft), "sizes": tables.lines("sizes", draft)}
    return drafting.show(request, "menu/doughs_table.html", draft, context)


@staff("menu.edit")
@require_POST
def offer(request: HttpRequest, id: UUID) -> HttpResponse:
    product = get_object_or_404(Product, id=id)
    form = OfferForm(request.GET if "undo" in request.GET else request.POST)
    form.is_valid()
    is_active = form.cleaned_data["is_active"]
    actions.offer_product(product, is_active=is_active, by=request.actor, at=request.at)
    words = _("%(name)s is on the menu.") if is_active else _("%(name)s is off the menu.")
    if not request.htmx:
        messages.success(request, words % {"name": product})
        return drafting.lead_back(request)
    undo = {"undo": f"{request.path}?undo{'' if is_active else '&is_active=on'}", "undo_label": _("Undo")}
    toast = {"text": words % {"name": product}, "level": "success", **undo}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"toast": toast})})


@staff("menu.edit")
@require_POST
def take_starter(request: HttpRequest) -> HttpResponse:
    """Begin with the Italian starter menu; only where there is none yet."""
    if drafts.read().sheet == EMPTY:
        actions.load_menu(starter.menu(), source="starter", by=request.actor, at=request.at)
        messages.success(
            request, _("The starter menu is yours to change. Compare its allergens with your suppliers' labels.")
        )
    return redirect("menu:editor")
