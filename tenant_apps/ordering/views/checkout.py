"""The checkout: one page, four blocks, one button; and its times by themselves, which hold what is chosen."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from pizzeria import hours, order_flow
from pizzeria.configuration import Invalid
from pizzeria.money import Money
from tenant_apps.delivery import queries as places
from tenant_apps.delivery.models import Hold
from tenant_apps.menu.forms import configuration_from
from tenant_apps.ordering import access, actions, booking, errors, prices, times
from tenant_apps.ordering.forms import OTHER, SOON, CheckoutForm, moment
from tenant_apps.ordering.models import Basket, OrderType
from tenant_apps.ordering.prices import PricedBasket
from tenant_apps.ordering.tenders import TIPS, tenders_offered
from tenant_apps.ordering.times import Times
from toolbox import throttle
from toolbox.ids import uuid7


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    basket = access.basket_or_empty(request)
    user = access.user_of(request)
    if request.method != "POST":
        return _page(request, basket, CheckoutForm(user=user, initial=_known(request, basket)))
    if said := request.POST.get("instead"):
        with suppress(errors.NotOrderable, errors.BasketGone):  # it is as it was then, and the page says why
            _mend(request, said)
        return _page(request, basket, CheckoutForm(user=user, initial=request.POST.dict()))
    form = CheckoutForm(request.POST, user=user)
    if request.POST.get("change") in OrderType.values:
        # The other way of getting it: the same page again with its times and its fee, and what was typed.
        typed = request.POST.dict() | {"order_type": request.POST["change"], "when": "", "tender": "cash"}
        return _page(request, basket, CheckoutForm(user=user, initial=typed))
    if not form.is_valid():
        return _page(request, basket, form, status=422)
    try:
        order = actions.place_order(
            basket, wish=form.wish(), by=request.actor, at=request.at, key=form.cleaned_data["key"]
        )
    except errors.CheckoutRefusal as refusal:
        # Looked at for the time that was asked for: what is not served then says when it is.
        served_at = times.served_at(form.cleaned_data["when"], at=request.at)
        form.add_error(refusal.field or None, str(refusal))  # which takes the field out of what was cleaned
        return _page(request, basket, form, status=refusal.status, when=served_at)
    access.remember_order(request, order)
    # Paying has pages of its own, in a room above this one; they are reached by their address.
    return redirect("payments:pay" if order.state == order_flow.UNPAID else "ordering:track", order.id)


@never_cache
@require_safe
def ordered(request: HttpRequest) -> HttpResponse:
    """What is ordered and what it costs by now, for a page on which somebody is typing."""
    when = _served_at(request, request.GET.get("when", ""))
    priced = _priced(request, access.basket_or_empty(request), request.GET.get("order_type", ""), when=when)
    tip = _tip(request.GET, priced)
    context = {
        "priced": priced,
        "shop": priced.shop,
        "payable": prices.payable_in_cash(priced, tip=tip),
        "tip": tip,
        "with_tip": priced.quote.total + tip,
        "swapped": True,
    }
    return render(request, "ordering/checkout_order.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_time(request: HttpRequest) -> HttpResponse:
    """The times alone: as they are now, or with the one that was chosen held for this basket."""
    basket = access.basket_or_empty(request)
    said = request.POST if request.method == "POST" else request.GET
    priced = _priced(request, basket, said.get("order_type", ""))
    day, when = _day(said.get("day", "")), said.get("when", "")
    if day and when != SOON and times.day_of(when, priced.shop.zone) not in (None, day):
        when = ""  # of the day that was shown before
    takes = request.method == "POST" and bool(when)
    held = _held(request, priced, when, takes=takes)
    context = {"priced": priced, "shop": priced.shop, **_times(request, priced, held, day=day)}
    answer = render(request, "ordering/checkout_when.html", context, status=409 if held.problem else 200)
    if request.method == "POST":
        answer["HX-Trigger"] = "timeChosen"  # the bill looks whether all of it is served then
    return answer


@dataclass(frozen=True)
class Held:
    """Which time is chosen (SOON, a slot's start, or nothing), what is held for it, and why it is not.

    ``is_loose``: it can be ordered and is free, only not kept meanwhile.
    """

    chosen: str
    hold: Hold | None = None
    problem: str = ""
    is_loose: bool = False


def _mend(request: HttpRequest, said: str) -> None:
    """Put another configuration in the place of a line that cannot be had, or take it out: "line", or "line {…}"."""
    id, _, wished = said.partition(" ")
    try:
        line = access.line_of(request, UUID(id))
    except ValueError:
        raise Http404 from None
    if not wished:
        actions.change_line(line, quantity=0, at=request.at)
        return
    try:
        configuration = configuration_from({"configuration": wished})
    except Invalid as invalid:
        raise errors.NotOrderable(invalid) from invalid
    if configuration is not None:
        actions.rebuild_line(line, configuration=configuration, at=request.at)


def _known(request: HttpRequest, basket: Basket) -> dict[str, str]:
    """What the page can fill in by itself."""
    user = access.user_of(request)
    known = {"name": user.name, "phone": user.phone, "email": user.email} if user else {}
    return known | {"order_type": basket.order_type, "tender": "cash", "key": str(uuid7())}


def _page(
    request: HttpRequest, basket: Basket, form: CheckoutForm, *, status: int = 200, when: datetime | None = None
) -> HttpResponse:
    priced = _priced(request, basket, str(form["order_type"].value()), when=when)
    # What was refused is not asked for again: the page says why, and what is free.
    held = _held(request, priced, str(form["when"].value() or ""), takes=request.method != "HEAD" and status == 200)
    context = {
        "form": form,
        "priced": priced,
        "shop": priced.shop,
        "place": form["place"].value() or (str(form.addresses[0].id) if form.addresses else OTHER),
        "key": form["key"].value() or str(uuid7()),
        **_paying(form, priced),
        "basket_count": priced.count,
        **_times(request, priced, held, day=_day(str(form["day"].value() or "")), said=form.errors.get("when")),
    }
    return render(request, "ordering/checkout.html", context, status=status)


def _paying(form: CheckoutForm, priced: PricedBasket) -> dict[str, Any]:
    """How it may be paid, which way is chosen, and the tip: for what is brought only."""
    offered = tenders_offered(priced.shop, priced.order_type)
    said, tip = form["tender"].value(), _tip({name: form[name].value() for name in ("tip", "tip_other")}, priced)
    return {
        "tenders": offered,
        "tender": said if said in offered else "cash" if "cash" in offered else offered[0],
        "tip": tip,
        "with_tip": priced.quote.total + tip,
        "tips": TIPS if priced.order_type == OrderType.DELIVERY else (),
        "tip_said": str(form["tip"].value() or "0"),
        "payable": prices.payable_in_cash(priced, tip=tip),
    }


def _tip(said: Mapping[str, Any], priced: PricedBasket) -> Money:
    """The tip as it is chosen so far, nothing for what makes no sense: the form says that when it is sent."""
    currency = priced.quote.currency
    if priced.order_type != OrderType.DELIVERY:
        return Money.zero(currency)
    given = said.get("tip_other") if said.get("tip") == OTHER else said.get("tip")
    try:
        amount = Decimal(str(given or "0").replace(",", "."))
    except ArithmeticError:
        return Money.zero(currency)
    is_fine = amount.is_finite() and 0 <= amount <= actions.MOST_TIP
    return Money(amount, currency).rounded() if is_fine else Money.zero(currency)


def _priced(request: HttpRequest, basket: Basket, wished: str, *, when: datetime | None = None) -> PricedBasket:
    priced = prices.price(basket, at=request.at, when=when)
    if wished in priced.shop.order_types() and wished != priced.order_type:
        return prices.price(basket, at=request.at, order_type=wished, when=when)
    return priced


def _held(request: HttpRequest, priced: PricedBasket, wished: str, *, takes: bool) -> Held:
    """Hold the time that was chosen: without a choice the one that is held already, or else as soon as possible."""
    own = places.hold_of(priced.basket.id, at=request.at)
    was_chosen = bool(wished)
    if not wished:
        wished = _start_of(own, priced) or SOON if own else SOON
        takes = takes and (own is not None or _is_open(request, priced))
    if not takes or request.support or not priced.lines:
        return Held(wished, own)
    try:
        when = moment(wished)
        access.count_hold(request)
        hold = actions.hold_time(
            priced.basket,
            order_type=priced.order_type,
            when=when,
            visitor=throttle.visitor(request),
            at=request.at,
        )
    except (errors.CheckoutRefusal, errors.BasketGone) as refusal:
        # Of what nobody asked for the page shows that it is not there; it is no mistake of theirs.
        return Held(wished, own, problem=str(refusal) if was_chosen else "")
    except throttle.TooOften:
        return Held(wished, is_loose=True)
    except ValueError:
        return Held("", own)
    return Held(wished, hold, is_loose=hold is None and priced.can_check_out)


def _is_open(request: HttpRequest, priced: PricedBasket) -> bool:
    return times.is_open(priced.table, priced.order_type, at=request.at)


def _start_of(hold: Hold, priced: PricedBasket) -> str:
    """The slot that this hold is for, as its chip says it."""
    if hold.due is None:
        return SOON
    length = timedelta(minutes=priced.shop.slot_minutes)
    start: datetime = hold.due + times.travel(priced.shop, priced.order_type) - length
    return start.isoformat()


def _served_at(request: HttpRequest, said: str) -> datetime | None:
    """Return the moment for which a chosen time asks what is served, None when none is chosen."""
    try:
        return times.served_at(moment(said), at=request.at) if said else None
    except ValueError:
        return None


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _times(
    request: HttpRequest, priced: PricedBasket, held: Held, *, day: date | None = None, said: Any = None
) -> dict[str, Any]:
    load = booking.load_of(priced)
    table, kind = priced.table, priced.order_type
    days = times.days_offered(table, kind, at=request.at)
    wished = (day, times.day_of(held.chosen, priced.shop.zone), *days)
    shown = next((one for one in wished if one in days), None)
    offered: Times = times.times(kind, at=request.at, day=shown, load=load, basket=priced.basket.id)
    is_later = offered.is_open and not offered.is_today
    free = {SOON: offered.soon is not None and not is_later}
    free |= {offer.start.isoformat(): offer.is_free for offer in offered.slots}
    found = [] if any(free.values()) or not priced.lines else times.next_slots(table, kind, load, at=request.at)
    problems = list(said or ()) or ([held.problem] if held.problem else [])
    chosen = held.chosen if free.get(held.chosen) else ""
    return {
        "times": offered,
        "days": days,
        "today": hours.business_day(request.at, priced.shop.zone),
        "is_later": is_later,
        "next_free": datetime.fromisoformat(found[0]) if found else None,
        "balls": load.dough_balls,
        "chosen": chosen,
        "problems": problems,
        "is_loose": held.is_loose and bool(load.places),
        "held_until": held.hold.expires_at if held.hold and held.hold.places and chosen else None,
        "places": load.places,
    }
