"""The deals as they stand on the shop's page, above the menu. Named by settings.SHOP_SHELF: the menu lies below."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from pizzeria import availability
from tenant_apps.marketing import queries
from tenant_apps.shop import queries as shops
from toolbox import freshness


def rows(request: HttpRequest) -> str:
    """Return the deals that can be had now, as HTML; notes on the request when time will change that."""
    menu = queries.price_menu(at=request.at)
    local = request.at.astimezone(shops.timetable(at=request.at).shop.zone)
    freshness.true_until(request, availability.next_change(menu.deals.values(), local=local))
    found: list[dict[str, Any]] = [
        {"deal": deal, "choices": [choice.name for choice in deal.choices]}
        for deal in queries.open_deals(at=request.at)
    ]
    return render_to_string("marketing/shelf.html", {"deals": found})
