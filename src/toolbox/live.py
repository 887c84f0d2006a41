"""Tokens for the live gateway: which pizzeria's events, on which topics, until when.

Signed with the secret key and checked without Django or a database, so that the
gateway that holds thousands of open streams stays a plain small process.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

LIFETIME = 12 * 60 * 60  # a kitchen's screen stays open for a shift; a page that is loaded again gets a new token


class BadToken(Exception):
    """The token is forged, cut short or past its time."""


@dataclass(frozen=True)
class Ticket:
    pizzeria: str
    topics: frozenset[str]
    minted_ms: int
    expires: int


def mint(secret: str, *, pizzeria: str, topics: Iterable[str], lifetime: int = LIFETIME) -> str:
    """Return a token for one pizzeria's topics, good for ``lifetime`` seconds of the real clock."""
    now = time.time()
    body = {"p": pizzeria, "t": sorted(topics), "m": int(now * 1000), "x": int(now) + lifetime}
    payload = _encode(json.dumps(body, separators=(",", ":")).encode())
    return f"{payload}.{_encode(_seal(secret, payload))}"


def check(secrets: Iterable[str], token: str) -> Ticket:
    """Return what the token allows. Raises BadToken."""
    payload, _, seal = token.partition(".")
    try:
        sealed = _decode(seal)
    except ValueError as error:
        raise BadToken("unreadable") from error
    # Before anything in it is read: only what we have sealed is worth parsing.
    if not any(hmac.compare_digest(sealed, _seal(secret, payload)) for secret in secrets):
        raise BadToken("not ours")
    body = json.loads(_decode(payload))
    if body["x"] < time.time():
        raise BadToken("too old")
    return Ticket(body["p"], frozenset(body["t"]), body["m"], body["x"])


def stream(pizzeria: str) -> str:
    """Return the name of the Redis stream, and of the channel, that carry one pizzeria's events."""
    return f"live:{pizzeria}"


def origin(request: Any) -> str | None:
    """Return the origin of the live gateway as a browser on this host reaches it, None when it is this one."""
    from django.conf import settings

    if not settings.LIVE_PUBLIC_PORT:
        return None
    host = request.META.get("HTTP_HOST", "localhost").split(":")[0].rstrip(".")
    if not all(part.isascii() and part.replace("-", "").isalnum() for part in host.split(".") if part):
        return None  # it goes into a header: nothing that is not a plain host name
    return f"{settings.PUBLIC_SCHEME}://{host}:{settings.LIVE_PUBLIC_PORT}"


def url(request: Any, *topics: str) -> str:
    """Return the address at which the page of this request hears of ``topics``."""
    from django.conf import settings

    token = mint(settings.SECRET_KEY, pizzeria=str(request.pizzeria.id), topics=topics)
    return f"{origin(request) or ''}/live/?token={token}"


def _seal(secret: str, payload: str) -> bytes:
    return hmac.new(f"live:{secret}".encode(), payload.encode(), hashlib.sha256).digest()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
