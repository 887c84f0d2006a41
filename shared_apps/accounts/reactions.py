"""What follows a fact about people."""

from shared_apps.accounts import tasks
from shared_apps.journal.models import Entry


def mail_invitation(entry: Entry) -> None:
    """Hand the mail to a task of its own: here a transaction is open, and a mail server may be slow."""
    tasks.mail_invitation.delay(entry.payload["invitation"])
