"""How a ticket speaks."""

from datetime import timedelta
from decimal import Decimal

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pizzeria.tickets import Extra

register = template.Library()


@register.filter
def extra_words(extra: Extra) -> str:
    """Show an added ingredient with its amount: burrata (double)."""
    return extra.text(get_language() or "en")


@register.filter
def halfwise(amount: Decimal) -> str:
    """Show a number of pizzas where some are halves: 3, ½, 3½."""
    whole, rest = divmod(amount, 1)
    return f"{int(whole) or ''}½" if rest else str(int(whole))


@register.filter
def took(duration: timedelta | None) -> str:
    """Show how long it took in minutes: 12 min; under ten with a half: 7½ min."""
    if duration is None:
        return "–"
    minutes = duration.total_seconds() / 60
    return f"{halfwise(Decimal(round(minutes * 2)) / 2)} min" if minutes < 10 else f"{round(minutes)} min"


@register.filter
def percent(share: int | None) -> str:
    return "–" if share is None else f"{share} %"


@register.filter
def promised_words(minutes: int) -> str:
    return _("%(minutes)s min promised") % {"minutes": minutes}


@register.filter
def week_words(share: int | None) -> str:
    return _("%(share)s in seven days") % {"share": percent(share)}
