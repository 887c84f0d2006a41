"""What customers see: the menu, one product, its price, its picture."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pizzeria.catalogue import Menu
from pizzeria.configuration import Configuration, Invalid
from pizzeria.recipes import ALLERGENS
from tenant_apps.menu import builder, cards, keeping, queries
from tenant_apps.menu.forms import configuration_from


@require_safe
def shop(request: HttpRequest) -> HttpResponse:
    """The menu. Searched or filtered it is made for the one who asks; as it stands it is one page for all."""
    words = request.GET.get("q", "").strip()[:80]
    without = [code for code in request.GET.getlist("without") if code in ALLERGENS]
    if words or without:
        found = cards.shown(cards.sections(at=request.at), words=words, without=without)
        return render(request, "menu/shop.html", found)
    return keeping.page(request, "shop", "menu/shop.html", lambda: cards.shown(cards.sections(at=request.at)))


@never_cache
@require_safe
def product(request: HttpRequest, id: UUID) -> HttpResponse:
    """One product. Without JavaScript its form comes back here to be priced."""
    menu = queries.price_menu(at=request.at)
    if str(id) not in menu.products:
        raise Http404
    wish = _wish(request, menu, str(id))
    built = builder.build(menu, wish, at=request.at)
    context = {"built": built, "choices": builder.choices(menu, wish), "extras": builder.extras(str(id))}
    return render(request, "menu/product.html", context)


@never_cache
@require_safe
def quote(request: HttpRequest) -> HttpResponse:
    """The parts of the product's page that change with a choice: picture, price and why, allergens, toppings' prices."""
    menu = queries.price_menu(at=request.at)
    try:
        wish = _wish(request, menu, request.GET.get("product", ""))
        built = builder.build(menu, wish, at=request.at)
    except Invalid:
        raise Http404 from None
    return render(request, "menu/quote.html", {"built": built, "choices": builder.choices(menu, wish)})


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


def _wish(request: HttpRequest, menu: Menu, product: str) -> Configuration:
    """Return what the query asks for; as the page opens when it asks for nothing, or for nonsense."""
    try:
        wish = configuration_from(request.GET)
    except Invalid:
        wish = None
    if wish is None or wish.product != product:
        if product not in menu.products:
            raise Invalid("unknown_product", product=product)
        return builder.usual(menu, product)
    return _in_size(menu, wish)


def _in_size(menu: Menu, wish: Configuration) -> Configuration:
    """Return the wish with the dough changed where the chosen size does not come in it."""
    found = menu.products.get(wish.product, None)
    if found is None or not found.is_built or (wish.dough, wish.size or "") in menu.dough_prices:
        return wish
    dough = next((id for id in menu.doughs if (id, wish.size or "") in menu.dough_prices), None)
    return Configuration(wish.product, wish.size, dough, wish.half, wish.toppings, wish.removed, wish.note)
