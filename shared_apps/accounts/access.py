"""Who may open a page or call the API: decorators for views, permission classes for DRF.

Not signed in: pages lead to the sign-in page, the API answers 401. Signed in without
the permission: 403. A page of the other kind of host does not exist: 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

View = Callable[..., HttpResponse]


def staff(permission: str) -> Callable[[View], View]:
    """Let in who works in this pizzeria and has the permission."""
    return _guard(lambda request: request.pizzeria is not None, permission)


def platform(permission: str) -> Callable[[View], View]:
    """Let in who works on the platform and has the permission."""
    return _guard(lambda request: request.pizzeria is None, permission)


def signed_in(view: View) -> View:
    """Let in everybody who is signed in, customers too."""
    return _guard(lambda request: True, None)(view)


def _guard(is_here: Callable[[HttpRequest], bool], permission: str | None) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_here(request):
                raise Http404
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if permission and not request.user.may(permission):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            # After signing out the back button must not show it again, nor may any cache keep it.
            add_never_cache_headers(response)
            return response

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the test of the permission matrix
        return guarded

    return decorate


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page and back; a fragment takes the whole page along."""
    login = reverse("account_login")
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(login)
    return redirect_to_login(request.get_full_path() if request.method in SAFE_METHODS else "", login)


def leave_for(request: HttpRequest, address: str) -> HttpResponse:
    """Send a browser on to another of our hosts, also after a form, where a redirect would meet ``form-action``."""
    return render(request, "accounts/leave_for.html", {"address": address})


class Staff(BasePermission):
    """``permission_classes = [Staff("counter.work")]``: a person or program of this pizzeria with the permission."""

    def __init__(self, permission: str) -> None:
        self.permission = permission

    def __call__(self) -> "Staff":
        return self  # DRF makes one per request by calling the class; ours is made where it is named

    def has_permission(self, request: Request, view: object) -> bool:
        self._check_house(request)
        return may_call(request, self.permission)

    def _check_house(self, request: Request) -> None:
        if request.pizzeria is None:
            raise Http404


class Platform(Staff):
    """The same for the platform's own API."""

    def _check_house(self, request: Request) -> None:
        if request.pizzeria is not None:
            raise Http404


class SignedIn(BasePermission):
    """Everybody who is signed in, customers too; a token for reading only reads."""

    def has_permission(self, request: Request, view: object) -> bool:
        return bool(request.user and request.user.is_authenticated) and scope_allows(request)


def may_call(request: Request, permission: str) -> bool:
    """Whether the caller has the permission: the person, and the program where one calls for them."""
    user = request.user
    if not (user and user.is_authenticated and user.may(permission)):
        return False
    return request.auth is None or (scope_allows(request) and request.auth.application.may(permission))


def scope_allows(request: Request) -> bool:
    """Whether a token's scope covers the method; a session has no scope."""
    if request.auth is None:
        return True
    return request.auth.is_valid(["read" if request.method in SAFE_METHODS else "write"])
