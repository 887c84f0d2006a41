"""How long things take in this kitchen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shared_apps.accounts.access import staff
from tenant_apps.kitchen.times import times


@require_safe
@staff("kitchen.work")
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "kitchen/times.html", {"times": times(at=request.at)})
