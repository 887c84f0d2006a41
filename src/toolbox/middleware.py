"""What happens at the door of every request, whatever house it is."""

from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from toolbox import clock, error_pages, live, refusals
from toolbox.problems import problem_response
from toolbox.refusals import Refusal

Handler = Callable[[HttpRequest], HttpResponse]


class RequestMoment:
    """Read the clock once: ``request.at`` is the moment of this request for everybody below."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()
        response = self.get_response(request)
        if origin := live.origin(request):
            allowed = getattr(response, "_csp_update", None) or {}  # what a view let in for its own page stays
            response._csp_update = {**allowed, "connect-src": [*allowed.get("connect-src", []), origin]}
        return response


class LanguageOfTheHouse(LocaleMiddleware):
    """The language that the address names (?lang=en: what search engines know), else the visitor's; without a wish of
    theirs that of the house.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if (named := request.GET.get("lang", "")) in dict(settings.LANGUAGES):
            translation.activate(named)
            request.LANGUAGE_CODE = translation.get_language()
            return
        wished = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or "HTTP_ACCEPT_LANGUAGE" in request.META
        if not wished and getattr(request, "pizzeria", None):
            translation.activate(request.pizzeria.language)
            request.LANGUAGE_CODE = translation.get_language()


class RefusalsAsPages:
    """A refusal that no view turned into something better: said on the page one came from, or a page of its own.

    Text with a NUL in it, which PostgreSQL takes nowhere, is a request that we could not read.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError) and "NUL" in str(error):
            return error_pages.page_400(request)
        if not isinstance(error, Refusal):
            return None
        if request.path.startswith("/api/"):
            return problem_response(request, error.status, error.code, str(error))
        if getattr(request, "htmx", False):
            return render(request, "refused_fragment.html", {"refusal": error}, status=error.status)
        back = request.headers.get("Referer", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(back, {request.get_host()}):
            refusals.say(request, error)
            return HttpResponseRedirect(back)
        return render(request, error.page, {"refusal": error}, status=error.status)
