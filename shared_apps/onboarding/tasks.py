"""Mails of a sign-up, and the sweeper that finishes what a crash left."""

from uuid import UUID

from shared_apps.onboarding import actions, mails, queries
from tenants.tasks import platform_task
from toolbox import clock

RETRY = {"autoretry_for": (OSError,), "retry_backoff": 2, "retry_backoff_max": 120, "max_retries": 6}


@platform_task(**RETRY)
def mail_code(sign_up_id: str) -> None:
    mails.send_code(UUID(sign_up_id), at=clock.now())


@platform_task(**RETRY)
def mail_news(sign_up_id: str) -> None:
    mails.send_news(UUID(sign_up_id), at=clock.now())


@platform_task
def finish_signups() -> None:
    """Go on with every sign-up that nobody has in hand, and free the names of those that ran out."""
    at = clock.now()
    actions.free_expired(at=at)
    for id in queries.left_behind(at=at):
        actions.provision_sign_up(id, at=at)
    codes, news = queries.untold(at=at)
    for id in codes:
        mail_code.delay(str(id))
    for id in news:
        mail_news.delay(str(id))
