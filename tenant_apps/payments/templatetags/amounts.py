"""How minor units speak."""

from django import template
from django.utils.translation import get_language

from tenant_apps.payments.queries import money

register = template.Library()


@register.filter
def cents(value: int | None, currency: str = "EUR") -> str:
    """Show an amount of minor units as the visitor's language writes it: 950 -> 9,50 € or €9.50."""
    return "" if value is None else money(value, currency).text(get_language() or "en")
