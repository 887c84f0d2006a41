"""Customers change their order until the shop has accepted it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tenant_apps.marketing import queries as marketing
from tenant_apps.menu import cards
from tenant_apps.ordering import access, actions, asking, drafts, queries
from tenant_apps.ordering.forms import EditForm
from tenant_apps.ordering.models import Basket, Order
from tenant_apps.shop import queries as shops
from toolbox.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    order = access.own_order(request, id)
    if request.method == "POST":
        _draft(request, order)
        return redirect("ordering:edit", id)
    return _page(request, order)


@require_POST
def add(request: HttpRequest, id: UUID) -> HttpResponse:
    basket = _draft(request, access.own_order(request, id))
    return _answer(request, id, lambda: asking.add(basket, request.POST, at=request.at))


@require_POST
def change(request: HttpRequest, id: UUID, line: UUID) -> HttpResponse:
    basket = _draft(request, access.own_order(request, id))
    found = asking.line_of(basket, line)
    many = asking.number(request.POST.get("quantity"))
    return _answer(request, id, lambda: asking.change(basket, found, quantity=many, at=request.at))


@require_POST
def confirm(request: HttpRequest, id: UUID) -> HttpResponse:
    """Agree the change. A second press finds it done."""
    order = access.own_order(request, id)
    basket = queries.draft_of(order, None)
    if basket is None:
        return redirect("ordering:track", id)
    given = EditForm(request.POST).given()
    try:
        actions.edit_order(basket, by=access.customer(request), at=request.at, **given)
    except Refusal as refusal:
        return _page(request, access.own_order(request, id), refusal)
    messages.success(request, _("Your order is changed."))
    return redirect("ordering:track", id)


@require_POST
def drop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Leave it as it is."""
    basket = queries.draft_of(access.own_order(request, id), None)
    if basket:
        actions.drop_draft(basket)
    return redirect("ordering:track", id)


def _answer(request: HttpRequest, id: UUID, act: Callable[[], object]) -> HttpResponse:
    """Act, then show the draft; a refusal is said where the order stands."""
    refusal = None
    try:
        act()
    except Refusal as error:
        if not request.htmx:
            raise
        refusal = error
    return _page(request, access.own_order(request, id), refusal) if request.htmx else redirect("ordering:edit", id)


def _draft(request: HttpRequest, order: Order) -> Basket:
    return actions.open_draft(order, by=access.customer(request), at=request.at)


def _page(request: HttpRequest, order: Order, refusal: Refusal | None = None) -> HttpResponse:
    basket = queries.draft_of(order, None)
    if basket is None:
        return redirect("ordering:track", order.id)
    page = {
        "order": order,
        "meant": f"order:{order.id}",
        "draft": drafts.draft(basket, order, at=request.at),
        "sections": cards.sections(at=request.at),
        "deals": marketing.open_deals(at=request.at),
        "shop": shops.timetable(at=request.at).shop,
        "refusal": refusal,
    }
    return render(request, "ordering/edit.html", page, status=refusal.status if refusal else 200)
