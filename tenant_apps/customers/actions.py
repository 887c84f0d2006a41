"""A customer's address book."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shared_apps.accounts.models import User
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.customers.errors import TooManyAddresses
from tenant_apps.customers.facts import AddressRemoved, AddressSaved
from tenant_apps.customers.models import Address

MOST_ADDRESSES = 20


@transaction.atomic
def save_address(
    user: User, *, fields: Mapping[str, str], address: Address | None = None, by: Actor, at: datetime
) -> Address:
    """Write down a new address of this customer, or change one of theirs; return it. Raises TooManyAddresses."""
    if address is None:
        # Locked, so that two at once do not both find room for one more.
        User.objects.select_for_update().get(id=user.id)
        if user.addresses.count() >= MOST_ADDRESSES:
            raise TooManyAddresses(most=MOST_ADDRESSES)
        address = Address(user=user, used_at=at)
    for name, value in fields.items():
        setattr(address, name, value)
    address.save()
    journal.record(AddressSaved(str(user.id), str(address.id)), by=by, at=at)
    return address


@transaction.atomic
def remove_address(address: Address, *, by: Actor, at: datetime) -> None:
    """Forget an address; orders that went there keep what was written on them."""
    journal.record(AddressRemoved(str(address.user_id), str(address.id)), by=by, at=at)
    address.delete()
