"""Writing a message, and what becomes of it. Sending itself is a task's: no mail server is called in a transaction."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tenant_apps.notifications.models import WAITING, Message

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=2)
LONGEST_TRIED = timedelta(days=3)


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""


@transaction.atomic
def write_message(letter: Letter, *, cause: str, at: datetime) -> Message:
    """Keep the letter until it is sent; the same cause gives the message that was written for it already."""
    return Message.objects.get_or_create(cause=cause, defaults={**asdict(letter), "written_at": at, "next_at": at})[0]


@transaction.atomic
def take_message(id: UUID | str, *, at: datetime) -> Message | None:
    """Return the message for one attempt to send it, None when it is not due or somebody else has taken it.

    The next attempt is due already when this one ends without a word: a worker that is
    killed while sending leaves nothing to repair. It may then arrive twice, never not at all.
    """
    message = Message.objects.filter(id=id).first()
    if message is None:
        return None
    wait = min(FIRST_WAIT * 2 ** min(message.attempts, 16), LONGEST_WAIT)
    still = Message.objects.due(at=at).filter(id=id, attempts=message.attempts)
    if not still.update(attempts=F("attempts") + 1, next_at=at + wait):
        return None
    message.refresh_from_db()
    return message


@transaction.atomic
def settle_message(message: Message, *, at: datetime, error: str = "", for_good: bool = False) -> None:
    """Note that it was sent; with an error that it was not, and after three days (or ``for_good``) never will be."""
    waiting = Message.objects.filter(WAITING, id=message.id)
    if not error:
        waiting.update(sent_at=at, error="")
    elif for_good or at - message.written_at >= LONGEST_TRIED:
        waiting.update(given_up_at=at, error=error[:300])
    else:
        waiting.update(error=error[:300])
