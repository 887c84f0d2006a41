"""The platform's back office: the fleet, one pizzeria, its doors."""

from collections.abc import Callable
from uuid import UUID

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared_apps.accounts import actions as accounts
from shared_apps.accounts.access import leave_for, platform
from shared_apps.operations import actions, queries
from shared_apps.operations.forms import ReasonForm
from tenants.models import Pizzeria
from toolbox import mail
from toolbox.exports import csv_file


@platform("platform.run")
def tenants(request: HttpRequest) -> HttpResponse:
    wish = queries.Wish(
        words=request.GET.get("q", "").strip()[:80],
        state=request.GET.get("state", ""),
        sort=request.GET.get("sort", "name"),
    )
    if request.GET.get("format") == "csv":
        return _as_csv(queries.fleet(wish))
    return render(
        request,
        "operations/tenants.html",
        {
            "page": queries.page_of_fleet(wish, number=request.GET.get("page")),
            "wish": wish,
            "states": queries.states(),
            "all_states": Pizzeria.State.choices,
            "under_way": queries.sign_ups_under_way(),
        },
    )


@platform("platform.run")
def tenant(request: HttpRequest, slug: str) -> HttpResponse:
    pizzeria = get_object_or_404(Pizzeria.objects.select_related("store__franchise"), slug=slug)
    return render(
        request,
        "operations/tenant.html",
        {
            "shop": pizzeria,
            "size": queries.sizes_of([pizzeria.schema_name]).get(pizzeria.schema_name, 0),
            "history": queries.history(pizzeria),
            "form": ReasonForm(),
            "address": f"{settings.PUBLIC_SCHEME}://{pizzeria.slug}.{settings.PLATFORM_DOMAIN}{settings.PUBLIC_PORT}/",
        },
    )


@require_POST
@platform("platform.run")
def suspend(request: HttpRequest, slug: str) -> HttpResponse:
    return _with_reason(request, slug, actions.suspend_shop, _("%(name)s is suspended: its doors are closed."))


@require_POST
@platform("platform.run")
def reactivate(request: HttpRequest, slug: str) -> HttpResponse:
    return _with_reason(request, slug, actions.reactivate_shop, _("%(name)s is open again."))


@require_POST
@platform("platform.run")
def look_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Go into the shop as support: to look, for half an hour, with the reason in both journals."""
    pizzeria = get_object_or_404(Pizzeria.objects.active(), slug=slug)
    link = accounts.hand_over(
        pizzeria,
        person=request.user,
        purpose="support",
        reason=request.POST.get("reason", ""),
        by=request.actor,
        at=request.at,
    )
    return leave_for(request, link)


def demo_mail(request: HttpRequest) -> HttpResponse:
    """Every message sent so far, in development only: a page, or a list for programs."""
    if settings.ENVIRONMENT != "development":
        raise Http404
    found = mail.kept(to=request.GET.get("to", "").strip())
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(found, safe=False)
    return render(request, "operations/demo_mail.html", {"kept": found, "to": request.GET.get("to", "")})


@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "img-src": ["data:"], "sandbox": True})
def demo_mail_html(request: HttpRequest, id: UUID) -> HttpResponse:
    """One message as a mail program shows it, in development only: in a sandbox, without scripts or anything from outside."""
    found = [message for message in mail.kept() if message["id"] == str(id)]
    if settings.ENVIRONMENT != "development" or not found:
        raise Http404
    return HttpResponse(found[0]["html"])


def _with_reason(request: HttpRequest, slug: str, act: Callable[..., None], done: str) -> HttpResponse:
    pizzeria = get_object_or_404(Pizzeria, slug=slug)
    act(pizzeria, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    messages.success(request, done % {"name": pizzeria.name})
    return redirect("operations:tenant", slug=slug)


def _as_csv(rows: "queries.QuerySet[Pizzeria]") -> HttpResponse:
    head = ["slug", "name", "state", "plan", "country", "franchise", "created", "last activity"]
    return csv_file("pizzerias.csv", head, map(_cells, rows.iterator()))


def _cells(row: Pizzeria) -> list[object]:
    franchise = row.store.franchise.name if hasattr(row, "store") else ""
    moments = (moment.isoformat() if moment else "" for moment in (row.created_at, row.last_activity_at))
    return [row.slug, row.name, row.state, row.plan, row.country, franchise, *moments]
