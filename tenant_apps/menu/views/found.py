"""What search engines and link previews ask for: every address of the shop, and pictures that are no SVG."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tenant_apps.menu import cards, link_pictures, queries
from tenants import shelf
from toolbox import addresses


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that is for everybody, in each of its languages."""
    products = [card.id for section in cards.sections(at=request.at) for card in section.cards]
    paths = ["/", *(reverse("menu:product", args=[id]) for id in products)]
    pages = [addresses.of(request.pizzeria, path) for path in paths]
    return render(request, "menu/sitemap.xml", {"pages": pages}, content_type="application/xml")


@require_safe
def preview(request: HttpRequest, id: UUID, version: str) -> HttpResponse:
    """The product as drawn, as a PNG in the shape of a link preview; an old address leads to the picture of today."""
    menu, known = queries.price_menu(at=request.at), cards.pictures(at=request.at)
    if (product := menu.products.get(str(id))) is None:
        raise Http404
    now = cards.picture_version(product, known)
    if version != now:
        return HttpResponseRedirect(reverse("menu:preview", args=[id, now]))
    return _png(request, f"preview:{id}:{now}", lambda: link_pictures.product(product, known))


@require_safe
def shop_preview(request: HttpRequest, version: str) -> HttpResponse:
    """The shop's own link preview: the first three of its menu."""
    known, menu = cards.pictures(at=request.at), queries.price_menu(at=request.at)
    first = [menu.products[card.id] for card in link_pictures.first(cards.sections(at=request.at))]
    now = link_pictures.version(cards.sections(at=request.at))
    if version != now:
        return HttpResponseRedirect(reverse("menu:shop-preview", args=[now]))
    return _png(request, f"preview:shop:{now}", lambda: link_pictures.shop(first, known))


def _png(request: HttpRequest, name: str, draw: Callable[[], bytes]) -> HttpResponse:
    made = shelf.shared(name, lambda: shelf.Made(draw(), None), at=request.at)
    response = HttpResponse(made.body, content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
