"""Who is asking: the person, who acts in the journal, and whether it is support looking in."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import LazyObject, SimpleLazyObject
from django.utils.translation import gettext as _
from redis import RedisError

from shared_apps.accounts import support
from shared_apps.journal.facts import Actor
from toolbox.problems import problem_response

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Where passwords, e-mails, second factors and keys are.
_PRIVATE = ("/account/", "/oauth/", "/manage/api/")
_ALLOWED_TO_SUPPORT = frozenset({"/account/logout/", "/account/home/"})


class AuthenticationOfThisHouse(AuthenticationMiddleware):
    """Sets ``request.user``, ``request.actor`` and ``request.support``, each read only when asked for.

    A page that asks for none of them touches no session and no table. Sessions of
    another house unseal to nothing here (``sessions.SessionStore``).
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        signed_in = request.user
        request.support = SimpleLazyObject(lambda: support.of(request))
        request.user = SimpleLazyObject(lambda: _person(request, signed_in))
        request.actor = SimpleLazyObject(lambda: _actor(request))

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """Support looks and does not touch: no writing, and no private page even for reading."""
        looks = request.method in _SAFE and not request.path.startswith(_PRIVATE)
        if looks or request.path in _ALLOWED_TO_SUPPORT or not request.support:
            return None
        if request.path.startswith("/api/"):
            return problem_response(request, 403, "support_only_looks", _("Support only looks."))
        return render(request, "accounts/support_may_not.html", status=403)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Without Redis nobody counts wrong passwords: signing in waits, while the rest of the house goes on."""
        if not isinstance(error, RedisError) or not request.path.startswith(_PRIVATE):
            return None
        answer = render(request, "503.html", status=503)
        answer["Retry-After"] = "30"
        return answer


def _person(request: HttpRequest, signed_in: LazyObject) -> LazyObject:
    bool(request.support)  # ends a visit whose time is over, before the session is asked whose it is
    return signed_in


def _actor(request: HttpRequest) -> Actor:
    if request.support:
        return Actor("support", request.support.platform_user, f"as {request.support.user}")
    return request.user.actor if request.user.is_authenticated else Actor.guest()
