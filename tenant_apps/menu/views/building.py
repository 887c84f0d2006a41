"""The pizza page: building one, its price as it changes, and what changes meanwhile in the kitchen."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pizzeria.catalogue import Menu
from pizzeria.configuration import Invalid
from tenant_apps.menu import builder, cards, changing, keeping, queries
from tenant_apps.menu.forms import configuration_from
from toolbox import freshness

# What the page was opened for, and hands on with the pizza: a line of a basket to change, a choice of a deal.
PASSED = ("line", "deal", "deal_group", "deal_choice", "for")


@require_safe
def product(request: HttpRequest, id: UUID) -> HttpResponse:
    """One product. As it opens it is one page for all; without JavaScript its form comes back here to be priced."""
    menu = queries.price_menu(at=request.at)
    if str(id) not in menu.products:
        raise Http404
    if request.GET:
        return never_cache(lambda asks: render(asks, "menu/product.html", _shown(asks, menu, str(id))))(request)
    freshness.true_until(request, cards.on_sale(at=request.at).until)
    return keeping.page(request, f"product:{id}", "menu/product.html", lambda: _shown(request, menu, str(id)))


@never_cache
@require_safe
def quote(request: HttpRequest) -> HttpResponse:
    """The parts of the product's page that change with a choice: picture, choices, price and why, allergens."""
    menu = queries.price_menu(at=request.at)
    product = request.GET.get("product", "")
    if product not in menu.products:
        raise Http404
    return render(request, "menu/quote.html", _shown(request, menu, product))


@never_cache
@require_safe
def changed(request: HttpRequest) -> HttpResponse:
    """An ear for the live stream, new each time, and with it the cards that differ from those the page has."""
    hears = {"hears": True, "back_in": changing.seconds_to_change(at=request.at)}
    answer = render_to_string("menu/ear.html", hears, request)
    if known := request.GET.get("shape"):
        answer += changing.changes(request, have=frozenset(request.GET.get("have", "").split(".")), known=known)
    return HttpResponse(answer)


def _shown(request: HttpRequest, menu: Menu, product: str) -> dict[str, Any]:
    asked = _asked(request.GET, menu, product)
    return {
        "built": builder.build(menu, asked, at=request.at),
        "choices": builder.choices(menu, asked, at=request.at),
        "policies": menu.policies,
        "description": builder.words_of(at=request.at).descriptions.get(product),
        "passed": _passed(request.GET),
    }


def _asked(data: QueryDict, menu: Menu, product: str) -> builder.Asked:
    """Return what the query asks for; as the page opens when it asks for nothing, or for nonsense."""
    is_open = bool(data.get("halves")) and data.get("half") not in menu.products
    if is_open:
        data = data.copy()
        del data["halves"]
    try:
        wish = configuration_from(data)
    except Invalid:
        wish = None
    if wish is None or wish.product != product or (wish.half and wish.half.product not in menu.products):
        wish = builder.usual(menu, product)
    quantity = data.get("quantity", "1")
    many = int(quantity) if quantity.isascii() and quantity.isdigit() and len(quantity) < 3 else 1
    return builder.Asked(
        builder.fitting(menu, wish), min(max(many, 1), 50), is_open and menu.products[product].is_built
    )


def _passed(data: QueryDict) -> Mapping[str, str]:
    return {name: data[name][:60] for name in PASSED if data.get(name)}
