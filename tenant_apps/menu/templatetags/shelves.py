"""What stands on the shop's page beside the menu, and belongs to a room above."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def shop_shelf(context: Mapping[str, Any]) -> SafeString:
    """Draw the shelf named by settings.SHOP_SHELF."""
    return mark_safe(import_string(settings.SHOP_SHELF)(context["request"]))  # noqa: S308 (a template's own answer)
