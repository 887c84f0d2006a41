"""The courier's phone: what to take, where to, how much cash to bring back."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from shared_apps.accounts.access import staff
from tenant_apps.kitchen import desk
from tenant_apps.kitchen.views.answers import answer
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.queries import order_for_staff

STEPS = {"dispatch": ordering.dispatch_order, "deliver": ordering.deliver_order}


@staff("courier.work")
def screen(request: HttpRequest) -> HttpResponse:
    part = "#round" if request.htmx else ""
    return render(request, f"kitchen/courier.html{part}", {"round": desk.delivery_round(str(request.user.id))})


@require_POST
@staff("courier.work")
def step(request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
    if verb not in STEPS:
        raise Http404
    act = partial(STEPS[verb], order_for_staff(id), by=request.actor, at=request.at)
    return answer(request, act, page=screen, back="kitchen:courier")
