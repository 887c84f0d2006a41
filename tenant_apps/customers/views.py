"""A customer's own pages: their addresses, and the way to their orders and account."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.accounts.access import signed_in
from tenant_apps.customers import access, actions
from tenant_apps.customers.forms import AddressForm
from tenant_apps.customers.models import Address


@signed_in
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    return render(request, "customers/profile.html", {"addresses": request.user.addresses.all()})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def addresses(request: HttpRequest) -> HttpResponse:
    """The address book, and a form for one more."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, None)
    context = {"form": form, "addresses": request.user.addresses.all()}
    return render(request, "customers/addresses.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_address(request: HttpRequest, id: UUID) -> HttpResponse:
    address = access.address_of(request, id)
    form = AddressForm(request.POST or None, instance=address)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, address)
    return render(
        request, "customers/address.html", {"form": form, "address": address}, status=422 if form.errors else 200
    )


@signed_in
@require_POST
def remove_address(request: HttpRequest, id: UUID) -> HttpResponse:
    actions.remove_address(access.address_of(request, id), by=request.actor, at=request.at)
    messages.success(request, _("The address is removed."))
    return redirect("customers:addresses")


def _saved(request: HttpRequest, form: Any, address: Address | None) -> HttpResponse:
    actions.save_address(request.user, fields=form.cleaned_data, address=address, by=request.actor, at=request.at)
    messages.success(request, _("The address is saved."))
    return redirect("customers:addresses")
