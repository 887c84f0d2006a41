"""Pictures of what is on the menu, for shops that have no photographs yet."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from pizzeria import drawing
from pizzeria.configuration import Configuration
from tenant_apps.menu import cards, queries

register = template.Library()


@register.simple_tag
def draw_symbols(toppings: Iterable[Any]) -> SafeString:
    """Draw every topping once, unseen, for ``use_symbol`` to show."""
    symbols = "".join(drawing.symbol(glyph) for glyph in dict.fromkeys(topping.glyph for topping in toppings))
    return mark_safe(f'<svg class="symbols" aria-hidden="true">{symbols}</svg>') if symbols else SafeString()  # noqa: S308


@register.simple_tag
def use_symbol(glyph: str) -> SafeString:
    return format_html('<svg class="glyph" aria-hidden="true"><use href="#{}"/></svg>', drawing.symbol_id(glyph))


@register.simple_tag(takes_context=True)
def draw_configuration(context: Mapping[str, Any], stored: Mapping[str, Any]) -> SafeString:
    """Draw what a line of a basket was configured to be; nothing when it has left the menu."""
    at = context["request"].at
    menu = queries.price_menu(at=at)
    wish = Configuration.from_json(stored)
    product = menu.products.get(wish.product)
    if product is None:
        return SafeString()
    other = menu.products.get(wish.half.product) if wish.half else None
    dough = menu.doughs[wish.dough].name if wish.dough in menu.doughs else ""
    return mark_safe(cards.draw(product, wish, cards.pictures(at=at), other=other, dough=dough))  # noqa: S308
