"""The picture of a product: its photo where there is one, its drawing where there is none."""

from collections.abc import Mapping
from typing import Any

from django import template

from tenant_apps.menu import cards, photos

register = template.Library()


@register.inclusion_tag("menu/product_picture.html")
def product_picture(card: Any, width: int = 108, eager: bool = False) -> dict[str, Any]:
    """Draw a card's picture: decoration beside its name. ``width``: how wide it stands on the page, in CSS pixels."""
    return {"card": card, "photo": photos.of(card.photo), "width": width, "height": width * 3 // 4, "is_eager": eager}


@register.simple_tag(takes_context=True)
def photo_of(context: Mapping[str, Any], product: str) -> photos.Photo | None:
    """Return the photo of the product with this id, None while it is drawn."""
    return photos.of(cards.pictures(at=context["request"].at).photos.get(product, ""))
