"""Taking orders on the phone and at the counter: one call on the screen, others wait."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pizzeria import pricing
from shared_apps.accounts.access import staff
from shared_apps.accounts.models import User
from tenant_apps.kitchen.call_forms import CallForm, tender_of, wish_of
from tenant_apps.kitchen.call_times import call_times
from tenant_apps.kitchen.shorthand import add_typed
from tenant_apps.marketing import queries as marketing
from tenant_apps.menu import cards
from tenant_apps.ordering import actions, asking, callers, prices, repeats
from tenant_apps.ordering.errors import CheckoutRefusal
from tenant_apps.ordering.models import Basket, OrderType
from tenant_apps.ordering.queries import order_for_staff
from tenant_apps.ordering.tenders import tenders_by_voice
from tenant_apps.shop import queries as shops
from toolbox.refusals import Refusal


@staff("counter.work")
def new(request: HttpRequest) -> HttpResponse:
    """Answer: a fresh call for the next one; looking leads to the call that waits longest."""
    if request.method == "POST":
        if unused := callers.unused_call(request.user):
            return redirect("kitchen:call", unused.id)
        offered = shops.timetable(at=request.at).shop.order_types(at_counter=True)
        order_type = offered[0] if offered else OrderType.COLLECTION.value
        basket = actions.open_call(taken_by=request.user, order_type=order_type, at=request.at)
        return redirect("kitchen:call", basket.id)
    waiting = callers.calls_of(request.user)
    if waiting:
        return redirect("kitchen:call", waiting[0].id)
    return render(request, "kitchen/call_none.html", {"calls": waiting})


@staff("counter.work")
@require_safe
def call(request: HttpRequest, id: UUID) -> HttpResponse:
    return _page(request, _call(request, id))


@require_POST
@staff("counter.work")
def note(request: HttpRequest, id: UUID) -> HttpResponse:
    """Keep what was typed; shows who may be calling, the times and the bill anew."""
    return _page(request, _noted(request, _call(request, id), heard=request.POST.get("known")))


@require_POST
@staff("counter.work")
def known(request: HttpRequest, id: UUID) -> HttpResponse:
    """It is this caller, to be brought to this place."""
    basket = _call(request, id)
    names = ("name", "phone", "address", "address_note", "customer")
    said = {name: request.POST[name] for name in names if name in request.POST} | {"known": request.at.isoformat()}
    brought = OrderType.DELIVERY.value in _offered(request) and bool(said.get("address"))
    actions.note_call(basket, said, order_type=OrderType.DELIVERY.value if brought else "", at=request.at)
    return redirect("kitchen:call", id)


@require_POST
@staff("counter.work")
def add(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put in a product by its button, by the builder, or as typed: "2 diavola"; or a deal with what was chosen in it."""
    basket = _call(request, id)
    return _answer(request, basket, lambda: add_typed(basket, request.POST, at=request.at))


@require_POST
@staff("counter.work")
def change(request: HttpRequest, id: UUID, line: UUID) -> HttpResponse:
    basket = _call(request, id)
    found = asking.line_of(basket, line)
    many = asking.number(request.POST.get("quantity"))
    return _answer(request, basket, lambda: asking.change(basket, found, quantity=many, at=request.at))


@staff("counter.work")
def again(request: HttpRequest, id: UUID, order: UUID) -> HttpResponse:
    """The same again: what is gone or costs something else is shown first, then taken line by line."""
    basket = _call(request, id)
    earlier = order_for_staff(order)
    if request.method == "POST":
        chosen = asking.ids(request.POST.getlist("line"))
        _added, problems = actions.repeat_order(earlier, basket=basket, lines=chosen, at=request.at)
        for problem in problems:
            messages.warning(request, problem)
        return redirect("kitchen:call", id)
    return render(request, "kitchen/again.html", {"repeat": repeats.repeat(earlier, at=request.at), "basket": basket})


@require_POST
@staff("counter.work")
def place(request: HttpRequest, id: UUID) -> HttpResponse:
    basket = _noted(request, _call(request, id))
    customer = User.objects.filter(id__in=asking.ids([basket.call.get("customer", "")])).first()
    wish = wish_of(basket, language=(get_language() or "it").split("-")[0])
    try:
        call_times(prices.price(basket, at=request.at, order_type=basket.order_type), at=request.at).check()
        order = actions.take_order(basket, wish=wish, customer=customer, by=request.actor, at=request.at)
    except CheckoutRefusal as refusal:
        return _page(request, basket, refusal)
    messages.success(request, _("Order %(number)s is taken.") % {"number": order.called})
    return redirect("kitchen:counter-order", order.id)


@require_POST
@staff("counter.work")
def drop(request: HttpRequest, id: UUID) -> HttpResponse:
    """They hung up."""
    actions.drop_draft(_call(request, id))
    return redirect("kitchen:counter")


def _call(request: HttpRequest, id: UUID) -> Basket:
    found = callers.call_of(id, request.user)
    if found is None:
        raise Http404
    return found


def _noted(request: HttpRequest, basket: Basket, *, heard: str | None = None) -> Basket:
    said = CallForm(request.POST).said()
    wished = said.pop("order_type", "")
    if said.get("channel") == "phone" and wished == OrderType.EAT_IN:
        said["channel"] = "counter"
    order_type = wished if wished in _offered(request) else ""
    return actions.note_call(basket, said, order_type=order_type, heard=heard, at=request.at)


def _answer(request: HttpRequest, basket: Basket, act: Callable[[], object]) -> HttpResponse:
    """Act, then show the call; a refusal is said where the order stands."""
    try:
        act()
    except Refusal as refusal:
        if not request.htmx:
            raise
        return _page(request, basket, refusal)
    return _page(request, basket) if request.htmx else redirect("kitchen:call", basket.id)


def _offered(request: HttpRequest) -> list[str]:
    return shops.timetable(at=request.at).shop.order_types(at_counter=True)


def _page(request: HttpRequest, basket: Basket, refusal: Refusal | None = None) -> HttpResponse:
    priced = prices.price(basket, at=request.at, order_type=basket.order_type)
    sections = cards.sections(at=request.at)
    liked = set(callers.favourites(at=request.at))
    said = basket.call
    page = {
        "basket": basket,
        "meant": f"call:{basket.id}",
        "said": said,
        "calls": callers.calls_of(request.user),
        "priced": priced,
        "shop": priced.shop,
        "payable": prices.payable_in_cash(priced) if tender_of(basket) == "cash" else priced.quote.total,
        "explained": pricing.explain(priced.quote, get_language() or "it"),
        "sections": sections,
        "deals": marketing.open_deals(at=request.at),
        "favourites": [card for section in sections for card in section.cards if card.id in liked and not card.is_out],
        "callers": callers.callers(said.get("phone", ""), at=request.at) if not said.get("customer") else [],
        "types": [(kind, OrderType(kind).label) for kind in priced.shop.order_types(at_counter=True)],
        "tenders": [(tender, tender.label) for tender in tenders_by_voice(basket.order_type)],
        "call_times": call_times(priced, at=request.at),
        "refusal": refusal,
    }
    return render(request, "kitchen/call.html", page, status=refusal.status if refusal else 200)
