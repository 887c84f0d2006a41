"""The owner's pages of the deals."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.accounts.access import staff
from shared_apps.billing import limits
from tenant_apps.marketing import actions, queries
from tenant_apps.marketing.forms import DealForms
from tenant_apps.marketing.models import Deal
from tenant_apps.menu.models import Product


@require_safe
@staff("menu.edit")
def deals(request: HttpRequest) -> HttpResponse:
    rows = Deal.objects.prefetch_related("choices__options__product")
    closed = queries.closed(at=request.at)
    found = [(row, str(row.id) in closed) for row in rows]
    context = {"deals": found, "has_menu": Product.objects.exists(), "refusal": limits.lack("deals")}
    return render(request, "marketing/deals.html", context)


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new_deal(request: HttpRequest) -> HttpResponse:
    limits.check_in_plan("deals")
    return _page(request, None)


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def deal(request: HttpRequest, id: UUID) -> HttpResponse:
    return _page(request, get_object_or_404(Deal, id=id))


@require_POST
@staff("menu.edit")
def offer(request: HttpRequest, id: UUID) -> HttpResponse:
    row = get_object_or_404(Deal, id=id)
    actions.offer_deal(row, is_active=request.POST.get("is_active") == "on", by=request.actor, at=request.at)
    return redirect("marketing:deals")


@require_POST
@staff("menu.edit")
def remove(request: HttpRequest, id: UUID) -> HttpResponse:
    row = get_object_or_404(Deal, id=id)
    actions.remove_deal(row, by=request.actor, at=request.at)
    messages.success(request, _("%(name)s is gone.") % {"name": row})
    return redirect("marketing:deals")


def _page(request: HttpRequest, row: Deal | None) -> HttpResponse:
    """Show the form; a choice more or less is asked for by buttons of their own, which save nothing."""
    forms = DealForms(request.POST or None, deal=row)
    status = 200
    if request.method == "POST" and not {"more", "out"} & request.POST.keys():
        if forms.is_valid():
            if row is None:
                row = actions.add_deal(forms.terms(), by=request.actor, at=request.at)
            else:
                row = actions.change_deal(row, terms=forms.terms(), by=request.actor, at=request.at)
            messages.success(request, _("%(name)s is saved. Customers see it at once.") % {"name": row})
            return redirect("marketing:deals")
        status = 422
    return render(request, "marketing/deal.html", {"forms": forms, "row": row}, status=status)
