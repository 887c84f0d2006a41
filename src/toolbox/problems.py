"""Errors of the API as RFC 9457 ``application/problem+json``."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from toolbox.refusals import Refusal

CONTENT_TYPE = "application/problem+json"


def problem(status: int, code: str, title: str, **extra: Any) -> dict[str, Any]:
    """Return the body of a problem; ``code`` is what programs should look at."""
    return {"type": f"urn:pizzamama:problem:{code}", "title": title, "status": status, "code": code} | extra


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a refusal or one of DRF's errors into a problem; anything else stays a crash."""
    set_rollback()
    if isinstance(error, Refusal):
        body = problem(error.status, error.code, str(error), **_plain(error.detail))
    elif isinstance(error, Http404):
        body = problem(404, "not_found", "There is nothing here.")
    elif isinstance(error, PermissionDenied):
        body = problem(403, "forbidden", "Your role does not allow this.")
    elif isinstance(error, exceptions.ValidationError):
        body = problem(422, "invalid", "Some fields are not right.", errors=_sayable(error.detail))
    elif isinstance(error, exceptions.APIException):
        code = error.get_codes()
        body = problem(error.status_code, code if isinstance(code, str) else "invalid", str(error.detail))
    elif isinstance(error, RecursionError):
        body = problem(400, "parse_error", "That is nested too deep.")
    else:
        return None
    headers = {"WWW-Authenticate": error.auth_header} if getattr(error, "auth_header", None) else {}
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait) + 1)
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def problem_response(request: HttpRequest, status: int, code: str, title: str) -> JsonResponse:
    """Return a problem outside DRF, for the error pages of ``/api/``."""
    return JsonResponse(problem(status, code, title), status=status, content_type=CONTENT_TYPE)


def _sayable(errors: Any) -> Any:
    """The same without halves of surrogate pairs: errors quote what was sent, and UTF-8 cannot say those."""
    return json.loads(json.dumps(errors, ensure_ascii=False, default=str).encode(errors="replace"))


def _plain(detail: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | list | dict | bool) else str(value)
        for name, value in detail.items()
    }
