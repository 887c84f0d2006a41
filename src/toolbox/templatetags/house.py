"""Tags that every template has without loading them."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_time, get_timezone
from babel.numbers import format_currency
from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from toolbox import addresses, i18n, live

register = template.Library()
_NOT_IN_SCRIPTS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def live_url(context: Mapping[str, Any], *topics: str) -> str:
    """Return the address at which this page hears of ``topics``."""
    return live.url(context["request"], *topics)


@register.inclusion_tag("ui/found.html", takes_context=True)
def found(context: Mapping[str, Any], *, title: str, description: str, image: str, kind: str = "website") -> Any:
    """Say how a public page of a shop is found and shared: its addresses by language, its words, its picture."""
    here, path = context["pizzeria"], context["request"].path
    known = addresses.of(here, path)
    language = get_language() or here.language
    return {
        "addresses": known,
        "canonical": known.canonical(language),
        "locale": {"it": "it_IT", "en": "en_GB"}.get(language, language),
        "site": here.name,
        "title": title,
        "description": description,
        "image": here.url(image),
        "kind": kind,
        "searchable": settings.SEARCHABLE,
    }


@register.simple_tag
def machine_data(data: Mapping[str, Any]) -> SafeString:
    """Tell search engines what is on the page (schema.org as JSON-LD): data that no browser runs, whatever is in it."""
    escaped = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_NOT_IN_SCRIPTS)
    return mark_safe(f'<script type="application/ld+json">{escaped}</script>')  # noqa: S308  nothing of it can end it


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
