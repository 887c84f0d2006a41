"""What insights does when a fact is announced."""

from datetime import date
from uuid import UUID

from shared_apps.journal.models import Entry
from tenant_apps.insights import actions
from tenant_apps.payments.beside import days_of
from toolbox import clock


def hand_in_today(entry: Entry) -> None:
    """Head office sees the day of the order that was just placed, rejected or cancelled."""
    day = date.fromisoformat(entry.payload["business_day"])
    actions.hand_in_days(day, day, at=clock.now())


def hand_in_refund(entry: Entry) -> None:
    """The days that a refund changes, which may be long over: a bank may send it back after weeks."""
    for day in days_of(UUID(entry.payload["refund"])):
        actions.hand_in_days(day, day, at=clock.now())
