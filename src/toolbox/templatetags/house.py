"""Tags that every template has without loading them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_time, get_timezone
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


@register.filter
def hour(value: datetime | None, zone: str) -> str:
    """Show a moment as the clock on the wall of ``zone`` (a name or a ZoneInfo) does: 20:15."""
    return format_time(value, "HH:mm", tzinfo=get_timezone(str(zone)), locale=get_language() or "en") if value else ""


@register.filter
def day(value: date | datetime | None, zone: str = "UTC") -> str:
    """Show a day, or the day a moment falls on in ``zone``: Sunday 22 November, domenica 22 novembre."""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone(str(zone))).date()
    return format_date(value, "EEEE d MMMM", locale=get_language() or "en") if value else ""
