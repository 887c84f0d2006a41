"""Taking money at the counter: what is due, how it is paid, how a bill is shared."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pizzeria import cash, order_flow
from shared_apps.accounts.access import staff
from tenant_apps.ordering import queries as ordering
from tenant_apps.ordering.models import Order
from tenant_apps.payments import actions, queries, till_queries
from tenant_apps.payments.actions import Taking
from tenant_apps.payments.models import Method, Payment
from tenant_apps.payments.till_forms import PayForm, WhyForm
from toolbox import i18n, refusals
from toolbox.ids import uuid7
from toolbox.refusals import Refusal

VOUCHERS = (500, 600, 700, 800, 1000)
MOST_PARTS = 10


@staff("counter.work")
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, id: UUID) -> HttpResponse:
    order = ordering.order_for_staff(id)
    if request.method != "POST":
        return render(request, "payments/pay_counter.html", _page(order, request.GET))
    form = PayForm(request.POST)
    said: Any = ", ".join(error for errors in form.errors.values() for error in errors)
    if form.is_valid():
        try:
            actions.take_payment(order, _taking(form), by=request.actor, at=request.at)
        except Refusal as refusal:
            said = refusal
        else:
            return redirect(_next(order, form.cleaned_data["parts"]))
    messages.error(request, str(said))
    return redirect("payments:pay-counter", order.id)


@staff("counter.work")
@require_POST
def take_back(request: HttpRequest, id: UUID) -> HttpResponse:
    payment = get_object_or_404(Payment, id=id)
    form = WhyForm(request.POST)
    why, key = (form.cleaned_data["why"], form.cleaned_data["key"]) if form.is_valid() else ("", "")
    try:
        actions.take_back_payment(payment, why=why, key=key, by=request.actor, at=request.at)
    except Refusal as refusal:
        refusals.say(request, refusal)
    else:
        messages.success(request, _("Taken back: it is due again."))
    return redirect("payments:pay-counter", payment.order_id)


@staff("counter.work")
@require_POST
def hand_back(request: HttpRequest, id: UUID) -> HttpResponse:
    order = ordering.order_for_staff(id)
    try:
        back = actions.hand_back(order, by=request.actor, at=request.at)
    except Refusal as refusal:
        refusals.say(request, refusal)
    else:
        amount = queries.money(back, order.currency).text(request.LANGUAGE_CODE)
        messages.success(request, _("%(amount)s is given back.") % {"amount": amount})
    return redirect("payments:pay-counter", order.id)


@staff("counter.work")
@require_safe
def due(request: HttpRequest, id: UUID) -> HttpResponse:
    """What of one order is paid: a part of its page at the counter."""
    standing = queries.standing(ordering.order_for_staff(id))
    page = {
        "due": till_queries.due_of(standing),
        "standing": standing,
        "receipt": till_queries.receipt_of(standing.order),
        "lost": queries.lost_refunds(standing.order),
        "may_refund": request.user.may("payments.refund"),
    }
    return render(request, "payments/due.html", page)


@staff("counter.work")
@require_safe
def dues(request: HttpRequest) -> HttpResponse:
    """What is to be paid of each open order, for the cards on the counter: put where they ask for it by id."""
    return render(request, "payments/dues.html", {"dues": till_queries.dues(ordering.open_orders())})


def _taking(form: PayForm) -> Taking:
    said = form.cleaned_data
    return Taking(
        method=said["method"],
        amount=said["amount"],
        tendered=said["tendered"] if said["method"] == Method.CASH else None,
        key=said["key"],
        label=said["label"],
    )


def _next(order: Order, parts: int | None) -> str:
    """The same page; who shares a bill by parts goes on with one part less."""
    address = reverse("payments:pay-counter", args=[order.id])
    return f"{address}?{urlencode({'parts': parts - 1})}" if parts and parts > 2 else address


def _page(order: Order, asked: Mapping[str, Any]) -> dict[str, Any]:
    standing = queries.standing(order)
    parts = _number(asked.get("parts"))
    chosen = set(asked.getlist("line")) if hasattr(asked, "getlist") else set()
    in_cash, exactly = standing.due(Method.CASH), standing.due()
    lines = [{"line": line, "is_chosen": str(line.id) in chosen, "cents": _cents_of(line)} for line in order.standing]
    part, label = _part(exactly, parts, [row for row in lines if row["is_chosen"]])
    last = next((one for one in reversed(standing.payments) if one.state == Payment.State.CAPTURED), None)
    return {
        "order": order,
        "standing": standing,
        "due": exactly,
        "is_paid": standing.is_settled,
        "is_lost": order.state in order_flow.LOST,
        "back": till_queries.to_hand_back(standing),
        "cash_part": min(part or in_cash, in_cash),
        "part": min(part or exactly, exactly),
        "is_part": bool(part),
        "label": label,
        "parts": parts,
        "lines": lines,
        "notes": [note for note in cash.NOTES if note != (part or in_cash)],
        "vouchers": VOUCHERS,
        "key": uuid7(),
        "last": last,
        "change": last.tendered - last.amount if last and last.tendered else 0,
        "receipt": till_queries.receipt_of(order),
        "in_coins": in_cash != exactly and in_cash,
    }


def _part(due: int, parts: int, chosen: list[dict[str, Any]]) -> tuple[int, str]:
    """What somebody pays of the bill, and for what: nothing where nobody shares it."""
    if chosen:
        words = ", ".join(f"{row['line'].quantity}× {i18n.text(row['line'].name)}" for row in chosen)
        return min(sum(row["cents"] for row in chosen), due), words[:60]
    return (cash.equal_share(due, parts), "") if parts > 1 and due else (0, "")


def _cents_of(line: Any) -> int:
    return queries.minor(line.total - line.discount, line.order.currency)


def _number(typed: Any) -> int:
    return min(int(typed), MOST_PARTS) if str(typed).isdecimal() and len(str(typed)) < 4 else 1
