"""What a visitor would rather not meet: allergens chosen on the menu page, kept in their browser until it is closed.

They stay there: a cookie of theirs, no row of ours, for it may say how somebody's health is.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pizzeria.recipes import ALLERGENS, ordered

COOKIE = "avoid"
_TRACES = "traces"


@dataclass(frozen=True)
class Avoided:
    """``traces``: nor what may contain them. ``is_said``: by this address, not by what was remembered."""

    codes: tuple[str, ...] = ()
    traces: bool = False
    is_said: bool = False


def avoided(request: HttpRequest) -> Avoided:
    """Return what the address asks for; when it does not speak of allergens, what was asked for before."""
    if "without" in request.GET or "chosen" in request.GET:
        return _avoided(request.GET.getlist("without"), traces=bool(request.GET.get("traces")), is_said=True)
    words = request.COOKIES.get(COOKIE, "").split(".")
    return _avoided(words, traces=_TRACES in words, is_said=False)


def remember(response: HttpResponse, found: Avoided) -> HttpResponse:
    if found.is_said and found.codes:
        words = ".".join((*found.codes, *((_TRACES,) if found.traces else ())))
        response.set_cookie(COOKIE, words, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    elif found.is_said:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _avoided(words: list[str], *, traces: bool, is_said: bool) -> Avoided:
    codes = ordered({word for word in words if word in ALLERGENS})
    return Avoided(codes, traces and bool(codes), is_said)
