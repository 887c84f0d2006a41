"""Writing into the ledger: the only place that makes entries."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from pizzeria import hours
from pizzeria.ledger import Posting
from tenant_apps.payments.models import DayClose, Entry, Payment
from tenant_apps.shop import queries as shops

UNDOING = ":undoing"  # how the cause of an entry ends that takes an earlier one back


def post(
    postings: Iterable[Posting],
    *,
    cause: str,
    currency: str,
    at: datetime,
    payment: Payment | None = None,
    bank_on: date | None = None,
) -> None:
    """Write the postings, each once: the same ``cause`` a second time is refused by the table (IntegrityError).

    Must be called inside the transaction of what they tell about: both stand, or neither.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written in the transaction of what it tells about")
    day = open_day(at)
    Entry.objects.bulk_create(
        Entry(
            debit=posting.debit,
            credit=posting.credit,
            amount=posting.amount,
            currency=currency,
            cause=f"{cause}:{number}{UNDOING if posting.is_undoing else ''}",
            payment=payment,
            business_day=day,
            bank_on=bank_on,
            at=at,
        )
        for number, posting in enumerate(postings)
    )


_DAYS = 0x6461_79  # which advisory lock is meant; beside it the schema


def open_day(at: datetime) -> date:
    """Return the day on which what happens now is written: this business day, or when it is closed the next.

    Until the transaction ends nobody closes that day.
    """
    _lock("pg_advisory_xact_lock_shared")
    today = hours.business_day(at, shops.the_shop().zone)
    last = DayClose.objects.order_by("-business_day").values_list("business_day", flat=True).first()
    return max(today, last + timedelta(days=1)) if last else today


def stop_writing() -> None:
    """Wait for whoever writes, and let others wait until this transaction ends: to close a day."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(current_schema()))", [_DAYS])


def hold_account(account: str) -> None:
    """Let nobody else count or empty this account until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext(%s))", [account])
