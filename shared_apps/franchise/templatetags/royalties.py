"""How amounts in minor units, percents and months are written on royalty pages and papers."""

from datetime import date

from babel.dates import format_date
from django import template
from django.utils.translation import get_language

from shared_apps.franchise import wording
from shared_apps.franchise.models import Formula

register = template.Library()


@register.filter
def minor(units: int, currency: str) -> str:
    """Show an amount in minor units: 950 -> €9.50."""
    return wording.amount(units, currency)


@register.filter
def percent(bps: int) -> str:
    return wording.percent(bps)


@register.filter
def month(value: date) -> str:
    return wording.month_name(value)


@register.filter
def weekday(value: date) -> str:
    """Show a day of a month that is named already: Fri 8, ven 8."""
    return format_date(value, "EEE d", locale=get_language() or "en")


@register.filter
def full(value: date) -> str:
    """Show a day with its year: 8 May 2026, 8 maggio 2026."""
    return wording.day_name(value)


@register.filter
def key(value: date) -> str:
    """A month as it stands in an address: 2026-05."""
    return f"{value:%Y-%m}"


@register.filter
def sentence(formula: Formula, currency: str) -> str:
    return wording.sentence(formula.terms, currency=currency)
