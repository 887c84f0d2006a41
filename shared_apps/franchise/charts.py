"""Head office's pictures."""

from babel.numbers import format_compact_currency, format_currency
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shared_apps.franchise.queries import Board
from toolbox import charts


def revenue_chart(board: Board) -> charts.Chart:
    """Revenue by store: bars for one day, lines over more."""
    language = get_language() or "en"
    labels = [formats.date_format(day, "j M") for day in board.days]
    series = [charts.Series(row.name, [float(row.daily.get(day, 0)) for day in board.days]) for row in board.rows]
    draw = charts.bar_chart if board.length == 1 else charts.line_chart
    return draw(
        labels,
        series,
        title=_("Revenue by store"),
        sentence=_("%(count)d stores took %(total)s from %(first)s to %(last)s.")
        % {
            "count": len(board.rows),
            "total": format_currency(board.total.revenue, board.currency, locale=language),
            "first": formats.date_format(board.first, "j F"),
            "last": formats.date_format(board.last, "j F Y"),
        },
        unit=lambda value: format_compact_currency(value, board.currency, locale=language),
        corner=_("Day"),
    )
