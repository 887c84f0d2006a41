"""How the menu speaks: allergens and the steps of a price in the visitor's language."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import get_language

from pizzeria import pricing
from pizzeria.words import ALLERGENS, text_of

register = template.Library()


@register.filter
def allergen_word(code: str) -> str:
    return text_of(ALLERGENS[code], get_language() or "en")


@register.filter
def allergen_words(codes: Iterable[str]) -> str:
    return ", ".join(allergen_word(code) for code in codes)


@register.filter
def words_of_step(step: pricing.Step) -> str:
    return pricing.step_text(step, get_language() or "en")


@register.filter
def refusal_text(invalid: pricing.Invalid) -> str:
    return invalid.text(get_language() or "en")


@register.filter
def lookup(table: Any, key: str) -> Any:
    """The value a table has for a key that is only known to the template, None when it has none."""
    return table.get(key)
