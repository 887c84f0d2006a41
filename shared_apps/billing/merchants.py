"""A pizzeria's own accounts with payment providers: rows of the platform, so that a webhook finds its pizzeria."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from shared_apps.billing import errors
from shared_apps.billing.models import MerchantAccount
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor, Fact


@dataclass(frozen=True)
class Standing:
    """What a provider says of an account: may it charge, is it paid out, and what is missing still."""

    charges_enabled: bool
    payouts_enabled: bool
    details_submitted: bool
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class MerchantAccountChanged(Fact):
    """A pizzeria may take money by this provider from now on, or may not any more."""

    pizzeria: str
    provider: str
    charges_enabled: bool


def account_of(pizzeria: UUID, provider: str) -> MerchantAccount | None:
    return MerchantAccount.objects.filter(pizzeria=pizzeria, provider=provider).first()


def accounts_of(pizzeria: UUID) -> list[MerchantAccount]:
    """Return its accounts with all providers. One query."""
    return list(MerchantAccount.objects.filter(pizzeria=pizzeria))


def pizzeria_of(provider: str, reference: str) -> MerchantAccount | None:
    """Return the account with the provider's own name for it, None for one that is nobody's here."""
    return MerchantAccount.objects.filter(provider=provider, reference=reference).exclude(reference="").first()


def ever_of(provider: str, reference: str) -> list[MerchantAccount]:
    """Return every account that has, or had, the provider's own name for it; the one that has it comes first."""
    named = Q(reference=reference) | Q(former__contains=[reference])
    rows = MerchantAccount.objects.filter(named, provider=provider) if reference else ()
    return sorted(rows, key=lambda row: row.reference != reference)


@transaction.atomic
def open_account(pizzeria: UUID, *, provider: str, at: datetime) -> MerchantAccount:
    """Return the row, made before the provider is asked: its id is the key that asks for one account only."""
    row, _ = MerchantAccount.objects.get_or_create(pizzeria_id=pizzeria, provider=provider, defaults={"created_at": at})
    return row


@transaction.atomic
def note_account(
    account: MerchantAccount, *, reference: str, standing: Standing, by: Actor, at: datetime
) -> MerchantAccount:
    """Write down what the provider says of it. The reference stays what it first was, except where a person changes it.

    Raises AccountTaken for a reference that is another pizzeria's.
    """
    row = MerchantAccount.objects.select_for_update().get(id=account.id)
    was = (row.reference, row.charges_enabled)
    if row.reference and row.reference != reference:
        row.former = [*(one for one in row.former if one != row.reference), row.reference]
    row.reference = reference
    row.charges_enabled, row.payouts_enabled = standing.charges_enabled, standing.payouts_enabled
    row.details_submitted, row.missing = standing.details_submitted, standing.missing
    row.synced_at = at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:  # billing_account_of_one: the only one that a change of this row can break
        raise errors.AccountTaken() from taken
    if (row.reference, row.charges_enabled) != was:
        fact = MerchantAccountChanged(str(row.pizzeria_id), row.provider, row.charges_enabled)
        journal.record(fact, by=by, at=at)
    return row
