"""Disputes: what a bank asks back, until when the shop may answer, and its answer."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shared_apps.accounts.access import staff
from tenant_apps.payments import actions, asking, queries
from tenant_apps.payments.forms import EvidenceForm
from tenant_apps.payments.models import Method
from toolbox import paypal
from toolbox.refusals import Refusal


@staff("payments.see")
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.disputes(), 50).get_page(request.GET.get("page"))
    return render(request, "payments/disputes.html", {"disputes": page, "page": page})


@staff("payments.refund")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    dispute = queries.dispute(id)
    if dispute is None:
        raise Http404
    form = EvidenceForm(request.POST or None, initial=dispute.evidence or queries.evidence_known(dispute))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.answer_dispute(dispute, evidence=form.cleaned_data, by=request.actor, at=request.at)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                asking.ask_open(dispute.payment, at=request.at)
                dispute.refresh_from_db()
                if dispute.sent_at:  # else the page says what became of it
                    messages.success(request, _("Your answer is on its way to the bank."))
                return redirect("payments:dispute", id)
    centre = paypal.resolution_centre() if dispute.payment.method == Method.PAYPAL else ""
    return render(request, "payments/dispute.html", {"dispute": dispute, "form": form, "centre": centre}, status=status)
