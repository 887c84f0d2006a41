"""Closing a business day: its figures are frozen, and what happens from then on belongs to the next."""

from datetime import date, datetime

from django.db import transaction

from pizzeria import hours
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.payments import figures, posting, till_errors, till_facts, till_queries
from tenant_apps.payments.actions.receipts import take_number
from tenant_apps.payments.models import DayClose
from tenant_apps.shop import queries as shops

SERIES, FOR_EVER = "Z", 0


@transaction.atomic
def close_day(day: date, *, by: Actor, at: datetime) -> DayClose:
    """Freeze the day's figures under the next number. Whoever writes into the ledger meanwhile waits.

    Raises DayIsClosed, DayNotOver (it has not begun), EarlierDayOpen.
    """
    posting.stop_writing()
    if DayClose.objects.filter(business_day__gte=day).exists():
        raise till_errors.DayIsClosed()
    if day > hours.business_day(at, shops.the_shop().zone):
        raise till_errors.DayNotOver()
    if earlier := [one for one in till_queries.not_closed(at=at) if one < day]:
        raise till_errors.EarlierDayOpen(day=earlier[0].isoformat())
    found = figures.of_day(day, at=at)
    close = DayClose.objects.create(
        number=take_number(SERIES, FOR_EVER),
        business_day=day,
        currency=found["currency"],
        figures=found,
        by_id=by.id or "",
        at=at,
    )
    journal.record(till_facts.DayClosed(number=close.number, business_day=day.isoformat()), by=by, at=at)
    return close
