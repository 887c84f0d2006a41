"""What all processes share of a pizzeria: bytes in Redis, one shelf per pizzeria and cache generation.

The second level of the cache, under tenants.memory, and like it blind inside a transaction. When something is missing one of
those who want it makes it and the others wait for them, though never long: a maker that
dies, or a Redis that is away, costs the others their own work, never the page. What
stands here was made from rows at least as new as its generation, because a generation is
known only after its commit.
"""

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import connection

import tenants
from toolbox import release
from toolbox.tenant_db import entered

log = logging.getLogger(__name__)

LONGEST = timedelta(hours=6)
PATIENCE = 1.5  # seconds one waits for whoever is making it
MAKING = 5_000  # milliseconds after which a maker is taken for dead
LOOK_EVERY = 0.02
TIMEOUT = 0.25
AWAY = 5.0  # seconds in which a Redis that did not answer is not asked again

_pool = redis.ConnectionPool.from_url(settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
_away_until = 0.0
_LET_GO = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"


@dataclass(frozen=True)
class Made:
    """Something with the moment from which it is no longer true (None: only a new generation ends it)."""

    body: bytes
    until: datetime | None


def shared(name: str, make: Callable[[], Made], *, at: datetime) -> Made:
    """Return what somebody made under this name for this pizzeria and generation, else make it and leave it here."""
    here = tenants.current()
    if here is None or _in_transaction() or time.monotonic() < _away_until:
        return make()
    key = f"shelf:{release.current()}:{entered().key}:{here.cache_generation}:{name}"
    try:
        token = _take_or_wait(key, at)
    except redis.RedisError as error:
        _note_away(error)
        return make()
    if isinstance(token, Made):
        return token
    try:
        made = make()
        _leave(key, made, at=at)
        return made
    finally:
        _let_go(key, token)


def _take_or_wait(key: str, at: datetime) -> Made | bytes:
    """Return what stands there; or the token of whoever has to make it: the first to come, or who waited in vain."""
    client: Any = redis.Redis(connection_pool=_pool)
    token = secrets.token_bytes(12)
    deadline = time.monotonic() + PATIENCE
    while True:
        if (found := client.get(key)) and (made := _unpack(found)) and (made.until is None or at < made.until):
            return made
        if client.set(f"{key}:making", token, nx=True, px=MAKING) or time.monotonic() > deadline:
            return token
        time.sleep(LOOK_EVERY)


def _leave(key: str, made: Made, *, at: datetime) -> None:
    longest = min(LONGEST, made.until - at) if made.until else LONGEST
    milliseconds = int(longest.total_seconds() * 1000)
    if milliseconds <= 0:
        return
    try:
        redis.Redis(connection_pool=_pool).set(key, _pack(made), px=milliseconds)
    except redis.RedisError as error:
        _note_away(error)


def _let_go(key: str, token: bytes) -> None:
    try:
        redis.Redis(connection_pool=_pool).eval(_LET_GO, 1, f"{key}:making", token)
    except redis.RedisError as error:
        _note_away(error)


def _note_away(error: redis.RedisError) -> None:
    global _away_until
    _away_until = time.monotonic() + AWAY
    log.warning("no shared pages for %s s: %s", int(AWAY), error)


def _pack(made: Made) -> bytes:
    return (made.until.isoformat() if made.until else "").encode() + b"\n" + made.body


def _unpack(stored: bytes) -> Made:
    until, _, body = stored.partition(b"\n")
    return Made(body, datetime.fromisoformat(until.decode()) if until else None)


def _in_transaction() -> bool:
    return connection.in_atomic_block
