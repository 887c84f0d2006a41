"""Work behind the scenes: the clock of dunning, what a crash left, reading all again, the meter, mails."""

import logging
from uuid import UUID

from shared_apps.billing import actions, asking, mails, queries
from tenants.tasks import platform_task
from toolbox import clock

log = logging.getLogger(__name__)
RETRY = {"autoretry_for": (OSError,), "retry_backoff": 5, "retry_backoff_max": 600, "max_retries": 8}


@platform_task
def move_everybody_on() -> int:
    """Let states follow the clock and notices go out; return how many were looked at."""
    at = clock.now()
    actions.begin_missing_trials(at=at)
    ids = queries.to_move_on(at=at)
    for id in ids:
        try:
            actions.move_on(id, at=at)
        except Exception:
            log.exception("subscription %s does not move on", id)  # the others do
    return len(ids)


@platform_task
def finish_calls() -> int:
    return asking.finish_calls(at=clock.now())


@platform_task
def read_everything_again() -> int:
    """Every night: whatever a webhook did not bring is found here."""
    return asking.read_again(at=clock.now())


@platform_task
def hand_in_orders() -> int:
    return asking.hand_in_orders(at=clock.now())


@platform_task(**RETRY)
def mail_notice(pizzeria: str, notice: str) -> None:
    mails.send_notice(UUID(pizzeria), notice)


@platform_task(**RETRY)
def mail_receipt(invoice: str) -> None:
    mails.send_receipt(UUID(invoice))
