"""The counter's tablet: answering what comes in, handing out what is done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from pizzeria import order_flow
from shared_apps.accounts.access import staff
from shared_apps.journal.facts import Actor
from tenant_apps.kitchen import desk, queries
from tenant_apps.kitchen.forms import REASONS, MinutesForm, PauseForm, ReasonForm
from tenant_apps.kitchen.views.answers import answer
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import callers
from tenant_apps.ordering.models import Order
from tenant_apps.ordering.queries import order_for_staff
from tenant_apps.shop import actions as shop

PAUSES = (15, 30, 60, 120)
CHOICES = {"minutes": (15, 20, 30, 45, 60), "delays": (5, 10, 15, 20, 30), "pauses": PAUSES, "reasons": REASONS}


@staff("counter.work")
def screen(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    if request.htmx and request.htmx.target == "found":
        return render(
            request, "kitchen/counter_found.html", {"words": words, "found": desk.found(words, at=request.at)}
        )
    page = {"desk": desk.desk(at=request.at), "calls": callers.calls_of(request.user), "words": words, **CHOICES}
    if request.htmx:
        return render(request, "kitchen/counter.html#desk", page)
    return render(request, "kitchen/counter.html", page | {"found": desk.found(words, at=request.at)})


@staff("counter.work")
def order(request: HttpRequest, id: UUID) -> HttpResponse:
    found = order_for_staff(id)
    page = {
        "order": found,
        "can_edit": found.state in ordering.EDITABLE,
        "revisions": list(found.revisions.all()),
        **CHOICES,
    }
    return render(request, "kitchen/order.html", page)


@require_POST
@staff("counter.work")
def step(request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
    if verb not in STEPS:
        raise Http404
    if verb in order_flow.FLOW and not request.user.may(order_flow.FLOW[verb].permission):
        raise PermissionDenied
    act = partial(STEPS[verb], order_for_staff(id), request.POST, by=request.actor, at=request.at)
    return answer(request, act, page=screen, back="kitchen:counter")


@require_POST
@staff("counter.work")
def pause(request: HttpRequest) -> HttpResponse:
    act = partial(_pause, request.POST, by=request.actor, at=request.at)
    return answer(request, act, page=screen, back="kitchen:counter")


@require_POST
@staff("counter.work")
def resume(request: HttpRequest) -> HttpResponse:
    act = partial(shop.resume_orders, by=request.actor, at=request.at)
    return answer(request, act, page=screen, back="kitchen:counter")


def _pause(said: Any, *, by: Actor, at: datetime) -> None:
    minutes = PauseForm(said).given()
    until = at + timedelta(minutes=minutes) if minutes else queries.end_of_service(at=at)
    shop.pause_orders(until=until, by=by, at=at)


def _accept(order: Order, said: Any, **who: Any) -> Order:
    return ordering.accept_order(order, minutes=MinutesForm(said).given() or None, **who)


def _delay(order: Order, said: Any, **who: Any) -> Order:
    return ordering.delay_order(order, minutes=MinutesForm(said).given() or 0, **who)


def _reject(order: Order, said: Any, **who: Any) -> Order:
    return ordering.reject_order(order, reason=ReasonForm(said).said(order.language), **who)


def _cancel(order: Order, said: Any, **who: Any) -> Order:
    return ordering.cancel_order(order, reason=ReasonForm(said).said(order.language), **who)


def _plain(act: Callable[..., Order]) -> Callable[..., Order]:
    def step(order: Order, said: Any, *, by: Any, at: datetime) -> Order:
        return act(order, by=by, at=at)

    return step


STEPS: dict[str, Callable[..., Order]] = {
    "accept": _accept,
    "reject": _reject,
    "delay": _delay,
    "cancel": _cancel,
    "collect": _plain(ordering.collect_order),
    "dispatch": _plain(ordering.dispatch_order),
    "deliver": _plain(ordering.deliver_order),
    "recall": _plain(ordering.recall_order),
    "settle": _plain(ordering.settle_problem),
}
