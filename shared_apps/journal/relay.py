"""The relay: takes facts from where they were written to whoever waits for them.

It looks at one small table on the platform, never at every schema. A house is
drained oldest fact first: each goes to the live stream and, one
Celery task per handler, to the workers; then it is marked. Death between sending
and marking sends again, which the handlers' marks and the stream's readers bear.
"""

import json
import logging
from contextlib import AbstractContextManager
from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.db import DatabaseError, transaction
from kombu.exceptions import OperationalError

import tenants
from shared_apps.journal import actions
from shared_apps.journal.models import Entry, Work
from shared_apps.journal.tasks import react_in_pizzeria, react_on_platform
from tenants.models import Pizzeria
from toolbox import clock, live

log = logging.getLogger(__name__)
BATCH = 200
STREAM_LENGTH = 1000


def relay_once(stream: "redis.Redis[Any]") -> int:
    """Relay what is waiting in the house that has waited longest; return how many facts went out."""
    with tenants.platform(), transaction.atomic():
        work = Work.objects.select_for_update(skip_locked=True).order_by("since").first()
        if work is None:
            return 0
        # Taken away and committed first: a fact written from here on puts the row back and is found
        # next time, and nobody who writes one has to wait for the draining.
        work.delete()
    owner = None if str(work.owner) == Work.PLATFORM else work.owner
    try:
        return drain(owner, stream)
    except Exception:
        _put_back(work)
        raise


def drain(owner: UUID | None, stream: "redis.Redis[Any]") -> int:
    """Relay every waiting entry of one house (None: the platform's own); return how many."""
    with _house(owner):
        sent = 0
        while batch := _relay_batch(owner, stream):
            sent += batch
        return sent


def sweep(*, at: datetime) -> None:
    """Mark every house that still has entries to relay: finds what a crash left behind."""
    with tenants.platform():
        owners: list[UUID | None] = [None, *Pizzeria.objects.values_list("id", flat=True)]
    for owner in owners:
        with _house(owner):
            if Entry.objects.to_relay().exists():
                actions.mark_work(at=at)


@transaction.atomic
def _relay_batch(owner: UUID | None, stream: "redis.Redis[Any]") -> int:
    """Send and mark one batch; its rows are locked so that two relays never send the same one."""
    batch = list(Entry.objects.to_relay().select_for_update(skip_locked=True)[:BATCH])
    for entry in batch:
        _send(owner, entry, stream)
    Entry.objects.filter(id__in=[entry.id for entry in batch]).update(relayed_at=clock.now())
    return len(batch)


def _house(owner: UUID | None) -> AbstractContextManager[Any]:
    return tenants.platform() if owner is None else tenants.inside(owner)


def _put_back(work: Work) -> None:
    """Best effort after a fault; when even this fails the sweeper finds the entries within a minute."""
    try:
        with tenants.platform():
            Work.objects.get_or_create(owner=work.owner, defaults={"since": work.since})
    except DatabaseError:
        log.warning("the sweeper will find the facts of %s", work.owner)


def _send(owner: Any, entry: Entry, stream: "redis.Redis[Any]") -> None:
    wiring = import_module(settings.REACTIONS)
    if owner is not None and (topics := wiring.LIVE.get(entry.fact)):
        event = {"id": str(entry.id), "event": entry.fact, "at": entry.at.isoformat(), "topics": topics(entry)}
        name = live.stream(str(owner))
        place = stream.xadd(name, {"event": json.dumps(event)}, maxlen=STREAM_LENGTH, approximate=True)
        stream.publish(name, json.dumps(event | {"place": place.decode()}))
    for handler in wiring.REACTIONS.get(entry.fact, ()):
        if owner is None:
            react_on_platform.delay(str(entry.id), handler)
        else:
            react_in_pizzeria.delay(str(entry.id), handler)


FAULTS = (redis.RedisError, OperationalError)
