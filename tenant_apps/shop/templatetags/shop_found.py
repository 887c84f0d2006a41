"""The shop in the words of schema.org, and what a phone needs to keep it on its home screen."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from pizzeria.hours import Closure, Opening
from pizzeria.tax import ORDER_TYPES
from tenant_apps.shop import look, queries
from toolbox.templatetags.house import machine_data

register = template.Library()
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@register.simple_tag(takes_context=True)
def restaurant_data(context: Mapping[str, Any], menu: Mapping[str, Any], price_range: str, image: str) -> SafeString:
    """Tell search engines where the shop is, when it is open and what it has: ``menu`` is the menu room's part."""
    here, table = context["pizzeria"], queries.timetable(at=context["request"].at)
    shop = table.shop
    address = {
        "streetAddress": shop.street,
        "addressLocality": shop.city,
        "postalCode": shop.postcode,
        "addressCountry": shop.country,
    }
    told = {
        "@context": "https://schema.org",
        "@type": "Restaurant",
        "@id": here.url("/#restaurant"),
        "name": shop.name,
        "url": here.url(),
        "image": here.url(image),
        "telephone": shop.phone,
        "address": {"@type": "PostalAddress", **_said(address)} if shop.street else None,
        "servesCuisine": "Pizza",
        "priceRange": price_range,
        "currenciesAccepted": shop.currency,
        "openingHoursSpecification": _week(table.week.openings),
        "specialOpeningHoursSpecification": [_closed(closure) for closure in table.closures if _is_whole(closure)],
        "hasMenu": menu,
    }
    return machine_data(_said(told) | {"acceptsReservations": False})


@register.inclusion_tag("shop/installable.html", takes_context=True)
def installable(context: Mapping[str, Any]) -> dict[str, Any]:
    shop = queries.timetable(at=context["request"].at).shop
    return {"shop": shop, "colour": look.ACCENTS[shop.accent], "icon": reverse("shop:icon", args=[shop.accent, "180"])}


def _said(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}


def _week(openings: tuple[Opening, ...]) -> list[dict[str, Any]]:
    """One entry for the days that share their hours; round the clock is written as 00:00 to 23:59."""
    days: dict[tuple[str, str], set[int]] = {}
    for opening in openings:
        closes = "23:59" if opening.opens == opening.closes else f"{opening.closes:%H:%M}"
        days.setdefault((f"{opening.opens:%H:%M}", closes), set()).add(opening.weekday)
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{DAYS[day]}" for day in sorted(on)],
            "opens": opens,
            "closes": closes,
        }
        for (opens, closes), on in days.items()
    ]


def _closed(closure: Closure) -> dict[str, Any]:
    day = closure.day.isoformat()
    hours = {"opens": "00:00", "closes": "00:00", "validFrom": day, "validThrough": day}
    return {"@type": "OpeningHoursSpecification", **hours}


def _is_whole(closure: Closure) -> bool:
    """Whether nothing at all can be had on that day."""
    return set(closure.order_types) >= set(ORDER_TYPES)
