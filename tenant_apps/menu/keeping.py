"""A page that is the same for everybody, made once for all processes: per pizzeria, generation, host and language.

What differs by visitor is not on it, except the CSRF token, which is put in when the page goes out. The basket comes as
a fragment of its own. A browser that has the page is answered by ETag, another gets it compressed beforehand.
"""

import hashlib
import zlib
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.middleware.csrf import CSRF_TOKEN_LENGTH, get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from tenants import shelf
from tenants.memory import remembered
from tenants.middleware import normalised
from toolbox import freshness, squeezing

# However still the shop stands: links in a page may hold tickets that age.
LONGEST = timedelta(hours=1)
_TOKEN = "token-of-this-visitor"  # noqa: S105 (a mark where each visitor's token goes)
_NOBODY: dict[str, Any] = {"csrf_token": _TOKEN, "messages": (), "user": AnonymousUser(), "support": None, "at": ""}


@dataclass(frozen=True)
class Kept:
    pieces: squeezing.Pieces  # the page, cut where the token goes
    mark: str


def page(request: HttpRequest, name: str, template: str, make: Callable[[], Mapping[str, Any]]) -> HttpResponse:
    """Answer with the kept page, made now when there is none; 304 when the browser has it.

    Whoever has a word waiting for them (a message, support's ribbon) gets a page made
    for them alone.
    """
    if _has_something_personal(request):
        return render(request, template, make())
    name = f"page:{name}:{normalised(request.get_host())}:{get_language()}"
    kept = remembered(name, lambda: _kept(request, name, template, make), at=request.at)
    token = get_token(request)
    # Masked anew each time, so the secret behind it is what tells one visitor's copy from another's.
    secret = request.META["CSRF_COOKIE"]
    tag = f'W/"{hashlib.blake2s((kept.mark + secret).encode(), digest_size=12).hexdigest()}"'
    if tag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = _answer(request, kept, token.encode())
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _answer(request: HttpRequest, kept: Kept, token: bytes) -> HttpResponse:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(token.join(kept.pieces.plain))
    return HttpResponse(kept.pieces.gzip(token), headers={"Content-Encoding": "gzip"})


def _kept(request: HttpRequest, name: str, template: str, make: Callable[[], Mapping[str, Any]]) -> tuple[Kept, Any]:
    found = shelf.shared(name, lambda: _make(request, template, make), at=request.at)
    body = zlib.decompress(found.body)
    mark = hashlib.blake2s(body, digest_size=12).hexdigest()
    return Kept(squeezing.Pieces.of(body.split(_TOKEN.encode()), hole=CSRF_TOKEN_LENGTH), mark), found.until


def _make(request: HttpRequest, template: str, make: Callable[[], Mapping[str, Any]]) -> shelf.Made:
    request = _plain(request)
    body = render_to_string(template, {**make(), **_NOBODY}, request).encode()
    until = min(filter(None, (freshness.until(request), request.at + LONGEST)))
    return shelf.Made(zlib.compress(body, 5), until)


def _plain(request: HttpRequest) -> HttpRequest:
    """Return the request without its query: what one visitor's address says must not be kept for all."""
    plain = copy(request)
    plain.GET = QueryDict()
    plain.META = {**request.META, "QUERY_STRING": ""}
    return plain


def _has_something_personal(request: HttpRequest) -> bool:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return bool(request.support) or len(get_messages(request)) > 0
