"""Reads of the deals: as the price engine takes them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import tenants
from pizzeria import catalogue
from pizzeria import deals as rules
from pizzeria.availability import DayPart
from pizzeria.money import Money
from shared_apps.billing import limits
from tenant_apps.marketing.models import Deal, DealChoice, DealOption
from tenant_apps.menu import queries as menu
from tenant_apps.menu.models import Size
from tenant_apps.shop import queries as shops
from tenants.memory import remembered


def deals(*, at: datetime) -> Mapping[str, rules.Deal]:
    """Return the deals on the menu by id, in their order: three or four queries, none when this process knows them.

    None at all where the plan has no deals: what was made under another one waits until there is such a plan again.
    """
    return remembered("deals", lambda: (_read(), None), at=at) if limits.can_use("deals") else {}


def price_menu(*, at: datetime) -> catalogue.Menu:
    """Return the price catalogue of this moment with its deals."""
    return replace(menu.price_menu(at=at), deals=deals(at=at))


def open_deals(*, at: datetime) -> list[rules.Deal]:
    """Return the deals that can be had at this moment, in their order."""
    menu_now = price_menu(at=at)
    local = at.astimezone(shops.timetable(at=at).shop.zone)
    return [deal for deal in menu_now.deals.values() if rules.is_open(menu_now, deal, local=local)]


def name_of(deal: str) -> catalogue.Name:
    """Return what a deal is called that is off the menu by now; nothing for one that is gone."""
    found = Deal.objects.filter(id=deal).values_list("name", flat=True).first()
    return found or ""


def closed(*, at: datetime) -> frozenset[str]:
    """Return which of the deals on the menu cannot be had whatever the hour: nothing is left for one of their choices."""
    catalogue = price_menu(at=at)
    made = {id for id, deal in catalogue.deals.items() if rules.is_open(catalogue, deal)}
    return frozenset(str(id) for id in Deal.objects.on_sale().values_list("id", flat=True)) - made


def _read() -> dict[str, rules.Deal]:
    here = tenants.current()
    assert here is not None, "only a pizzeria has deals"
    choices = _choices(here.currency)
    return {
        str(row.id): rules.Deal(
            id=str(row.id),
            name=row.name,
            price=Money(row.price, here.currency),
            choices=tuple(choices[row.id]),
            day_parts=tuple(DayPart.from_json(part) for part in row.day_parts),
            order_types=frozenset(row.order_types),
            description=row.description,
        )
        for row in Deal.objects.on_sale()
        if choices[row.id]
    }


def _choices(currency: str) -> Mapping[Any, list[rules.DealChoice]]:
    products: dict[Any, set[str]] = defaultdict(set)
    upcharges: dict[Any, dict[str, Money]] = defaultdict(dict)
    for choice, product, upcharge in DealOption.objects.values_list("choice_id", "product_id", "upcharge"):
        products[choice].add(str(product))
        if upcharge:
            upcharges[choice][str(product)] = Money(upcharge, currency)
    rows = list(DealChoice.objects.all())
    sizes = Size.objects.order_by("-is_usual", "position", "id") if any(row.sizes for row in rows) else ()
    known = [str(size.id) for size in sizes]
    found: dict[Any, list[rules.DealChoice]] = defaultdict(list)
    for row in rows:
        found[row.deal_id].append(
            rules.DealChoice(
                id=str(row.id),
                name=row.name,
                products=frozenset(products[row.id]),
                sizes=_sizes(row.sizes, known),
                upcharges=upcharges[row.id],
                halves=row.halves,
            )
        )
    return found


def _sizes(named: Sequence[str], known: Sequence[str]) -> frozenset[str]:
    """Return those of a choice that the shop has still; the usual one when it has none of them any more.

    None at all would be every size, the large one too at the price of the small one.
    """
    if not named:
        return frozenset()
    return frozenset(named) & frozenset(known) or frozenset(known[:1])
