"""What has run out ("86"): taken off and put back with one tap, and that taken back with another."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shared_apps.accounts.access import staff
from tenant_apps.kitchen import outs
from tenant_apps.kitchen.views.answers import answer
from tenant_apps.menu import actions as menu
from tenant_apps.menu.models import Ingredient


@staff("kitchen.work")
@require_safe
def out(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@staff("kitchen.work")
def take_off(request: HttpRequest, id: UUID) -> HttpResponse:
    ingredient = get_object_or_404(Ingredient, id=id)
    said = request.POST.get("until", request.GET.get("until", ""))
    undo = _("%(name)s is out.") % {"name": ingredient}, reverse("kitchen:put-back", args=[id])
    return answer(request, partial(_take_off, ingredient, said, request), page=_page, back="kitchen:out", undo=undo)


@require_POST
@staff("kitchen.work")
def put_back(request: HttpRequest, id: UUID) -> HttpResponse:
    ingredient = get_object_or_404(Ingredient, id=id)
    before = ingredient.out_until.isoformat() if ingredient.out_until else ""
    again = f"{reverse('kitchen:take-off', args=[id])}?{urlencode({'until': before})}"
    undo = _("%(name)s is back.") % {"name": ingredient}, again
    act = partial(menu.restore_ingredient, ingredient, by=request.actor, at=request.at)
    return answer(request, act, page=_page, back="kitchen:out", undo=undo)


def _take_off(ingredient: Ingredient, said: str, request: HttpRequest) -> None:
    until = outs.until(said, at=request.at)
    menu.eighty_six(ingredient, until=until, by=request.actor, at=request.at)


def _page(request: HttpRequest) -> HttpResponse:
    part = "#out" if request.htmx else ""
    return render(request, f"kitchen/out.html{part}", {"stock": outs.stock(at=request.at)})
