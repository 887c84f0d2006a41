"""How a product's page is found and shared."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from tenant_apps.menu import cards, structured
from toolbox import i18n

register = template.Library()


@register.inclusion_tag("menu/product_found.html", takes_context=True)
def product_found(context: Mapping[str, Any], id: str) -> dict[str, Any]:
    request, here = context["request"], context["pizzeria"]
    card = cards.card_of(id, at=request.at)
    if card is None:  # its category is gone: the page stands, and is not told of
        return {}
    name = i18n.text(card.name)
    about = structured.description(card) or _("The menu of %(name)s: order for collection or delivery.") % {
        "name": here.name
    }
    return {
        "request": request,
        "pizzeria": here,
        "title": f"{name} · {here.name}",
        "about": f"{name}: {about}",
        "image": structured.picture(card),
        "data": {"@context": "https://schema.org"} | structured.item(card, here.url),
    }
