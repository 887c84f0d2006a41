"""Work behind the scenes: the clock of dunning, what a crash left, reading all again, the meter, mails."""

import logging
from uuid import UUID

from shared_apps.billing import actions, asking, mails, queries
from tenants.tasks import platform_task
from toolbox import clock

log = logging.getLogger(__name__)
# About a day: what a notice says was noted as said when it was announced, so it must get out.
RETRY = {"autoretry_for": (OSError,), "retry_backoff": 30, "retry_backoff_max": 3600, "max_retries": 30}


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


@platform_task
def mail_notice(pizzeria: str, notice: str) -> None:
    """Mail it to each by a task of their own: one address that fails is tried again, and nobody gets it twice."""
    for address, language in mails.addressees(UUID(pizzeria)):
        mail_notice_to.delay(pizzeria, notice, address, language)


@platform_task(**RETRY)
def mail_notice_to(pizzeria: str, notice: str, address: str, language: str) -> None:
    mails.send_notice(UUID(pizzeria), notice, to=(address, language))


@platform_task
def mail_receipt(pizzeria: str, invoice: str) -> None:
    for address, language in mails.addressees(UUID(pizzeria)):
        mail_receipt_to.delay(invoice, address, language)


@platform_task(**RETRY)
def mail_receipt_to(invoice: str, address: str, language: str) -> None:
    mails.send_receipt(UUID(invoice), to=(address, language))
