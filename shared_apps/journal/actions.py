"""Write a fact; hand facts on; deal with one exactly once."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

import tenants
from shared_apps.journal.facts import Actor, Fact
from shared_apps.journal.models import Entry, Reaction, Work

_SUBJECTS = ("order", "ticket", "basket", "signup", "pizzeria", "user", "product", "message", "ingredient")

# The row lives on the platform and the entry in a pizzeria: one transaction writes both, so no
# fact can be left without somebody coming for it. It names its schema because a pizzeria's
# connection does not see the platform's tables.
_HAS_WORK = "INSERT INTO public.journal_work (owner, since) VALUES (%s, %s)"


def record(fact: Fact, *, by: Actor, at: datetime) -> Entry:
    """Write the fact into the journal of the house one is in and mark it for the relay.

    Must be called inside the transaction of what it tells about: both stand, or neither.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{fact.name()} must be recorded in the transaction it tells about"
        )
    payload = fact.payload()
    entry = Entry.objects.create(
        fact=fact.name(),
        subject=next((str(payload[name]) for name in _SUBJECTS if payload.get(name)), ""),
        payload=payload,
        by_kind=by.kind,
        by_id=by.id or "",
        by_name=by.name,
        at=at,
    )
    mark_work(at=at)
    return entry


def mark_work(*, at: datetime) -> None:
    """Note on the platform that the house one is in has entries to relay."""
    here = tenants.current()
    with connection.cursor() as cursor:
        cursor.execute(_HAS_WORK, [str(here.id) if here else Work.PLATFORM, at])


@transaction.atomic
def react_once(entry: Entry, handler: Callable[[Entry], None], *, name: str, at: datetime) -> bool:
    """Run the handler unless it has dealt with this entry already; return whether it ran.

    The mark and what the handler writes are one transaction. Two workers that got
    the same entry meet at the unique constraint: the second waits, then does nothing.
    """
    _, fresh = Reaction.objects.get_or_create(entry=entry, handler=name, defaults={"done_at": at})
    if fresh:
        handler(entry)
    return fresh
