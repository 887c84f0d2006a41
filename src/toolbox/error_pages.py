"""Error pages that help: for people as a page, for the API as a problem."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from toolbox.problems import problem_response

TITLES = {
    400: ("bad_request", _("We could not read that request.")),
    403: ("forbidden", _("Your role does not allow this.")),
    404: ("not_found", _("There is nothing here.")),
    413: ("too_large", _("That is larger than 2 MB.")),
    500: ("broken", _("Something broke on our side. It is safe to try again.")),
}


def _page(request: HttpRequest, status: int) -> HttpResponse:
    code, title = TITLES[status]
    if request.path.startswith("/api/"):
        return problem_response(request, status, code, str(title))
    return render(request, f"{status}.html", {"title": title}, status=status)


def page_400(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """A request that we could not read; of one that is too large Django says no more than that it is bad."""
    return _page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def page_403(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 403)


def page_404(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 404)


def page_500(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)
