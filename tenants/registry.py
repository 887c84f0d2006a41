"""Looking pizzerias up, without a query when this process knew the answer half a minute ago.

Every change of a registry row is announced: evicted here at once, in every other
process by Redis. When Redis is away lookups go on and a change takes at most
``SECONDS`` to be seen everywhere.
"""

import logging
import os
import threading
import time
from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.db import connection, transaction

import tenants
from tenants import Here
from tenants.errors import NoSuchPizzeria
from tenants.models import Pizzeria

log = logging.getLogger(__name__)
SECONDS = 30
CHANNEL = "tenants:changed"
EVERYBODY = "*"

_known: dict[str, tuple[Here, float]] = {}  # by host and by id
_evictions = 0
_listener_of = 0
_starting = threading.Lock()


def here(row: Pizzeria) -> Here:
    """Return the row as code that is inside sees it."""
    return Here(
        id=row.id,
        slug=row.slug,
        name=row.name,
        schema=row.schema_name,
        timezone=row.timezone,
        currency=row.currency,
        language=row.language,
        state=str(row.state),
        cache_generation=row.cache_generation,
        schema_version=row.schema_version,
        plan=row.plan,
        standing=str(row.standing),
    )


def by_id(id: UUID | str, *, fresh: bool = False) -> Here:
    """Return the pizzeria with this id; ``fresh`` asks the database. Raises NoSuchPizzeria."""
    try:
        wanted = id if isinstance(id, UUID) else UUID(id)
    except ValueError:
        raise NoSuchPizzeria(str(id)) from None
    found = _recall_or_ask(str(wanted), {"id": wanted}, fresh=fresh)
    if found is None:
        raise NoSuchPizzeria(str(id))
    return found


def by_host(host: str) -> Here | None:
    """Return the pizzeria that answers on this (normalised) host: its own name, or a verified domain of its."""
    slug = host.removesuffix(f".{settings.PLATFORM_DOMAIN}")
    if slug != host:
        return _recall_or_ask(host, {"slug": slug})
    return _recall_or_ask(host, {"domains__host": host, "domains__verified_at__isnull": False})


def active() -> list[Here]:
    """Return every active pizzeria, oldest first."""
    with tenants.platform():
        return [here(row) for row in Pizzeria.objects.active().order_by("id")]


def not_closed(among: Collection[UUID] | None = None) -> list[Here]:
    """Return every active or suspended pizzeria, oldest first: for what a shop owes to others also while it is suspended.

    ``among``: of these only; none of none, without a query.
    """
    rows = Pizzeria.objects.exclude(state=Pizzeria.State.CLOSED)
    with tenants.platform():
        return [here(row) for row in (rows if among is None else rows.filter(id__in=among)).order_by("id")]


def generation_now(here: Here) -> int:
    """Return the cache generation as the row says at this moment, in the caller's transaction; -1 for a row that is gone."""
    with tenants.platform():
        found = Pizzeria.objects.filter(id=here.id).values_list("cache_generation", flat=True).first()
    return -1 if found is None else found


def announce(id: UUID | str) -> None:
    """Tell every process that this pizzeria's row has changed: here now, everywhere after the commit."""
    forget(id)
    transaction.on_commit(partial(_publish, str(id)), robust=True)


def forget(id: UUID | str = EVERYBODY) -> None:
    """Drop what this process remembers of one pizzeria, or of all."""
    global _evictions
    _evictions += 1
    for key, (known, _) in list(_known.items()):
        if id == EVERYBODY or str(known.id) == str(id):
            _known.pop(key, None)


def _recall_or_ask(key: str, where: dict[str, Any], *, fresh: bool = False) -> Here | None:
    known, until = _known.get(key, (None, 0.0))
    if known and until > time.monotonic() and not fresh:
        return known
    listen()
    before = _evictions
    with tenants.platform():
        row = Pizzeria.objects.filter(**where).first()
    if row is None:
        return None  # not remembered: the shop may open in the next second
    found = here(row)
    if before == _evictions and not _is_changing():  # else the row may have changed while we read it
        _known[key] = (found, time.monotonic() + SECONDS)
    return found


def _is_changing() -> bool:
    """Whether this very transaction has changed a row: what it reads of it may yet be undone."""
    return any(_publishes(entry[1]) for entry in connection.run_on_commit)


def _publishes(work: Any) -> bool:
    """Our connection wraps what it is given, to run it in the schema it came from."""
    if not isinstance(work, partial):
        return False
    return work.func is _publish or any(_publishes(part) for part in work.args)


def _publish(id: str) -> None:
    forget(id)
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            client.publish(CHANNEL, id)
    except redis.RedisError as error:
        log.warning("pizzeria %s changed, and Redis could not pass it on (%s)", id, error)


def listen() -> None:
    """Start this process's listener for changes, once per process (a forked child starts its own)."""
    global _listener_of
    with _starting:
        if _listener_of == os.getpid():
            return
        _listener_of = os.getpid()
    threading.Thread(target=_listen_forever, name="tenants-changed", daemon=True).start()


def _listen_forever() -> None:
    wait = 1
    while True:
        try:
            _listen()
        except (redis.RedisError, OSError) as error:
            log.info("not hearing of changed pizzerias (%s); asking again in %s s", error, wait)
            time.sleep(wait)
            wait = min(wait * 2, SECONDS)


def _listen() -> None:
    with redis.Redis.from_url(settings.REDIS_URL, health_check_interval=15) as client, client.pubsub() as channel:
        channel.subscribe(CHANNEL)
        for message in channel.listen():
            # The first message says that we are subscribed: whatever was said before it, we missed.
            data = message["data"]
            forget(data.decode() if message["type"] == "message" and isinstance(data, bytes) else EVERYBODY)
