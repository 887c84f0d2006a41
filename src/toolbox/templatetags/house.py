"""Tags that every template has without loading them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language

from toolbox import i18n, live

register = template.Library()


@register.simple_tag(takes_context=True)
def live_url(context: Mapping[str, Any], *topics: str) -> str:
    """Return the address at which this page hears of ``topics``."""
    return live.url(context["request"], *topics)


@register.filter
def text(value: Mapping[str, str] | str | None) -> str:
    """Show a shop's text in the visitor's language."""
    return i18n.text(value)


@register.filter
def money(value: Any, currency: str = "EUR") -> str:
    """Show an amount as the visitor's language writes it: 9.5 -> 9,50 € or €9.50."""
    if value is None or value == "":
        return ""
    amount = getattr(value, "amount", value)
    return format_currency(Decimal(str(amount)), getattr(value, "currency", currency), locale=get_language() or "en")
