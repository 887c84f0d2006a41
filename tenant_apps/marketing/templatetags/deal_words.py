"""What pages say of a deal."""

from django import template

from pizzeria.availability import DayPart, hours_name, types_name
from tenant_apps.marketing.models import Deal
from toolbox import i18n

register = template.Library()


@register.filter
def deal_hours(deal: Deal) -> str:
    """When and how it is offered only, in the reader's language; nothing when it always is."""
    parts = [DayPart.from_json(part) for part in deal.day_parts]
    words = [hours_name(parts) if parts else "", types_name(deal.order_types) if deal.order_types else ""]
    return ", ".join(i18n.text(word) for word in words if word)
