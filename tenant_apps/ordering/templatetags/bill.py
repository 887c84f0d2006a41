"""How a bill speaks: the steps of a price and the allergens of a line in the visitor's language."""

from django import template
from django.utils.translation import get_language

from pizzeria import pricing
from pizzeria.words import ALLERGENS, text_of
from tenant_apps.ordering.models import STATE_NAMES
from tenant_apps.ordering.words import ACTORS, CHANNELS

register = template.Library()


@register.filter
def step_words(step: pricing.Step) -> str:
    return pricing.step_text(step, get_language() or "en")


@register.filter
def allergen_words(code: str) -> str:
    return text_of(ALLERGENS[code], get_language() or "en")


@register.filter
def refusal_words(invalid: pricing.Invalid) -> str:
    return invalid.text(get_language() or "en")


@register.filter
def state_words(state: str) -> str:
    return str(STATE_NAMES[state])


@register.filter
def channel_words(channel: str) -> str:
    return str(CHANNELS.get(channel, channel))


@register.filter
def actor_words(kind: str) -> str:
    return str(ACTORS.get(kind, kind))
