"""Changing a placed order at the counter, until the kitchen begins it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared_apps.accounts.access import staff
from tenant_apps.kitchen.shorthand import add_typed
from tenant_apps.marketing import queries as marketing
from tenant_apps.menu import cards
from tenant_apps.ordering import actions, asking, drafts
from tenant_apps.ordering.forms import EditForm
from tenant_apps.ordering.models import Basket, Order
from tenant_apps.ordering.queries import draft_of, order_for_staff
from toolbox.refusals import Refusal


@staff("counter.work")
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    order = order_for_staff(id)
    if request.method == "POST":
        actions.open_draft(order, taken_by=request.user, by=request.actor, at=request.at)
        return redirect("kitchen:edit", id)
    return _page(request, order)


@require_POST
@staff("counter.work")
def add(request: HttpRequest, id: UUID) -> HttpResponse:
    basket = _draft(request, order_for_staff(id))
    return _answer(request, id, lambda: add_typed(basket, request.POST, at=request.at))


@require_POST
@staff("counter.work")
def change(request: HttpRequest, id: UUID, line: UUID) -> HttpResponse:
    basket = _draft(request, order_for_staff(id))
    found = asking.line_of(basket, line)
    many = asking.number(request.POST.get("quantity"))
    return _answer(request, id, lambda: asking.change(basket, found, quantity=many, at=request.at))


@require_POST
@staff("counter.work")
def confirm(request: HttpRequest, id: UUID) -> HttpResponse:
    """Agree the change. A second press finds it done."""
    order = order_for_staff(id)
    basket = draft_of(order, request.user)
    if basket is None:
        return redirect("kitchen:counter-order", id)
    form = EditForm(request.POST)
    try:
        edited = actions.edit_order(basket, by=request.actor, at=request.at, **form.given())
    except Refusal as refusal:
        return _page(request, order_for_staff(id), refusal)
    messages.success(request, _("Order %(number)s is changed. The kitchen is told.") % {"number": edited.called})
    return redirect("kitchen:counter-order", id)


@require_POST
@staff("counter.work")
def drop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Leave it as it is."""
    basket = draft_of(order_for_staff(id), request.user)
    if basket:
        actions.drop_draft(basket)
    return redirect("kitchen:counter-order", id)


def _answer(request: HttpRequest, id: UUID, act: Callable[[], object]) -> HttpResponse:
    """Act, then show the draft; a refusal is said where the order stands."""
    refusal = None
    try:
        act()
    except Refusal as error:
        if not request.htmx:
            raise
        refusal = error
    return _page(request, order_for_staff(id), refusal) if request.htmx else redirect("kitchen:edit", id)


def _draft(request: HttpRequest, order: Order) -> Basket:
    return actions.open_draft(order, taken_by=request.user, by=request.actor, at=request.at)


def _page(request: HttpRequest, order: Order, refusal: Refusal | None = None) -> HttpResponse:
    basket = draft_of(order, request.user)
    if basket is None:
        return redirect("kitchen:counter-order", order.id)
    page = {
        "order": order,
        "meant": f"edit:{order.id}",
        "draft": drafts.draft(basket, order, at=request.at),
        "sections": cards.sections(at=request.at),
        "deals": marketing.open_deals(at=request.at),
        "refusal": refusal,
    }
    return render(request, "kitchen/edit.html", page, status=refusal.status if refusal else 200)
