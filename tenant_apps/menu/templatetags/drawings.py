"""Pictures of what is on the menu, for shops that have no photographs yet."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from pizzeria import drawing

register = template.Library()


@register.simple_tag
def draw_pizza(recipe: drawing.Recipe, title: str = "") -> SafeString:
    """Draw a pizza; without a title it is decoration beside its own name."""
    return mark_safe(drawing.svg(recipe, title=title))  # noqa: S308  escaped inside


@register.simple_tag
def draw_plate(code: str, title: str = "") -> SafeString:
    """Draw a drink, a dessert, a fried thing by its glyph code."""
    return mark_safe(drawing.plate(code, title=title))  # noqa: S308


@register.simple_tag
def draw_single(code: str) -> SafeString:
    """Draw one ingredient, for a row of toppings."""
    return mark_safe(drawing.single(code))  # noqa: S308
