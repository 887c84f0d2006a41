"""How amounts in minor units, percents and months are written on royalty pages and papers."""

from datetime import date

from django import template

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
def key(value: date) -> str:
    """A month as it stands in an address: 2026-05."""
    return f"{value:%Y-%m}"


@register.filter
def sentence(formula: Formula, currency: str) -> str:
    return wording.sentence(formula.terms, currency=currency)
