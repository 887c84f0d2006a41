"""What the shop sees of its money: every payment, one order's, and whether our books are the provider's."""

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
from tenant_apps.ordering.queries import order_for_staff
from tenant_apps.payments import actions, asking, queries
from tenant_apps.payments.forms import RefundForm
from tenant_apps.payments.models import Method, Payment, Reconciliation, Refund
from tenant_apps.shop import queries as shops
from toolbox.exports import csv_file
from toolbox.ids import uuid7
from toolbox.refusals import Refusal

HEAD = [
    "order",
    "method",
    "state",
    "amount",
    "tip",
    "captured",
    "refunded",
    "our fee",
    "provider's fee",
    "currency",
    "at",
]


@staff("payments.see")
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    found = queries.payments(
        method=request.GET.get("method", ""), state=request.GET.get("state", ""), words=request.GET.get("q", "")
    )
    if request.GET.get("format") == "csv":
        return csv_file("payments.csv", HEAD, (_cells(one) for one in found[:10_000]))
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "methods": Method.choices,
        "states": Payment.State.choices,
        "attention": queries.attention(),
    }
    return render(request, "payments/payments.html", context)


@staff("payments.see")
@require_safe
def order(request: HttpRequest, id: UUID) -> HttpResponse:
    found = order_for_staff(id)
    again = next((one for one in queries.lost_refunds(found) if str(one.id) == request.GET.get("again")), None)
    initial = RefundForm.again(again) if again else {"key": str(uuid7())}
    return _order_page(request, found, RefundForm(currency=found.currency, initial=initial))


@require_POST
@staff("payments.refund")
def hand_over(request: HttpRequest, id: UUID) -> HttpResponse:
    """What could not go back is given back in cash."""
    refund = get_object_or_404(Refund, id=id)
    move = actions.hand_over_refund(refund, by=request.actor, at=request.at)
    amount = queries.money(move.amount, move.currency).text(request.LANGUAGE_CODE)
    messages.success(request, _("%(amount)s was taken out of the drawer for the customer.") % {"amount": amount})
    return redirect("payments:order", refund.order_id)


@require_POST
@staff("payments.refund")
def refund(request: HttpRequest, id: UUID) -> HttpResponse:
    found = order_for_staff(id)
    form = RefundForm(request.POST, currency=found.currency)
    if not form.is_valid():
        return _order_page(request, found, form, status=422)
    try:
        made = actions.request_refund(
            found, wish=form.wish(), key=f"desk:{form.cleaned_data['key']}", by=request.actor, at=request.at
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _order_page(request, found, form, status=refusal.status)
    for part in made.parts.select_related("payment"):
        if part.payment.is_online:
            asking.ask_open(part.payment, at=request.at)
    amount = queries.money(made.amount, made.currency).text(request.LANGUAGE_CODE)
    messages.success(request, _("%(amount)s goes back to the customer.") % {"amount": amount})
    return redirect("payments:order", id)


@staff("payments.see")
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The last comparison with each provider, and what went to the bank."""
    runs = list(Reconciliation.objects.all()[:60])
    newest = {run.method: run for run in reversed(runs)}
    today = request.at.astimezone(shops.the_shop().zone).date()
    return render(request, "payments/check.html", {"newest": newest.values(), "payouts": queries.payouts(today=today)})


def _order_page(request: HttpRequest, found: Order, form: RefundForm, *, status: int = 200) -> HttpResponse:
    standing = queries.standing(found)
    lines = actions.refundables(found)
    left = sum(queries.left_of(payment) for payment in standing.payments)
    context: dict[str, Any] = {
        "order": found,
        "standing": standing,
        "refunds": queries.refunds_of(found),
        "lines": [(line, refundable, form.pieces_said(line.id)) for line, refundable in lines],
        "lost": queries.lost_refunds(found),
        "left": left,
        "form": form,
        "may_refund": request.user.may("payments.refund"),
    }
    return render(request, "payments/order.html", context, status=status)


def _cells(one: Payment) -> list[Any]:
    amounts = (one.amount, one.tip, one.captured, one.refunded, one.fee - one.fee_returned, one.provider_fee)
    written = [queries.money(amount, one.currency).to_json() for amount in amounts]
    return [one.order.number, one.method, one.state, *written, one.currency, one.started_at.isoformat()]
