"""The owner's first screen: today, what is wrong, what to prepare tomorrow, and how it went."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shared_apps.accounts.access import staff
from tenant_apps.insights import charts, queries

SPANS = ("day", "week", "product")
DAYS, WEEKS, PRODUCT_DAYS = 28, 12, 28


@staff("sales.see")
def today(request: HttpRequest) -> HttpResponse:
    steps = queries.checklist()
    context = (
        _now(request)
        | _history(request)
        | {
            "steps": [] if all(step.is_done for step in steps) else steps,
            "outlook": queries.outlook(at=request.at) if request.user.may("forecast.see") else None,
            "sees_forecast": request.user.may("forecast.see"),
        }
    )
    return render(request, "insights/today.html", context)


@staff("sales.see")
def now(request: HttpRequest) -> HttpResponse:
    """The figures of today alone: fetched again when something happens."""
    return render(request, "insights/today.html#now", _now(request))


@staff("forecast.see")
def forecast(request: HttpRequest) -> HttpResponse:
    outlook = queries.outlook(at=request.at)
    chart = charts.days_ahead(outlook.days) if outlook and outlook.days else None
    return render(request, "insights/forecast.html", {"outlook": outlook, "chart_ahead": chart})


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
