"""How an order speaks: its state, the way it came and who did what (prices and allergens: menu_words)."""

from django import template

from tenant_apps.ordering.models import STATE_NAMES
from tenant_apps.ordering.words import ACTORS, CHANNELS

register = template.Library()


@register.filter
def state_words(state: str) -> str:
    return str(STATE_NAMES[state])


@register.filter
def channel_words(channel: str) -> str:
    return str(CHANNELS.get(channel, channel))


@register.filter
def actor_words(kind: str) -> str:
    return str(ACTORS.get(kind, kind))
