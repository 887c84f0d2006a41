"""The cash of couriers: their own page, and the shop's page of each of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pizzeria import ledger, order_flow
from shared_apps.accounts.access import staff
from shared_apps.accounts.models import User
from tenant_apps.ordering import queries as ordering
from tenant_apps.ordering.models import Order
from tenant_apps.payments import actions, queries, till_access, till_errors, till_queries
from tenant_apps.payments.actions import Counting, Taking
from tenant_apps.payments.models import Method, Payment
from tenant_apps.payments.till_forms import FloatForm, HandInForm
from tenant_apps.shop import queries as shops
from toolbox import refusals
from toolbox.ids import uuid7
from toolbox.refusals import Refusal


@staff("courier.work")
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """What I carry, and handing it in: who takes it signs on my phone."""
    return _hand_in(request, request.user, template="payments/courier_cash.html", back="payments:courier-cash")


@staff("courier.work")
@require_safe
def dues(request: HttpRequest) -> HttpResponse:
    """What is to be collected for each order on the road or about to be: into the round, or a page of its own."""
    found = till_queries.dues(ordering.open_orders().filter(order_type="delivery"))
    template = "payments/dues.html" if request.htmx else "payments/courier_dues.html"
    return render(request, template, {"dues": found, "at_the_door": True, "key": uuid7()})


@staff("courier.work")
@require_POST
def take(request: HttpRequest, id: UUID) -> HttpResponse:
    """I have taken what was left to pay, at the door: in cash, which I carry now, or by the card machine."""
    order = get_object_or_404(Order, id=id, state=order_flow.ON_THE_ROAD)
    method = request.POST.get("method", "")
    holder = ledger.courier(str(request.user.id)) if method == Method.CASH else ""
    due = queries.standing(order).due(method)
    if method in (Method.CASH, Method.TERMINAL) and not due:  # the second tap of two, or somebody else was paid first
        refusals.say(request, till_errors.NothingDue(number=order.called))
        return redirect("kitchen:courier")
    taking = Taking(method=method, amount=due, key=request.POST.get("key", "")[:60], holder=holder)
    try:
        actions.take_payment(order, taking, by=request.actor, at=request.at)
    except Refusal as refusal:
        refusals.say(request, refusal)
    return redirect("kitchen:courier")


@staff("cash.count")
@require_http_methods(["GET", "HEAD", "POST"])
def of_courier(request: HttpRequest, id: UUID) -> HttpResponse:
    courier = _courier(id)
    return _hand_in(request, courier, template="payments/cash_courier.html", back="payments:cash")


@staff("cash.count")
@require_POST
def give_float(request: HttpRequest, id: UUID) -> HttpResponse:
    courier, form = _courier(id), FloatForm(request.POST)
    if not form.is_valid():
        return render(request, "payments/cash_courier.html", _page(request, courier) | {"float": form}, status=422)
    try:
        actions.give_float(courier, **form.cleaned_data, by=request.actor, at=request.at)
    except Refusal as refusal:
        refusals.say(request, refusal)
    else:
        messages.success(request, _("Handed out."))
    return redirect("payments:cash-courier", courier.id)


def _hand_in(request: HttpRequest, courier: User, *, template: str, back: str) -> HttpResponse:
    page = _page(request, courier)
    form = HandInForm(request.POST or None, signers=page["signers"], initial={"key": uuid7(), "target": ledger.DRAWER})
    if request.method == "POST" and form.is_valid():
        try:
            _taken(request, courier, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(back)
    return render(request, template, page | {"form": form}, status=422 if form.errors else 200)


def _taken(request: HttpRequest, courier: User, said: dict[str, Any]) -> None:
    signer = till_access.signed_by(request, said["signer"], said["password"])
    give = {"target": said["target"], "signer": signer, "by": request.actor, "at": request.at}
    if not said["is_all"]:
        actions.drop_cash(courier, amount=said["amount"], key=said["key"], **give)
        messages.success(request, _("Handed in."))
        return
    counting = Counting(said["key"], amount=said["amount"], note=said["note"])
    difference = actions.settle_courier(courier, counting, **give).difference
    if difference:
        money = queries.money(difference, shops.timetable(at=request.at).shop.currency)
        messages.warning(request, _("Counted. Difference: %(money)s.") % {"money": money.text(request.LANGUAGE_CODE)})
    else:
        messages.success(request, _("Counted: it is all there."))


def _page(request: HttpRequest, courier: User) -> dict[str, Any]:
    account, day = ledger.courier(str(courier.id)), till_queries.today(at=request.at)
    counts = [count for count in till_queries.counts_of(day) if count.account == account]
    moves = list(till_queries.moves_of(day, account))
    signers = [person for person in till_queries.signers() if person.id != courier.id]
    return {
        "courier": courier,
        "shop": shops.timetable(at=request.at).shop,
        "carries": till_queries.cash_in(account),
        "payments": Payment.objects.filter(holder=account, business_day=day).select_related("order"),
        "moves": moves,
        "counts": counts,
        "account": account,
        "names": till_queries.names(row.signed_by_id for row in (*counts, *moves)),
        "signers": [("", "—"), *((str(person.id), str(person)) for person in signers)],
        "float": FloatForm(initial={"key": uuid7()}),
    }


def _courier(id: UUID) -> User:
    found = next((one.user for one in till_queries.carriers() if one.user.id == id), None)
    if found is None:
        raise Http404
    return found
