"""The menu in the words of schema.org: what search engines may say of it. No claim about diets or allergens: of those a
page shows what is known, with its warning, and no snippet would.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from pizzeria.money import Money
from tenant_apps.menu import photos
from tenant_apps.menu.cards import Card, Section
from toolbox import i18n

Url = Callable[[str], str]  # a path of this shop -> its absolute address


def menu_of(sections: Iterable[Section], url: Url) -> dict[str, Any]:
    """Return the whole menu: sections with their dishes, each with its price."""
    return {
        "@type": "Menu",
        "@id": url("/#menu"),
        "inLanguage": get_language(),
        "hasMenuSection": [
            {
                "@type": "MenuSection",
                "name": i18n.text(section.name),
                "hasMenuItem": [item(card, url) for card in section.cards],
            }
            for section in sections
        ],
    }


def item(card: Card, url: Url) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "MenuItem",
        "name": i18n.text(card.name),
        "url": url(reverse("menu:product", args=[card.id])),
        "image": url(picture(card)),
        "offers": _offer(card),
    }
    if words := description(card):
        found["description"] = words
    return found


def description(card: Card) -> str:
    """Return what one says of it in one line: the owner's words, else what is on it."""
    return i18n.text(card.description) or ", ".join(i18n.text(name) for name in card.recipe)


def picture(card: Card) -> str:
    """Return where its picture is for those who want it large: the photo, else the drawing as PNG."""
    photo = photos.of(card.photo)
    return photo.largest if photo else reverse("menu:preview", args=[card.id, card.picture])


def price_range(sections: Iterable[Section]) -> str:
    """Return the lowest and the highest price from which something can be had: "EUR 1.50-14.00", "" for no menu."""
    prices = sorted({card.price_from for section in sections for card in section.cards}, key=lambda price: price.amount)
    if not prices:
        return ""
    ends = dict.fromkeys(f"{price.amount:.2f}" for price in (prices[0], prices[-1]))
    return f"{prices[0].currency} {'-'.join(ends)}"


def _offer(card: Card) -> Mapping[str, Any]:
    price: Money = card.price_from
    offer: dict[str, Any] = {
        "@type": "Offer",
        "price": f"{price.amount:.2f}",
        "priceCurrency": price.currency,
        "availability": f"https://schema.org/{'OutOfStock' if card.is_out else 'InStock'}",
    }
    if card.has_sizes:  # the price of the smallest: more is asked for a larger one
        specification = {"@type": "PriceSpecification", "minPrice": offer.pop("price")}
        offer["priceSpecification"] = specification | {"priceCurrency": offer.pop("priceCurrency")}
    return offer
