"""The basket: its page, the parts of it that other pages show, and what changes it."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tenant_apps.ordering import access, actions, asking, errors, prices
from tenant_apps.ordering.forms import LineForm
from tenant_apps.ordering.models import Basket, BasketLine
from toolbox import i18n
from toolbox.refusals import Refusal

CHANGED = "basket-changed"


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    basket = access.basket_or_empty(request)
    return render(request, "ordering/basket.html", _shown(request, basket))


@never_cache
@require_safe
def bar(request: HttpRequest) -> HttpResponse:
    """The sticky bar with the total, asked for by pages that are the same for everybody."""
    return render(request, "ordering/bar.html", _shown(request, access.basket_or_empty(request)))


@never_cache
@require_safe
def beside(request: HttpRequest) -> HttpResponse:
    """The basket that stands beside the menu on a wide screen."""
    return render(request, "ordering/beside.html", _shown(request, access.basket_or_empty(request)))


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a product in: with htmx the page stays and its bar is told, without it the basket is shown."""
    if meant := asking.meant_for(request.POST.get("for", "")):
        return HttpResponse(status=307, headers={"Location": meant})  # the same form, sent to where it was built for
    stays = request.htmx and not request.POST.get("next")
    try:
        basket, line = _add(request)
    except Refusal as refusal:
        if not stays:
            raise
        return _told(refusal.status, {"toast": {"text": str(refusal), "level": "error"}})
    changed = _("%(name)s has been changed.") if request.POST.get("line") else _("%(name)s is in the basket.")
    said = changed % {"name": i18n.text(line.name)}
    if stays:
        response = _told(204, {CHANGED: {}, "toast": {"text": said, "level": "success"}})
    else:
        messages.success(request, said)
        response = _back(request)
    return access.remember_basket(response, basket)


@require_POST
def add_deal(request: HttpRequest) -> HttpResponse:
    """Put a deal in with what was chosen for each of its choices."""
    if meant := asking.meant_for(request.POST.get("for", "")):
        return HttpResponse(status=307, headers={"Location": meant})
    deal = asking.known_deal(request.POST, at=request.at)
    basket = access.basket_or_new(request)
    asking.add_deal(basket, request.POST, at=request.at)
    messages.success(request, _("%(name)s is in the basket.") % {"name": i18n.text(deal.name)})
    return access.remember_basket(_back(request), basket)


@require_POST
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """How many, the note, out, or back in again."""
    line = access.line_of(request, id)
    form = LineForm(request.POST)
    if not form.is_valid():
        raise errors.TooMany(most=50)
    quantity = 0 if form.cleaned_data["remove"] else form.cleaned_data["quantity"]
    note = form.cleaned_data["note"] if "note" in request.POST else None
    actions.change_line(line, quantity=quantity, note=note, at=request.at)
    return _back(request)


@require_POST
def rebuild(request: HttpRequest, id: UUID) -> HttpResponse:
    """The same line with another configuration: without what has run out, or with something for it."""
    actions.rebuild_line(
        access.line_of(request, id), configuration=asking.wished_in(request.POST, at=request.at), at=request.at
    )
    return _back(request)


@require_POST
def choose_type(request: HttpRequest) -> HttpResponse:
    basket = access.basket_or_new(request)
    actions.choose_order_type(basket, order_type=request.POST.get("order_type", ""), at=request.at)
    stays = request.htmx and request.POST.get("stay")
    return access.remember_basket(_told(204, {CHANGED: {}}) if stays else _back(request), basket)


def _add(request: HttpRequest) -> tuple[Basket, BasketLine]:
    """Put it in; what was opened from a line of the basket takes that line's place."""
    wished = asking.wished_in(request.POST, at=request.at)
    quantity = _number(request.POST.get("quantity", "1"))
    if changed := request.POST.get("line"):
        line = access.line_of(request, _id(changed))
        return line.basket, actions.rebuild_line(line, configuration=wished, quantity=quantity, at=request.at)
    basket = access.basket_or_new(request)
    return basket, actions.add_to_basket(basket, configuration=wished, quantity=quantity, at=request.at)


def _id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Http404 from None


def _told(status: int, events: dict[str, object]) -> HttpResponse:
    """An answer for htmx that changes nothing on the page by itself."""
    return HttpResponse(status=status, headers={"HX-Trigger": json.dumps(events)})


def _shown(request: HttpRequest, basket: Basket) -> dict[str, object]:
    priced = prices.price(basket, at=request.at)
    removed = basket.lines.exclude(removed_at=None).first()
    return {"priced": priced, "shop": priced.shop, "basket_count": priced.count, "removed": removed}


def _number(value: str) -> int:
    """Return the number; what is none is as wrong as one out of range."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to where the form said, if that is on this host, else to the basket."""
    wished = request.POST.get("next", "")
    if wished and url_has_allowed_host_and_scheme(wished, {request.get_host()}):
        return HttpResponseRedirect(wished)
    return redirect("ordering:basket")
