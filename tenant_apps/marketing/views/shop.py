"""The customers' pages of the deals."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tenant_apps.marketing import picking, queries, shelf
from tenant_apps.menu import cards
from tenant_apps.shop import queries as shops


@never_cache
@require_safe
def shelf_now(request: HttpRequest) -> HttpResponse:
    """The shelf alone: an open page asks for it when something on the menu has changed."""
    return HttpResponse(shelf.rows(request))


@never_cache
@require_safe
def choose(request: HttpRequest, id: UUID) -> HttpResponse:
    """One deal, to choose inside. A changed choice comes back here to be priced."""
    menu = queries.price_menu(at=request.at)
    deal = menu.deals.get(str(id))
    if deal is None:
        raise Http404
    wished = {
        choice.id: (request.GET.get(f"choice-{choice.id}", ""), request.GET.get(f"size-{choice.id}", ""))
        for choice in deal.choices
    }
    local = request.at.astimezone(shops.timetable(at=request.at).shop.zone)
    offer = picking.offer(menu, deal, wished, local=local, order_type=None)
    known = {card.id: card for section in cards.sections(at=request.at) for card in section.cards}
    context = {
        "offer": offer,
        "meant": request.GET.get("for", "")[:60],
        "asked": [
            (asked, [(option, known.get(option.product.id)) for option in asked.options]) for asked in offer.asked
        ],
        "problem": offer.problem.text(get_language() or "it") if offer.problem else "",
    }
    return render(request, "marketing/choose.html", context)
