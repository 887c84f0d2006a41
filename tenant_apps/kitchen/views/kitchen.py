"""The kitchen's tablet."""

from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from pizzeria import order_flow
from shared_apps.accounts.access import staff
from tenant_apps.kitchen import actions, counting, queries
from tenant_apps.kitchen.forms import RushForm
from tenant_apps.kitchen.views.answers import answer
from tenant_apps.kitchen.views.devices import remember_station, station_of
from tenant_apps.menu.models import Station
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.queries import order_for_staff
from tenant_apps.shop import actions as shop

STEPS = {
    "accept": ordering.accept_order,
    "start": ordering.start_order,
    "ready": actions.bump_ticket,
    "recall": actions.recall_ticket,
    "seen": actions.note_changes,
}
BY_STATION = ("ready", "recall")
ITEMS = {"done": actions.finish_item, "undone": actions.reopen_item}
# Minutes later, and for how many minutes (0: until somebody ends it).
RUSHES = tuple((extra, (30, 60, 0)) for extra in (10, 20, 30))


@staff("kitchen.work")
@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    return remember_station(request, board_page(request))


@require_POST
@staff("kitchen.work")
def step(request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
    if verb not in STEPS:
        raise Http404
    if verb in order_flow.FLOW and not request.user.may(order_flow.FLOW[verb].permission):
        raise PermissionDenied
    where = {"station": station_of(request)} if verb in BY_STATION else {}
    act = partial(STEPS[verb], order_for_staff(id), by=request.actor, at=request.at, **where)
    return answer(request, act, page=board_page, back="kitchen:screen")


@require_POST
@staff("kitchen.work")
def item(request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
    if verb not in ITEMS:
        raise Http404
    line = queries.line_for_staff(id)
    act = partial(ITEMS[verb], line, by=request.actor, at=request.at)
    return answer(request, act, page=board_page, back="kitchen:screen")


@require_POST
@staff("kitchen.work")
def rush(request: HttpRequest) -> HttpResponse:
    """Promise everything later for a while."""
    act = partial(_declare, RushForm(request.POST), request)
    return answer(request, act, page=board_page, back="kitchen:screen")


@require_POST
@staff("kitchen.work")
def calm(request: HttpRequest) -> HttpResponse:
    act = partial(shop.end_rush, by=request.actor, at=request.at)
    return answer(request, act, page=board_page, back="kitchen:screen")


@require_safe
@staff("kitchen.work")
def all_day(request: HttpRequest) -> HttpResponse:
    """How many of each are open."""
    station = station_of(request)
    page = {"count": counting.all_day(at=request.at, station=station), "station": station, "stations": Station.choices}
    part = "#all-day" if request.htmx else ""
    return remember_station(request, render(request, f"kitchen/all_day.html{part}", page))


@require_safe
@staff("kitchen.work")
def recent(request: HttpRequest) -> HttpResponse:
    """What was bumped last: any of it can be brought back or printed again."""
    station = station_of(request)
    orders = [(order, queries.done_at(order, station)) for order in queries.recent(at=request.at, station=station)]
    part = "#recent" if request.htmx else ""
    return render(request, f"kitchen/recent.html{part}", {"orders": orders, "station": station})


def board_page(request: HttpRequest) -> HttpResponse:
    """Return the screen, or for htmx the board alone: what every button of it answers with."""
    station = station_of(request)
    board = queries.board(at=request.at, station=station)
    page = {"board": board, "station": station, "stations": Station.choices, "rushes": RUSHES}
    page["to_make"] = counting.of_tickets(board.tickets).items
    return render(request, f"kitchen/screen.html{'#board' if request.htmx else ''}", page)


def _declare(form: RushForm, request: HttpRequest) -> None:
    minutes, until = form.given(at=request.at)
    shop.declare_rush(minutes=minutes, until=until, by=request.actor, at=request.at)
