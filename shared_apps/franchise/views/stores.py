"""Head office: the stores of a franchise side by side."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shared_apps.accounts.access import platform
from shared_apps.franchise import queries
from shared_apps.franchise.access import about_one
from shared_apps.franchise.charts import revenue_chart
from shared_apps.franchise.models import Franchise
from toolbox.exports import csv_file

SORTS = {
    "name": lambda row: row.name.lower(),
    "orders": lambda row: row.orders,
    "revenue": lambda row: row.revenue,
    "average": lambda row: row.average or 0,
    "change": lambda row: row.change if row.change is not None else -1000,
}


@platform("hq.see")
@about_one("franchise/hq.html")
def hq(request: HttpRequest, franchise: Franchise, mine: list[Franchise]) -> HttpResponse:
    newest = queries.last_day(franchise, at=request.at) or request.at.date()
    period = request.GET.get("period") if request.GET.get("period") in queries.PERIODS else "week"
    last = min(_day(request.GET.get("on")) or newest, newest)
    board = queries.board(franchise, last=last, length=queries.PERIODS[period], at=request.at)
    rows = _sorted(board, request.GET.get("sort", "-revenue"))
    if request.GET.get("format") == "csv":
        return _as_csv(board, rows)
    return render(
        request,
        "franchise/hq.html",
        {
            "franchises": mine,
            "franchise": franchise,
            "board": board,
            "rows": rows,
            "period": period,
            "newest": newest,
            "sort": request.GET.get("sort", "-revenue"),
            "chart": revenue_chart(board),
        },
    )


def _day(text: str | None) -> date | None:
    """Return the day that was asked for; what is before any store of ours is none."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year >= 2000 else None


def _sorted(board: queries.Board, sort: str) -> list[queries.Row]:
    key: Any = SORTS.get(sort.lstrip("-"), SORTS["revenue"])
    return sorted(board.rows, key=key, reverse=sort.startswith("-"))


def _as_csv(board: queries.Board, rows: list[queries.Row]) -> HttpResponse:
    head = ["store", "from", "to", "orders", "items", "revenue", "currency", "average order", "best product"]
    return csv_file(f"stores-{board.first}-{board.last}.csv", head, (_cells(board, row) for row in rows))


def _cells(board: queries.Board, row: queries.Row) -> list[object]:
    best = row.best[0] if row.best else ""
    sums = [row.orders, row.items, row.revenue, board.currency, row.average]
    return [row.name, board.first, board.last, *sums, best]
