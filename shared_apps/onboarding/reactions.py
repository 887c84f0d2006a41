"""What follows from a sign-up's facts: its mails, each a task of its own so that no transaction waits for a mail server.

A task that is lost between the commit and the queue is found by the sweeper.
"""

from django.db import transaction

from shared_apps.journal.models import Entry
from shared_apps.onboarding import tasks


def mail_code(entry: Entry) -> None:
    transaction.on_commit(lambda: tasks.mail_code.delay(entry.payload["signup"]))


def mail_news(entry: Entry) -> None:
    if sign_up := entry.payload["signup"]:
        transaction.on_commit(lambda: tasks.mail_news.delay(sign_up))
