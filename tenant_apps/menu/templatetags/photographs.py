"""The picture of a product: its photo where there is one, its drawing where there is none."""

from typing import Any

from django import template

from tenant_apps.menu import photos

register = template.Library()


@register.inclusion_tag("menu/product_picture.html")
def product_picture(card: Any, width: int = 108, eager: bool = False) -> dict[str, Any]:
    """Draw a card's picture: decoration beside its name. ``width``: how wide it stands on the page, in CSS pixels."""
    return {"card": card, "photo": photos.of(card.photo), "width": width, "height": width * 3 // 4, "is_eager": eager}


@register.simple_tag
def photo_of(name: str) -> photos.Photo | None:
    """Return the photo of that name: its src, srcsets, width, height and largest address."""
    return photos.of(name)
