"""Whose host is this? The one place where a request gets its pizzeria, its schema and its pages."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

import tenants
from tenants import Here, registry, versions
from toolbox.problems import problem_response
from toolbox.tenant_db import Entered, entered

Handler = Callable[[HttpRequest], HttpResponse]

# Asked by machines that know an address, not a name.
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})


class HostMiddleware:
    """Set ``request.pizzeria`` (None on the platform) and be inside it for the rest of the request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = normalised(request.get_host())
        request.pizzeria = None  # type: ignore[attr-defined]
        if host == settings.PLATFORM_DOMAIN:
            return self._answer_on_platform(request)
        here = registry.by_host(host)
        if here is None or not here.is_active or versions.is_behind(here.schema_version):
            if request.path_info in _PROBES:
                return self._answer_on_platform(request)
            return _closed_door(request, here)
        request.pizzeria = here  # type: ignore[attr-defined]
        request.urlconf = settings.TENANT_URLCONF
        with tenants.inside(here):
            return self._respond(request)

    def _answer_on_platform(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = settings.ROOT_URLCONF
        with tenants.platform():
            return self._respond(request)

    def _respond(self, request: HttpRequest) -> HttpResponse:
        """A streamed body is made after the middleware has returned: make each piece of it where the view was."""
        response: Any = self.get_response(request)
        if getattr(response, "streaming", False) and not response.is_async:
            response.streaming_content = _each_piece_in(entered(), response.streaming_content)
        return cast(HttpResponse, response)


def normalised(host: str) -> str:
    """Return the host a browser meant: small letters, no port, no trailing dot."""
    return split_domain_port(host)[0]


def _closed_door(request: HttpRequest, here: Here | None) -> HttpResponse:
    """Answer for a host that leads to no open shop, with a page that needs nothing from a database."""
    with translation.override(translation.get_language_from_request(request)):
        if here is None or here.state == "closed":
            status, code, page, title = 404, "no_such_shop", "no_such_shop.html", _("There is no such shop.")
        elif not here.is_active:
            status, code, page, title = 403, "shop_suspended", "shop_suspended.html", _("This shop is closed for now.")
        else:
            status, code, page, title = 503, "shop_updating", "shop_updating.html", _("This shop is being updated.")
        response = _problem_or_page(request, status, code, page, title)
    if status == 503:
        response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response


def _problem_or_page(
    request: HttpRequest, status: int, code: str, page: str, title: str
) -> JsonResponse | HttpResponse:
    if request.path.startswith("/api/"):
        return problem_response(request, status, code, title)
    # Without the request: its context processors would ask for a person, and nobody can be signed in here.
    home = f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_DOMAIN}{settings.PUBLIC_PORT}/"
    return HttpResponse(render_to_string(page, {"title": title, "platform_url": home}), status=status)


def _each_piece_in(place: Entered, pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = iter(pieces)
    while True:
        with tenants.resume(place):
            try:
                piece = next(rest)
            except StopIteration:
                return
        yield piece
