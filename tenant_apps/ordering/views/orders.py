"""After the order: following it, stopping it in time, finding it again, ordering the same."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pizzeria import order_flow
from pizzeria.quotes import Quote
from shared_apps.accounts.access import signed_in
from tenant_apps.ordering import access, actions, asking, queries, repeats
from tenant_apps.shop import queries as shops


@never_cache
@require_safe
def track(request: HttpRequest, id: UUID) -> HttpResponse:
    seen = access.seen_order(request, id)
    context = {
        "seen": seen,
        "may_edit": seen.is_mine and seen.order.is_its_customers(at=request.at),
        "order": seen.order,
        "quote": Quote.from_json(seen.order.quote),
        "steps": queries.steps(seen.order),
        "is_unpaid": seen.order.state == order_flow.UNPAID,
        "is_over": not seen.order.is_open and seen.order.state != order_flow.UNPAID,
        "is_lost": seen.order.state in order_flow.LOST,
        "shop": shops.timetable(at=request.at).shop,
        "revisions": list(seen.order.revisions.all()),
        "topic": f"order:{seen.order.id}",
    }
    return render(request, "ordering/track.html", context)


@require_POST
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """The customer changed their mind while the shop had not yet said yes."""
    order = access.own_order(request, id)
    actions.cancel_order(order, by=access.customer(request), at=request.at)
    messages.success(request, _("Your order is cancelled. Nothing is made, nothing is to be paid."))
    return redirect("ordering:track", id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def repeat(request: HttpRequest, id: UUID) -> HttpResponse:
    """The same again: what is gone or costs something else is shown before it goes into the basket."""
    order = access.own_order(request, id)
    if request.method != "POST":
        compared = repeats.repeat(order, at=request.at)
        context = {"repeat": compared, "order": order, "shop": shops.timetable(at=request.at).shop}
        return render(request, "ordering/repeat.html", context)
    basket = access.basket_or_new(request)
    added, problems = actions.repeat_order(
        order, basket=basket, lines=asking.ids(request.POST.getlist("line")), at=request.at
    )
    for problem in problems:
        messages.warning(request, problem)
    if not added and not problems:
        messages.warning(request, _("Nothing was taken: tick what you would like."))
        return access.remember_basket(redirect("ordering:repeat", id), basket)
    return access.remember_basket(redirect("ordering:basket"), basket)


@signed_in
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.orders_of(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "ordering/history.html", {"page": page, "shop": shops.timetable(at=request.at).shop})
