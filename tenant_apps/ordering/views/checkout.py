"""The checkout: one page, four blocks, one button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tenant_apps.ordering import access, actions, errors, prices, times
from tenant_apps.ordering.forms import OTHER, SOON, CheckoutForm
from tenant_apps.ordering.models import Basket, OrderType
from toolbox.ids import uuid7


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    basket = access.basket_or_empty(request)
    user = access.user_of(request)
    if request.method != "POST":
        return _page(request, basket, CheckoutForm(user=user, initial=_known(request, basket)))
    form = CheckoutForm(request.POST, user=user)
    if request.POST.get("change") in OrderType.values:
        # The other way of getting it: the same page again with its times and its fee, and what was typed.
        typed = request.POST.dict() | {"order_type": request.POST["change"], "when": "", "tender": "cash"}
        return _page(request, basket, CheckoutForm(user=user, initial=typed))
    if not form.is_valid():
        return _page(request, basket, form, status=422)
    try:
        order = actions.place_order(
            basket, wish=form.wish(), by=request.actor, at=request.at, key=form.cleaned_data["key"]
        )
    except errors.CheckoutRefusal as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return _page(request, basket, form, status=refusal.status)
    access.remember_order(request, order)
    return redirect("ordering:track", order.id)


def _known(request: HttpRequest, basket: Basket) -> dict[str, str]:
    """What the page can fill in by itself."""
    user = access.user_of(request)
    known = {"name": user.name, "phone": user.phone, "email": user.email} if user else {}
    return known | {"order_type": basket.order_type, "tender": "cash", "key": str(uuid7())}


def _page(request: HttpRequest, basket: Basket, form: CheckoutForm, *, status: int = 200) -> HttpResponse:
    wished = form["order_type"].value() if form["order_type"].value() in OrderType.values else ""
    priced = prices.price(basket, at=request.at)
    if wished in priced.shop.order_types():
        priced = prices.price(basket, at=request.at, order_type=str(wished))
    offered = times.times(priced.order_type, at=request.at)
    context = {
        "form": form,
        "priced": priced,
        "shop": priced.shop,
        "times": offered,
        "chosen": form["when"].value() or (SOON if offered.soon else ""),
        "place": form["place"].value() or (str(form.addresses[0].id) if form.addresses else OTHER),
        "key": form["key"].value() or str(uuid7()),
        "tender": form["tender"].value() if priced.order_type == OrderType.COLLECTION else "cash",
        "payable": prices.payable_in_cash(priced),
        "basket_count": priced.count,
    }
    return render(request, "ordering/checkout.html", context, status=status)
