"""What follows from billing's facts: mails, each a task of its own so that no transaction waits for a mail server."""

from django.db import transaction

from shared_apps.billing import tasks
from shared_apps.journal.models import Entry


def mail_notice(entry: Entry) -> None:
    pizzeria, notice = entry.payload["pizzeria"], entry.payload["notice"]
    transaction.on_commit(lambda: tasks.mail_notice.delay(pizzeria, notice))


def mail_receipt(entry: Entry) -> None:
    pizzeria, invoice = entry.payload["pizzeria"], entry.payload["invoice"]
    transaction.on_commit(lambda: tasks.mail_receipt.delay(pizzeria, invoice))
