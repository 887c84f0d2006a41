"""What insights does when a fact is announced."""

from datetime import date

from shared_apps.journal.models import Entry
from tenant_apps.insights import actions
from toolbox import clock


def hand_in_today(entry: Entry) -> None:
    """Head office sees the day of the order that was just placed, rejected or cancelled."""
    day = date.fromisoformat(entry.payload["business_day"])
    actions.hand_in_days(day, day, at=clock.now())
