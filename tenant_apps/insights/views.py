"""The owner's first screen: today, what is wrong, what to prepare tomorrow, and how it went."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from shared_apps.accounts.access import staff
from shared_apps.billing import limits
from shared_apps.franchise import papers
from shared_apps.franchise.queries import Paper
from tenant_apps.insights import charts, queries
from tenant_apps.insights import royalties as owed

SPANS = ("day", "week", "product")
DAYS, WEEKS, PRODUCT_DAYS = 28, 12, 28


@staff("sales.see")
def today(request: HttpRequest) -> HttpResponse:
    steps = queries.checklist()
    sees_forecast = request.user.may("forecast.see") and limits.can_use("forecast")
    context = (
        _now(request)
        | _history(request)
        | {
            "steps": [] if all(step.is_done for step in steps) else steps,
            "outlook": queries.outlook(at=request.at) if sees_forecast else None,
            "sees_forecast": sees_forecast,
            "owes_royalties": request.user.may("royalties.see") and owed.is_in_franchise(request.pizzeria),
        }
    )
    return render(request, "insights/today.html", context)


@staff("sales.see")
def now(request: HttpRequest) -> HttpResponse:
    """The figures of today alone: fetched again when something happens."""
    return render(request, "insights/today.html#now", _now(request))


@staff("forecast.see")
def forecast(request: HttpRequest) -> HttpResponse:
    limits.check_in_plan("forecast")
    outlook = queries.outlook(at=request.at)
    chart = charts.days_ahead(outlook.days) if outlook and outlook.days else None
    return render(request, "insights/forecast.html", {"outlook": outlook, "chart_ahead": chart})


@require_safe
@staff("royalties.see")
def royalties(request: HttpRequest) -> HttpResponse:
    """The store's own statements, as head office has them."""
    return render(request, "insights/royalties.html", {"papers": owed.statements(request.pizzeria, at=request.at)})


@require_safe
@staff("royalties.see")
def statement(request: HttpRequest, month: str) -> HttpResponse:
    paper = _paper(request, month)
    days_at = reverse("insights:royalties") + "days/"
    context = {"paper": paper, "days_at": days_at, "months": papers.neighbours(paper, at=request.at)}
    return render(request, "insights/statement.html", context)


@require_safe
@staff("royalties.see")
def statement_pdf(request: HttpRequest, month: str) -> HttpResponse:
    return papers.as_download(_paper(request, month))


@require_safe
@staff("royalties.see")
def royalty_day(request: HttpRequest, day: str) -> HttpResponse:
    """The orders of a day with what of each line counts, beside what the statement charged."""
    try:
        sheet = owed.day_sheet(request.pizzeria, date.fromisoformat(day), at=request.at)
    except ValueError:
        sheet = None
    if sheet is None:
        raise Http404
    return render(request, "insights/royalty_day.html", {"sheet": sheet, "paper": sheet.paper})


def _paper(request: HttpRequest, month: str) -> Paper:
    wanted = papers.month_in(month)
    paper = owed.statement(request.pizzeria, wanted, at=request.at) if wanted else None
    if paper is None:
        raise Http404
    return paper


def _now(request: HttpRequest) -> dict[str, Any]:
    return {
        "now": queries.today(at=request.at),
        "on_time": queries.on_time(at=request.at),
        "currency": request.pizzeria.currency,
    }


def _history(request: HttpRequest) -> dict[str, Any]:
    by = request.GET.get("by") if request.GET.get("by") in SPANS else "day"
    last = queries.business_day(at=request.at) - timedelta(days=1)
    currency = request.pizzeria.currency
    if by == "product":
        products = queries.products_sold(last, days=PRODUCT_DAYS)
        return {"by": by, "products": products, "most": max((one.pieces for one in products), default=1)}
    if by == "week":
        return {"by": by, "chart": charts.sales_by_week(queries.weeks_sold(last, weeks=WEEKS), currency=currency)}
    return {"by": by, "chart": charts.sales_by_day(queries.days_sold(last, days=DAYS), currency=currency)}
