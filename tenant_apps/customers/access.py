"""Load and authorise in one step."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from tenant_apps.customers.models import Address


def address_of(request: HttpRequest, id: UUID) -> Address:
    """Return this customer's own address; anybody else's does not exist."""
    return get_object_or_404(Address, id=id, user=request.user.pk)
