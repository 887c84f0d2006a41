"""After the order: following it, stopping it in time, finding it again, ordering the same."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pizzeria import order_flow
from pizzeria.quotes import Quote
from shared_apps.accounts.access import signed_in
from tenant_apps.ordering import access, actions, queries
from tenant_apps.shop import queries as shops
from toolbox import i18n
from toolbox.templatetags.house import money


@never_cache
@require_safe
def track(request: HttpRequest, id: UUID) -> HttpResponse:
    seen = access.seen_order(request, id)
    context = {
        "seen": seen,
        "order": seen.order,
        "quote": Quote.from_json(seen.order.quote),
        "steps": queries.steps(seen.order),
        "is_over": not seen.order.is_open,
        "is_lost": seen.order.state in order_flow.LOST,
        "shop": shops.timetable(at=request.at).shop,
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


@require_POST
def repeat(request: HttpRequest, id: UUID) -> HttpResponse:
    order = access.own_order(request, id)
    basket = access.basket_or_new(request)
    for difference in actions.repeat_order(order, basket=basket, at=request.at):
        messages.warning(request, _say(difference, order.currency))
    return access.remember_basket(redirect("ordering:basket"), basket)


@signed_in
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.orders_of(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "ordering/history.html", {"page": page, "shop": shops.timetable(at=request.at).shop})


def _say(difference: actions.Difference, currency: str) -> str:
    name = i18n.text(difference.name)
    if difference.problem:
        return _("%(name)s is not in the basket: %(problem)s") % {"name": name, "problem": difference.problem}
    return _("%(name)s costs %(now)s now, it was %(before)s.") % {
        "name": name,
        "now": money(difference.now, currency),
        "before": money(difference.before, currency),
    }
