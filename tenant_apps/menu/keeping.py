"""A page that is the same for everybody, made once: kept per pizzeria, generation and language, and answered by ETag.

What differs by visitor is not on it, except the CSRF token, which is put in when the
page goes out. The basket comes as a fragment of its own.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from tenants.memory import remembered
from toolbox import freshness

_TOKEN = "token-of-this-visitor"  # noqa: S105 (a mark where each visitor's token goes)
_NOBODY: dict[str, Any] = {"csrf_token": _TOKEN, "messages": (), "user": AnonymousUser(), "support": None, "at": ""}


@dataclass(frozen=True)
class Kept:
    pieces: tuple[bytes, ...]  # the page, cut where the token goes
    mark: str


def page(request: HttpRequest, name: str, template: str, make: Callable[[], Mapping[str, Any]]) -> HttpResponse:
    """Answer with the kept page, made now when there is none; 304 when the browser has it.

    Whoever has a word waiting for them (a message, support's ribbon) gets a page made
    for them alone.
    """
    if _has_something_personal(request):
        return render(request, template, make())
    kept = remembered(f"page:{name}:{get_language()}", lambda: _make(request, template, make), at=request.at)
    token = get_token(request)
    # Masked anew each time, so the secret behind it is what tells one visitor's copy from another's.
    secret = request.META["CSRF_COOKIE"]
    tag = f'"{hashlib.blake2s((kept.mark + secret).encode(), digest_size=12).hexdigest()}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(token.encode().join(kept.pieces))
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _make(request: HttpRequest, template: str, make: Callable[[], Mapping[str, Any]]) -> tuple[Kept, Any]:
    body = render_to_string(template, {**make(), **_NOBODY}, request).encode()
    kept = Kept(tuple(body.split(_TOKEN.encode())), hashlib.blake2s(body, digest_size=12).hexdigest())
    return kept, freshness.until(request)


def _has_something_personal(request: HttpRequest) -> bool:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return bool(request.support) or len(get_messages(request)) > 0
