"""What customers see: the menu, one product, its price, its picture."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pizzeria.configuration import Configuration
from tenant_apps.menu import avoiding, cards, changing, keeping, link_pictures, queries, structured
from toolbox import freshness


@require_safe
def shop(request: HttpRequest) -> HttpResponse:
    """The menu. Searched or filtered it is made for the one who asks; as it stands it is one page for all."""
    words = request.GET.get("q", "").strip()[:80]
    avoided = avoiding.avoided(request)
    on_sale = cards.on_sale(at=request.at)
    if words or avoided.codes:
        found = cards.shown(on_sale.sections, words=words, without=avoided.codes, traces=avoided.traces)
        # Unfolded while somebody is choosing; what was chosen before stands in one line above the menu.
        context = {**found, "is_live": True, "picture": _picture(on_sale), "is_choosing": avoided.is_said}
        response = render(request, "menu/shop.html", context)
    else:
        freshness.true_until(request, on_sale.until)
        response = keeping.page(request, "shop", "menu/shop.html", lambda: _whole(request, on_sale))
    return avoiding.remember(response, avoided)


def _whole(request: HttpRequest, on_sale: cards.OnSale) -> dict[str, Any]:
    return cards.shown(on_sale.sections) | {
        "is_live": True,
        "shape": changing.shape(on_sale.sections),
        "structured": structured.menu_of(on_sale.sections, request.pizzeria.url),
        "price_range": structured.price_range(on_sale.sections),
        "picture": _picture(on_sale),
    }


def _picture(on_sale: cards.OnSale) -> str:
    return reverse("menu:shop-preview", args=[link_pictures.version(on_sale.sections)])


@require_safe
def picture(request: HttpRequest, id: UUID, version: str) -> HttpResponse:
    """The product as drawn from its recipe; the version in the address changes with it."""
    menu = queries.price_menu(at=request.at)
    found = menu.products.get(str(id))
    if found is None:
        raise Http404
    drawn = cards.draw(found, Configuration(found.id), cards.pictures(at=request.at))
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
