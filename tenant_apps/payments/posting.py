"""Writing into the ledger: the only place that makes entries."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from pizzeria import hours
from pizzeria.ledger import Posting
from tenant_apps.payments.models import Entry, Payment
from tenant_apps.shop import queries as shops


def post(
    postings: Iterable[Posting], *, cause: str, currency: str, at: datetime, payment: Payment | None = None
) -> None:
    """Write the postings, each once: the same ``cause`` a second time is refused by the table (IntegrityError).

    Must be called inside the transaction of what they tell about: both stand, or neither.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written in the transaction of what it tells about")
    day = hours.business_day(at, shops.the_shop().zone)
    Entry.objects.bulk_create(
        Entry(
            debit=posting.debit,
            credit=posting.credit,
            amount=posting.amount,
            currency=currency,
            cause=f"{cause}:{number}",
            payment=payment,
            business_day=day,
            at=at,
        )
        for number, posting in enumerate(postings)
    )
