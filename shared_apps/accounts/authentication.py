"""How the API knows its caller: the site's own session with CSRF, or a bearer token of this house."""

from importlib import import_module
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class Session(SessionAuthentication):
    """Django's session; a request that changes something must carry the CSRF token (403 without)."""

    def authenticate_header(self, request: Request) -> str:
        # With a challenge DRF answers 401 to nobody; without one it would say 403.
        return 'Bearer realm="api"'


class Bearer(OAuth2Authentication):
    """An opaque token in this house's own tables: what another house issued is not there, and 401.

    A program's token acts for the person its client belongs to, as long as that
    person is active, and the plan has an API.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        if not request.headers.get("Authorization", "").lower().startswith("bearer "):
            return None
        found = super().authenticate(request)
        if found is None:
            raise AuthenticationFailed(code="invalid_token")
        person, token = found
        person = person or token.application.user
        if person is None or not person.is_active:
            raise AuthenticationFailed(code="invalid_token")
        import_module(settings.LIMITS).check_in_plan("api")
        request._request.actor = person.actor
        return person, token


class SessionInTheSchema(OpenApiAuthenticationExtension):
    target_class = Session
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "session"}


class BearerInTheSchema(OpenApiAuthenticationExtension):
    target_class = Bearer
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        flow = {"tokenUrl": "/oauth/token/", "scopes": {"read": "Read", "write": "Change"}}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}
