"""The kitchen's tablet."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from pizzeria import order_flow
from shared_apps.accounts.access import staff
from tenant_apps.kitchen import actions, queries
from tenant_apps.kitchen.views.answers import answer
from tenant_apps.menu import actions as menu
from tenant_apps.menu.models import Ingredient
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.queries import order_for_staff

STEPS = {
    "accept": ordering.accept_order,
    "start": ordering.start_order,
    "ready": actions.bump_ticket,
    "recall": ordering.recall_order,
}
ITEMS = {"done": actions.finish_item, "undone": actions.reopen_item}


@staff("kitchen.work")
def screen(request: HttpRequest) -> HttpResponse:
    part = "#board" if request.htmx else ""
    return render(request, f"kitchen/screen.html{part}", {"board": queries.board(at=request.at)})


@require_POST
@staff("kitchen.work")
def step(request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
    if verb not in STEPS:
        raise Http404
    if not request.user.may(order_flow.FLOW[verb].permission):
        raise PermissionDenied
    order = order_for_staff(id)
    return answer(
        request, lambda: STEPS[verb](order, by=request.actor, at=request.at), page=screen, back="kitchen:screen"
    )


@require_POST
@staff("kitchen.work")
def item(request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
    if verb not in ITEMS:
        raise Http404
    line = queries.line_for_staff(id)
    return answer(
        request, lambda: ITEMS[verb](line, by=request.actor, at=request.at), page=screen, back="kitchen:screen"
    )


@staff("kitchen.work")
def out(request: HttpRequest) -> HttpResponse:
    part = "#out" if request.htmx else ""
    return render(request, f"kitchen/out.html{part}", {"ingredients": queries.ingredients(at=request.at)})


@require_POST
@staff("kitchen.work")
def take_off(request: HttpRequest, id: UUID) -> HttpResponse:
    ingredient = get_object_or_404(Ingredient, id=id)
    until = queries.end_of_service(at=request.at) if request.POST.get("until") == "today" else None
    return answer(
        request,
        lambda: menu.eighty_six(ingredient, until=until, by=request.actor, at=request.at),
        page=out,
        back="kitchen:out",
    )


@require_POST
@staff("kitchen.work")
def put_back(request: HttpRequest, id: UUID) -> HttpResponse:
    ingredient = get_object_or_404(Ingredient, id=id)
    return answer(
        request,
        lambda: menu.restore_ingredient(ingredient, by=request.actor, at=request.at),
        page=out,
        back="kitchen:out",
    )
