"""The end of the day: what it looks like so far, closing it, and the days that are closed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shared_apps.accounts.access import staff
from tenant_apps.ordering.models import Order
from tenant_apps.payments import actions, figures, papers, till_queries
from tenant_apps.payments.models import DayClose
from tenant_apps.payments.till_forms import DayForm
from toolbox import refusals
from toolbox.exports import csv_file
from toolbox.refusals import Refusal


@staff("cash.count")
@require_safe
def days(request: HttpRequest) -> HttpResponse:
    page = Paginator(DayClose.objects.all(), 31).get_page(request.GET.get("page"))
    return render(request, "payments/closing.html", {"page": page, "open_days": till_queries.open_days(at=request.at)})


@staff("cash.count")
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """The day so far, as it would be closed now; ``?day=`` one that is over and not closed."""
    wanted, days = DayForm(request.GET).chosen(), till_queries.open_days(at=request.at)
    chosen = next((one for one in days if one.day == wanted), days[0])
    found = figures.of_day(chosen.day, at=request.at)
    page = papers.close_page(found) | _warnings(request) | {"day": chosen.day, "phase": chosen.phase}
    return render(request, "payments/closing_day.html", page)


@staff("cash.count")
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    day = DayForm(request.POST).chosen()
    if day is None:
        return redirect("payments:closing")
    try:
        closed = actions.close_day(day, by=request.actor, at=request.at)
    except Refusal as refusal:
        refusals.say(request, refusal)
        return redirect("payments:closing")
    messages.success(request, _("The day is closed."))
    return redirect("payments:closed-day", closed.id)


@staff("cash.count")
@require_safe
def closed(request: HttpRequest, id: UUID) -> HttpResponse:
    found = get_object_or_404(DayClose, id=id)
    page = papers.close_page(found.figures) | {"close": found, "day": found.business_day}
    return render(request, "payments/closing_day.html", page)


@staff("cash.count")
@require_safe
def pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    found = get_object_or_404(DayClose, id=id)
    answer = HttpResponse(papers.close_pdf(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="close-{found.number}-{found.business_day}.pdf"'
    return answer


@staff("cash.count")
@require_safe
def csv(request: HttpRequest, id: UUID) -> HttpResponse:
    found = get_object_or_404(DayClose, id=id)
    head = ["number", "day", "what", "of", f"amount {found.currency}"]
    return csv_file(f"close-{found.number}-{found.business_day}.csv", head, papers.close_rows(found))


def _warnings(request: HttpRequest) -> dict[str, Any]:
    return {
        "open_orders": Order.objects.open().filter(imported=False, placed_at__lte=request.at).count(),
        "carrying": [one for one in till_queries.carriers() if one.carries],
        "unpaid": till_queries.unpaid(at=request.at),
        "overpaid": till_queries.overpaid(at=request.at),
        "drawer": till_queries.open_drawer(),
    }
