"""Addresses and figures of the menu's editor."""

from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from pizzeria import money
from pizzeria.words import ALLERGENS, text_of

register = template.Library()


@register.simple_tag
def row_url(what: str, verb: str, key: str = "") -> str:
    """Return where something is done with a row of this table: add, change, move or remove."""
    return reverse(f"menu:{what}-{verb}", kwargs={"id": key} if key else {})


@register.filter
def figure(value: Decimal | None) -> str:
    """Return a price as it stands in a cell: 6,50."""
    return "" if value is None else money.figure(value, (get_language() or "en")[:2])


@register.filter
def codes(value: tuple[str, ...]) -> str:
    """Return allergens as words: milk, nuts."""
    return ", ".join(text_of(ALLERGENS[code], get_language() or "en") for code in value)
