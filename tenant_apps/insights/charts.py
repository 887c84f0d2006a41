"""The pictures of the owner's pages, each with its sentence."""

from collections.abc import Callable, Sequence
from datetime import date

from babel.numbers import format_compact_currency, format_currency
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tenant_apps.insights.models import Forecast
from tenant_apps.insights.queries import Span
from toolbox import charts


def sales_by_day(spans: Sequence[Span], *, currency: str) -> charts.Chart:
    """Revenue of each day as a line, the same weekday a week before dashed. A day without an order is a gap."""
    return charts.line_chart(
        [_day(span.first) for span in spans],
        [
            charts.Series(_("Revenue"), [float(span.revenue) if span.orders else None for span in spans]),
            charts.Series(_("A week before"), [_or_gap(span) for span in spans], dashed=True),
        ],
        title=_("Sales by day"),
        sentence=_sentence(spans, currency, _day),
        unit=_amounts(currency),
        corner=_("Day"),
    )


def sales_by_week(spans: Sequence[Span], *, currency: str) -> charts.Chart:
    """Revenue of each week as bars, beside the same week a year before where there is one."""
    series = [charts.Series(_("Revenue"), [float(span.revenue) if span.orders else None for span in spans])]
    if any(span.before is not None for span in spans):
        series.append(charts.Series(_("A year before"), [_or_gap(span) for span in spans]))
    return charts.bar_chart(
        [_day(span.first) for span in spans],
        series,
        title=_("Sales by week"),
        sentence=_sentence(spans, currency, lambda first: _("the week of %(day)s") % {"day": _day(first)}),
        unit=_amounts(currency),
        corner=_("Week of"),
    )


def days_ahead(days: Sequence[Forecast]) -> charts.Chart:
    """What each coming day is expected to sell, with the interval, beside the simple rule. Closed days are gaps."""
    opened = [each for each in days if each.is_open]
    total = round(sum(each.mean for each in opened))
    return charts.line_chart(
        [formats.date_format(each.day, "D j") for each in days],
        [
            charts.Series(
                _("Forecast"),
                [float(each.mean) if each.is_open else None for each in days],
                low=[each.low if each.is_open else None for each in days],
                high=[each.high if each.is_open else None for each in days],
            ),
            charts.Series(
                _("Simple rule"), [float(each.simple) if each.is_open else None for each in days], dashed=True
            ),
        ],
        title=_("The days ahead"),
        sentence=ngettext(
            "%(days)d open day ahead: about %(total)s pieces.",
            "%(days)d open days ahead: about %(total)s pieces together.",
            len(opened),
        )
        % {"days": len(opened), "total": formats.number_format(total, force_grouping=True)},
        unit=lambda value: formats.number_format(round(value)),
        corner=_("Day"),
    )


def _sentence(spans: Sequence[Span], currency: str, name: Callable[[date], str]) -> str:
    total = sum(span.revenue for span in spans)
    if not total:
        return _("Nothing was sold in this time.")
    best = max(spans, key=lambda span: span.revenue)
    words = _("%(total)s in all; the best was %(best)s with %(amount)s.")
    return words % {
        "total": _money(float(total), currency),
        "best": name(best.first),
        "amount": _money(float(best.revenue), currency),
    }


def _or_gap(span: Span) -> float | None:
    return None if span.before is None else float(span.before)


def _day(day: date) -> str:
    return formats.date_format(day, "j M")


def _amounts(currency: str) -> Callable[[float], str]:
    return lambda value: format_compact_currency(value, currency, locale=get_language() or "en", fraction_digits=0)


def _money(value: float, currency: str) -> str:
    return format_currency(value, currency, locale=get_language() or "en")
