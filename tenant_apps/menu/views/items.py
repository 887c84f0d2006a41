"""One row of the menu: added, changed, moved, copied and taken away, all of it in the draft."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pizzeria.menu_sheet import ROWS, values_from
from shared_apps.accounts.access import staff
from tenant_apps.menu import drafts, moves
from tenant_apps.menu.drafts import Draft
from tenant_apps.menu.item_forms import FORMS, ItemForm
from tenant_apps.menu.models import Product
from tenant_apps.menu.views import drafting
from toolbox import i18n
from toolbox.ids import uuid7
from toolbox.refusals import Refusal


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, what: str) -> HttpResponse:
    """A new row. A product's kind stands in the address: each kind asks for something else."""
    draft = drafts.read()
    kind = request.GET.get("kind", "")
    if kind not in Product.Kind.values:
        kind = Product.Kind.PIZZA.value
    initial = {name: request.GET[name] for name in ("category",) if name in request.GET}
    form = FORMS[what](request.POST or None, sheet=draft.sheet, kind=kind, initial=initial)
    context = {"kind": kind, "kinds": Product.Kind.choices} if what == "products" else {}
    if request.method == "POST" and form.is_valid():
        key = str(uuid7())
        row = {"key": key, **form.values(), **({"kind": kind} if what == "products" else {})}
        try:
            drafting.put(request, {"verb": "add_row", "what": what, "row": row, **_prices_in(form, key)})
        except Refusal as refusal:
            return _page(request, drafts.read(), form, context, refusal)
        messages.success(request, _("%(name)s is in the draft.") % {"name": i18n.text(form.values()["name"])})
        return redirect(_list_of(what))
    return _page(request, draft, form, context)


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, what: str, id: UUID) -> HttpResponse:
    draft = drafts.read()
    row = _row(draft, what, id)
    form = FORMS[what](request.POST or None, sheet=draft.sheet, row=row)
    if request.method == "POST" and form.is_valid():
        different = _different(row, what, form.values())
        try:
            if different:
                drafting.put(request, {"verb": "change_row", "what": what, "key": row.key, "set": different})
        except Refusal as refusal:
            return _page(request, drafts.read(), form, {}, refusal)
        messages.success(request, _("%(name)s is in the draft.") % {"name": i18n.text(form.values()["name"])})
        return redirect(_list_of(what))
    return _page(request, draft, form, {})


@staff("menu.edit")
@require_POST
def remove(request: HttpRequest, what: str, id: UUID) -> HttpResponse:
    row = _row(drafts.read(), what, id)
    try:
        drafting.put(request, {"verb": "remove_row", "what": what, "key": row.key})
    except Refusal as refusal:
        return drafting.refuse(request, refusal, back=_list_of(what))
    messages.success(request, _("%(name)s is taken out of the draft.") % {"name": i18n.text(row.name)})
    return redirect(_list_of(what))


@staff("menu.edit")
@require_POST
def copy(request: HttpRequest, id: UUID) -> HttpResponse:
    row = _row(drafts.read(), "products", id)
    key = str(uuid7())
    try:
        drafting.put(request, {"verb": "copy_product", "key": row.key, "new": key})
    except Refusal as refusal:
        return drafting.refuse(request, refusal)
    messages.success(request, _("A copy of %(name)s is in the draft.") % {"name": i18n.text(row.name)})
    return redirect("menu:products-change", id=key)


@staff("menu.edit")
@require_POST
def move(request: HttpRequest, what: str, id: UUID) -> HttpResponse:
    """Move a row one place up or down, before another one, or (a product) into another category."""
    draft = drafts.read()
    row = _row(draft, what, id)
    edit = moves.move(draft.sheet, what, row, request.POST)
    if edit is None:
        return drafting.lead_back(request)
    try:
        draft = drafting.put(request, edit)
    except Refusal as refusal:
        return drafting.refuse(request, refusal)
    return drafting.answer(request, draft, _("%(name)s is moved.") % {"name": i18n.text(row.name)})


def _row(draft: Draft, what: str, id: UUID) -> Any:
    row = draft.sheet.table(what).get(str(id))
    if row is None:
        raise Http404
    return row


def _different(row: Any, what: str, values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is as it was: a change of one field is no change of the others."""
    read = values_from(ROWS[what], values)
    return {name: value for name, value in values.items() if read[name] != getattr(row, name)}


def _prices_in(form: ItemForm, size: str) -> dict[str, Any]:
    """What doughs, toppings and pizzas cost in a new size."""
    tables = {"dough": "doughs", "topping": "ingredients", "pizza": "products"}
    prices = [[table, key, size, price] for group, table in tables.items() for key, price in form.prices(group).items()]
    return {"prices": prices} if form.what == "sizes" else {}


def _page(
    request: HttpRequest, draft: Draft, form: ItemForm, context: dict[str, Any], refusal: Refusal | None = None
) -> HttpResponse:
    if refusal is not None and not (moved := drafting.moved(refusal)):
        form.add_error(None, str(refusal))
    elif refusal is not None:
        context = {**context, **moved}
    status = 409 if "moved" in context else 422 if request.method == "POST" else 200
    more = {"form": form, "row": form.row, "what": form.what, "list": _list_of(form.what), **context}
    return drafting.show(request, f"menu/item_{form.what}.html", draft, more, status=status)


def _list_of(what: str) -> str:
    return {"ingredients": "menu:toppings", "doughs": "menu:doughs", "sizes": "menu:doughs"}.get(what, "menu:editor")
