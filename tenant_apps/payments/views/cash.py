"""The shop's cash: the drawer, the safe, what couriers carry, what nobody has paid yet."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pizzeria import ledger
from shared_apps.accounts.access import staff
from tenant_apps.payments import actions, queries, till_queries
from tenant_apps.payments.till_forms import CountForm, MoveForm, OpenForm
from tenant_apps.shop import queries as shops
from toolbox import refusals
from toolbox.ids import uuid7
from toolbox.refusals import Refusal


@staff("cash.count")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "payments/cash.html", _page(request))


@staff("cash.count")
@require_POST
def open_drawer(request: HttpRequest) -> HttpResponse:
    form = OpenForm(request.POST)
    if not form.is_valid():
        return render(request, "payments/cash.html", _page(request) | {"opening": form}, status=422)
    said = form.cleaned_data
    act = partial(actions.open_drawer, amount=said["amount"] or 0, source=said["source"], key=said["key"])
    return _done(request, act, _("The drawer is open."))


@staff("cash.count")
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    form = MoveForm(request.POST)
    if not form.is_valid():
        return render(request, "payments/cash.html", _page(request) | {"moving": form}, status=422)
    return _done(request, partial(actions.move_cash, **form.cleaned_data), _("Written down."))


@staff("cash.count")
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest) -> HttpResponse:
    """Count the drawer, or with ``?place=safe`` the safe, by coins and notes."""
    place = ledger.SAFE if request.GET.get("place") == ledger.SAFE else ledger.DRAWER
    currency = shops.timetable(at=request.at).shop.currency
    form = CountForm(request.POST or None, currency=currency, initial={"key": uuid7()})
    if request.method == "POST" and form.is_valid():
        try:
            return _counted(request, form, place)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    drawer = till_queries.open_drawer() if place == ledger.DRAWER else None
    context = {
        "form": form,
        "place": place,
        "drawer": drawer,
        "currency": currency,
        "expected": till_queries.cash_in(place),
    }
    return render(request, "payments/count.html", context, status=422 if form.errors else 200)


def _counted(request: HttpRequest, form: CountForm, place: str) -> HttpResponse:
    counting, said = form.counting(), form.cleaned_data
    if said["closes"] and place == ledger.DRAWER:
        drawer = actions.close_drawer(counting, to_safe=said["to_safe"] or 0, by=request.actor, at=request.at)
        difference = drawer.last_count.difference if drawer.last_count else 0
    else:
        difference = actions.count_cash(counting, account=place, by=request.actor, at=request.at).difference
    if difference:
        money = queries.money(difference, shops.timetable(at=request.at).shop.currency)
        messages.warning(request, _("Counted. Difference: %(money)s.") % {"money": money.text(request.LANGUAGE_CODE)})
    else:
        messages.success(request, _("Counted: it is all there."))
    return redirect("payments:cash")


def _done(request: HttpRequest, act: Any, words: str) -> HttpResponse:
    try:
        act(by=request.actor, at=request.at)
    except Refusal as refusal:
        refusals.say(request, refusal)
    else:
        messages.success(request, words)
    return redirect("payments:cash")


def _page(request: HttpRequest) -> dict[str, Any]:
    day, there = till_queries.today(at=request.at), till_queries.cash_there()
    counts, moves = list(till_queries.counts_of(day)), list(till_queries.moves_of(day))
    people = (id for row in (*counts, *moves) for id in (row.by_id, row.person_id, row.signed_by_id))
    return {
        "shop": shops.timetable(at=request.at).shop,
        "day": day,
        "drawer": till_queries.open_drawer(),
        "in_drawer": there.get(ledger.DRAWER, 0),
        "in_safe": there.get(ledger.SAFE, 0),
        "carriers": till_queries.carriers(),
        "unpaid": till_queries.unpaid(at=request.at),
        "overpaid": till_queries.overpaid(at=request.at),
        "counts": counts,
        "moves": moves,
        "names": till_queries.names(people),
        "opening": OpenForm(initial={"key": uuid7(), "source": ledger.SAFE if there.get(ledger.SAFE) else ledger.BANK}),
        "moving": MoveForm(initial={"key": uuid7(), "kind": "out"}),
    }
