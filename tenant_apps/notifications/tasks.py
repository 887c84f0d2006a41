"""Sending, outside any transaction. One attempt a task; the sweeper makes the next ones when they are due."""

import logging
from datetime import datetime
from email.utils import formataddr, parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

import tenants
from tenant_apps.notifications import actions
from tenant_apps.notifications.models import Message
from tenants import registry
from tenants.tasks import platform_task, tenant_task
from toolbox import clock

log = logging.getLogger(__name__)
AT_ONCE = 100


@tenant_task(runs_while_suspended=True)
def send_message(id: str) -> None:
    _send(id, at=clock.now())


@tenant_task(runs_while_suspended=True)
def send_waiting() -> None:
    """Send what is due: what a crash left behind, and what the mail server would not take before."""
    at = clock.now()
    for id in Message.objects.due(at=at).order_by("next_at").values_list("id", flat=True)[:AT_ONCE]:
        _send(str(id), at=at)


@platform_task
def send_waiting_everywhere() -> None:
    """Look at every pizzeria that is not closed; only those with something to send get a task.

    Customers of a suspended shop hear of their money, too.
    """
    at = clock.now()
    for here in registry.not_closed():
        with tenants.inside(here):
            if Message.objects.due(at=at).exists():
                send_waiting.delay()


def _send(id: str, *, at: datetime) -> None:
    message = actions.take_message(id, at=at)
    if message is None:
        return
    try:
        _post(message)
    except (SMTPException, OSError) as error:
        log.warning("message %s was not sent at attempt %s: %s", message.id, message.attempts, type(error).__name__)
        actions.settle_message(message, at=at, error=repr(error), for_good=_is_final(error))
    else:
        actions.settle_message(message, at=at)


def _post(message: Message) -> None:
    here = tenants.current()
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=formataddr((here.name if here else "PizzaMama", parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        # The same at every attempt, so that a mailbox may drop a copy.
        headers={"Message-ID": f"<{message.id}@{settings.PLATFORM_DOMAIN}>", "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    mail.send()


def _is_final(error: Exception) -> bool:
    """Whether every recipient was refused for ever (a mailbox that does not exist)."""
    return isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _ in error.recipients.values())
