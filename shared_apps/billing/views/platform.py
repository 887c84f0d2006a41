"""What the platform earns: for those who run it."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shared_apps.accounts.access import platform
from shared_apps.billing import revenue as figures
from shared_apps.billing.amounts import major
from shared_apps.billing.charts import mrr_chart
from toolbox.exports import csv_file

HEAD = [
    "month", "currency", "mrr at start", "new", "came back", "expansion", "contraction", "churned", "mrr at end",
    "paying at start", "came", "left", "logo churn %", "revenue churn %",
]  # fmt: skip


@require_safe
@platform("platform.run")
def revenue(request: HttpRequest) -> HttpResponse:
    known = figures.currencies()
    wished = request.GET.get("currency", "")
    currency = wished if wished in known else max(known, key=lambda each: known[each], default="EUR")
    board = figures.board(currency=currency, at=request.at)
    if request.GET.get("format") == "csv":
        return csv_file(f"revenue-{board.months[-1].first:%Y-%m}.csv", HEAD, _rows(board))
    context = {"board": board, "chart": mrr_chart(board), "currencies": known, "months": board.months[::-1]}
    return render(request, "billing/revenue.html", context)


def _rows(board: figures.Board) -> Iterator[list[object]]:
    for month in board.months:
        sums = (month.start, month.new, month.back, month.up, month.down, month.lost, month.end)
        amounts = [major(each, board.currency) for each in sums]
        counts = [month.paying, month.came, month.left, month.logo_churn, month.revenue_churn]
        yield [f"{month.first:%Y-%m}", board.currency, *amounts, *counts]
