"""The revenue page's picture."""

from babel.numbers import format_compact_currency, format_currency
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shared_apps.billing.amounts import major
from shared_apps.billing.revenue import Board
from toolbox import charts


def mrr_chart(board: Board) -> charts.Chart:
    """MRR at each month's end, and what moved it."""
    language = get_language() or "en"
    labels = [formats.date_format(month.first, "M y") for month in board.months]
    kept = [float(major(month.end, board.currency)) for month in board.months]
    gained = [float(major(month.new + month.back + month.up, board.currency)) for month in board.months]
    given = [float(major(month.lost + month.down, board.currency)) for month in board.months]
    return charts.bar_chart(
        labels,
        [charts.Series(_("MRR"), kept), charts.Series(_("gained"), gained), charts.Series(_("lost"), given)],
        title=_("Monthly recurring revenue"),
        sentence=_("%(now)s a month now, %(then)s twelve months ago.")
        % {
            "now": format_currency(major(board.mrr, board.currency), board.currency, locale=language),
            "then": format_currency(major(board.months[0].start, board.currency), board.currency, locale=language),
        },
        unit=lambda value: format_compact_currency(value, board.currency, locale=language),
        corner=_("Month"),
    )
