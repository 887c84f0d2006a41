"""Amounts in minor units, and the parts of a plan, as people read them."""

from datetime import datetime
from typing import Any

from django import template

from shared_apps.billing.amounts import money
from shared_apps.billing.plans import Plan
from toolbox.templatetags.house import money as written

register = template.Library()


@register.filter
def minor(value: int | None, currency: str = "EUR") -> str:
    """6900 -> 69,00 € or €69.00."""
    return "" if value is None else written(money(value, currency))


@register.filter
def price(plan: Plan, interval: str) -> int:
    """What a period of the plan costs, in minor units of euros."""
    return plan.price(interval)


@register.filter
def limit(plan: Plan, what: str) -> int | None:
    return plan.limits[what]


@register.filter
def entry(values: Any, key: str) -> Any:
    """``values|entry:key``: what a template cannot say with a dot."""
    return values[key]


@register.filter
def days_since(moment: datetime | None, at: datetime) -> int | str:
    return "" if moment is None else max(0, (at - moment).days)
