"""How the menu speaks: allergens and the steps of a price in the visitor's language."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.translation import get_language

from pizzeria import explain, pricing, suggestions
from pizzeria.catalogue import Name
from pizzeria.configuration import Configuration
from pizzeria.money import Money
from pizzeria.words import ALLERGENS, text_of
from tenant_apps.menu import changing

register = template.Library()


@register.filter
def allergen_word(code: str) -> str:
    return text_of(ALLERGENS[code], get_language() or "en")


@register.filter
def allergen_words(codes: Iterable[str]) -> str:
    return ", ".join(allergen_word(code) for code in codes)


@register.filter
def names(found: Iterable[Name]) -> str:
    """What the shop calls them, one after the other."""
    return ", ".join(text_of(name, get_language() or "en") for name in found)


@register.filter
def step_words(step: pricing.Step) -> str:
    return pricing.step_text(step, get_language() or "en")


@register.filter
def sentence_of(line: pricing.LineQuote) -> str:
    """Why the line costs that, as it would be said at the counter."""
    return explain.line_sentence(line, get_language() or "en")


@register.filter
def charge_of(line: pricing.LineQuote | None, ingredient: str) -> Money | None:
    """What this topping adds to the price as it lies there now."""
    steps = line.steps if line else ()
    return next((step.amount for step in steps if step.params.get("ingredient") == ingredient), None)


@register.filter
def refusal_words(invalid: pricing.Invalid) -> str:
    return invalid.text(get_language() or "en")


@register.filter
def suggestion_words(suggestion: suggestions.Suggestion) -> str:
    return suggestions.text(suggestion, get_language() or "en")


@register.filter
def as_json(configuration: Configuration) -> str:
    """The configuration as one field of a form."""
    said = {name: value for name, value in configuration.to_json().items() if value}
    return json.dumps(said, separators=(",", ":"))


@register.filter
def as_query(configuration: Configuration) -> str:
    """The configuration as the pizza page's address takes it: ``configuration={...}``."""
    return urlencode({"configuration": as_json(configuration)})


@register.simple_tag(takes_context=True)
def menu_changes_in(context: Mapping[str, Any]) -> int | None:
    """In how many seconds time alone changes the menu; None when it does not."""
    return changing.seconds_to_change(at=context["request"].at)
