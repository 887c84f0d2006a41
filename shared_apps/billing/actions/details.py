"""What the owner says for the bills, and on leaving."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pizzeria import vat_numbers
from shared_apps.billing.actions.calls import check_free_to_call, intend_call
from shared_apps.billing.actions.terms import locked
from shared_apps.billing.errors import TaxIdWrong
from shared_apps.billing.facts import BillingDetailsChanged, CancellationAsked
from shared_apps.billing.models import Call, Subscription
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor


@dataclass(frozen=True)
class Details:
    """Whom the bills are made out to."""

    company: str
    email: str
    street: str
    postcode: str
    city: str
    country: str = "IT"
    tax_id: str = ""


@transaction.atomic
def change_details(id: UUID, details: Details, *, by: Actor, at: datetime) -> Call | None:
    """Write down whom the bills are made out to; return the call that tells the provider, None where it knows nobody yet.

    Raises TaxIdWrong, or StillBusy: what is under way says who they were.
    """
    row = locked(id)
    check_free_to_call(id)
    said = asdict(details)
    if details.tax_id:
        try:
            said["tax_id"] = vat_numbers.clean(details.tax_id, country=details.country)
        except ValueError:
            raise TaxIdWrong() from None
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=list(said))
    journal.record(BillingDetailsChanged(str(id)), by=by, at=at)
    return intend_call(id, "details", params={}, by=by, at=at) if row.customer else None


@transaction.atomic
def fill_details(id: UUID, *, company: str, tax_id: str, by: Actor, at: datetime) -> None:
    """Keep for the bills what the owner said elsewhere, so that nobody is asked twice; what they said for them stays.

    ``tax_id`` is checked already. Once the provider has a customer its details change on the page of the bills only.
    """
    row = Subscription.objects.select_for_update(of=("self",)).select_related("pizzeria").filter(pk=id).first()
    if row is None or row.tax_id or row.customer or not tax_id:
        return
    row.tax_id = tax_id
    if company and row.company in ("", row.pizzeria.name):  # which it has from the start
        row.company = company
    row.save(update_fields=["tax_id", "company"])
    journal.record(BillingDetailsChanged(str(id)), by=by, at=at)


@transaction.atomic
def wish_coupon(id: UUID, *, coupon: str) -> None:
    """Keep the coupon's id for the next subscribing or change."""
    row = locked(id)
    row.wished_coupon = coupon
    row.save(update_fields=["wished_coupon"])


@transaction.atomic
def say_why_leaving(id: UUID, *, reason: str, words: str, by: Actor, at: datetime) -> None:
    row = locked(id)
    row.cancel_reason, row.cancel_words = reason, words[:500]
    row.save(update_fields=["cancel_reason", "cancel_words"])
    journal.record(CancellationAsked(str(id), reason), by=by, at=at)
