"""The relay: takes facts from where they were written to whoever waits for them.

It looks at one small table on the platform, never at every schema. A house is
drained oldest fact first: each goes to the live stream and, one
Celery task per handler, to the workers; then it is marked. Death between sending
and marking sends again, which the handlers' marks and the stream's readers bear.
Any number of relays may run: one house is drained by one of them at a time, so
that its facts stay in order.
"""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, Min, OuterRef
from kombu.exceptions import OperationalError as BrokerGone

import tenants
from shared_apps.journal import actions
from shared_apps.journal.models import Entry, Reaction, Work
from shared_apps.journal.tasks import react_in_pizzeria, react_on_platform
from tenants import actions as registry
from tenants.models import Pizzeria
from toolbox import clock, ids, live

log = logging.getLogger(__name__)
BATCH = 200
STREAM_LENGTH = 1000
# What is the servers' fault and not a house's: wait, then try the same again.
FAULTS = (redis.RedisError, BrokerGone, OperationalError, InterfaceError)
# A worker tries a failing reaction for about nine minutes; then it is this sweeper's.
PATIENCE, MEMORY = timedelta(minutes=15), timedelta(days=2)


def relay_once(stream: redis.Redis) -> int:
    """Relay what is waiting in the house that has waited longest; return how many facts went out.

    0 means that nobody has anything: a caller may rest then. A house whose facts went out already, or that is
    broken or gone, is no reason to rest while another one waits. Raises one of FAULTS when a server is away: the marks
    stay where they are. A house that is itself broken loses its marks, is logged, and comes again by the sweeper.
    """
    with tenants.platform():
        owners = Work.objects.values("owner").annotate(first=Min("id")).order_by("first")
        waiting = list(owners.values_list("owner", flat=True)[:20])
    for owner in waiting:
        if sent := _relay_house(owner, stream):
            return sent
    return 0


def drain(owner: UUID | None, stream: redis.Redis) -> int | None:
    """Relay every waiting entry of one house (None: the platform's own).

    Returns how many went out, None when another relay is at it right now.
    """
    with _house(owner), _alone_in(owner) as is_alone:
        if not is_alone:
            return None
        sent = 0
        while batch := _relay_batch(owner, stream):
            sent += batch
        if sent and owner is not None:
            registry.note_activity(at=clock.now())  # something happened there: the platform sees it is alive
        return sent


def sweep(*, at: datetime) -> None:
    """Mark every house that still has entries to relay: finds what a crash left behind."""

    def look(owner: UUID | None) -> None:
        if Entry.objects.to_relay().exists():
            actions.mark_work(at=at)

    _visit_houses(look)


def sweep_reactions(*, at: datetime) -> None:
    """Start again what was started and never dealt with: a broker that forgot, a worker that gave up."""
    _visit_houses(lambda owner: _restart(owner, at=at))


def _restart(owner: UUID | None, *, at: datetime) -> None:
    reactions = import_module(settings.REACTIONS).REACTIONS
    relayed = Entry.objects.filter(id__gte=ids.oldest(MEMORY), relayed_at__lte=at - PATIENCE)
    for handler in sorted({handler for handlers in reactions.values() for handler in handlers}):
        facts = [fact for fact, handlers in reactions.items() if handler in handlers]
        done = Reaction.objects.filter(entry=OuterRef("id"), handler=handler)
        for entry in relayed.filter(~Exists(done), fact__in=facts).order_by("id")[:BATCH]:
            log.warning("%s has not dealt with %s %s; sent again", handler, entry.fact, entry.id)
            _start(owner, entry, handler)


def _relay_house(owner: UUID, stream: redis.Redis) -> int:
    """Drain one house and take away the marks that it had before; they stay when another relay is at it."""
    with tenants.platform():
        # Only marks that are there now: one that comes while this house is drained is for the next time.
        marks = list(Work.objects.filter(owner=owner).values_list("id", flat=True))
    try:
        sent = drain(None if str(owner) == Work.PLATFORM else owner, stream)
    except FAULTS:
        raise
    except Exception:
        log.exception("the facts of %s cannot be relayed", owner)
        sent = 0
    if sent is not None:
        with tenants.platform():
            Work.objects.filter(id__in=marks).delete()
    return sent or 0


@transaction.atomic
def _relay_batch(owner: UUID | None, stream: redis.Redis) -> int:
    batch = list(Entry.objects.to_relay()[:BATCH])
    for entry in batch:
        _send(owner, entry, stream)
    Entry.objects.filter(id__in=[entry.id for entry in batch]).update(relayed_at=clock.now())
    return len(batch)


@contextmanager
def _alone_in(owner: UUID | None) -> Iterator[bool]:
    """Hold the house's lock for the block; the database takes it back when this process dies."""
    key = int.from_bytes((owner or UUID(Work.PLATFORM)).bytes[8:], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with suppress(Error), connection.cursor() as cursor:  # without a connection there is no lock either
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _house(owner: UUID | None) -> AbstractContextManager[Any]:
    return tenants.platform() if owner is None else tenants.inside(owner)


def _visit_houses(visit: Callable[[UUID | None], None]) -> None:
    """Call ``visit`` inside each house; one whose tables cannot be read is passed over."""
    with tenants.platform():
        owners: list[UUID | None] = [None, *Pizzeria.objects.values_list("id", flat=True)]
    for owner in owners:
        try:
            with _house(owner):
                visit(owner)
        except (DatabaseError, tenants.NoTenant) as error:
            log.error("%s was passed over: %s", owner or "the platform", error)


def _send(owner: UUID | None, entry: Entry, stream: redis.Redis) -> None:
    wiring = import_module(settings.REACTIONS)
    if owner is not None and (topics := _topics(wiring.LIVE, entry)):
        event = {"id": str(entry.id), "event": entry.fact, "at": entry.at.isoformat(), "topics": topics}
        name = live.stream(str(owner))
        place: Any = stream.xadd(name, {"event": json.dumps(event)}, maxlen=STREAM_LENGTH, approximate=True)
        stream.publish(name, json.dumps(event | {"place": place.decode()}))
    for handler in wiring.REACTIONS.get(entry.fact, ()):
        _start(owner, entry, handler)


def _topics(wiring: Any, entry: Entry) -> tuple[str, ...]:
    try:
        return tuple(wiring[entry.fact](entry)) if entry.fact in wiring else ()
    except Exception:
        # A screen that is not told looks old until the next event; a house that is stuck stays so.
        log.exception("no topics for %s %s", entry.fact, entry.id)
        return ()


def _start(owner: UUID | None, entry: Entry, handler: str) -> None:
    task = react_on_platform if owner is None else react_in_pizzeria
    task.delay(str(entry.id), handler)
