"""``{% chart sales %}`` draws a chart of ``toolbox.charts``."""

from collections.abc import Mapping
from typing import Any

from django import template

from toolbox.charts import Chart

register = template.Library()


@register.inclusion_tag("ui/chart.html")
def chart(chart: Chart) -> Mapping[str, Any]:
    """Draw the chart with its sentence and its table."""
    return {"chart": chart}


@register.filter
def unlocalized(value: float) -> str:
    """Write a coordinate with a point whatever the language."""
    return f"{value:g}"
