"""API access: programs that call for an owner."""

from importlib import import_module

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts import actions, forms
from shared_apps.accounts.access import staff
from shared_apps.accounts.models import ApiClient


@require_http_methods(["GET", "HEAD", "POST"])
@staff("api.edit")
def clients(request: HttpRequest) -> HttpResponse:
    """List this owner's programs; a new one's secret is on the answer to the form and nowhere else."""
    form = forms.NewApiClient(request.POST or None, giver=request.user)
    page = {"form": form, "clients": ApiClient.objects.filter(user=request.user).order_by("-created_at")[:100]}
    page["refusal"] = import_module(settings.LIMITS).lack("api")
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        page["fresh"], page["secret"] = actions.create_api_client(request.user, by=request.actor, at=request.at, **wish)
        page["form"] = forms.NewApiClient(giver=request.user)
    return render(request, "accounts/api_clients.html", page, status=422 if form.errors else 200)


@require_POST
@staff("api.edit")
def revoke(request: HttpRequest, client_id: str) -> HttpResponse:
    client = get_object_or_404(ApiClient, client_id=client_id, user=request.user)
    actions.revoke_api_client(client, by=request.actor, at=request.at)
    messages.success(request, _("%(name)s is cut off.") % {"name": client.name})
    return redirect("accounts:api-clients")
