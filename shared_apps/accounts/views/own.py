"""One's own account: where to after signing in, who one is, and where one is signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.accounts import forms, queries
from shared_apps.accounts.access import signed_in
from shared_apps.accounts.models import fresh_stamp

_DESKS = {
    "owner": "/manage/",
    "manager": "/manage/",
    "cashier": "/counter/",
    "kitchen": "/kitchen/",
    "courier": "/courier/",
}
_PLATFORM_DESKS = {"owner": "/account/shops/", "hq": "/hq/", "admin": "/platform/"}


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Lead each person to where their work is."""
    if request.pizzeria:
        return redirect(_DESKS.get(request.user.role, "/"))
    return redirect(_PLATFORM_DESKS.get(request.user.role, "/account/"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    initial = {"language": request.user.language or get_language()}
    form = forms.Profile(request.POST or None, instance=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        response = redirect("accounts:overview")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            form.cleaned_data["language"],
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        return response
    return render(request, "accounts/overview.html", {"form": form, **queries.ways_in(request.user)})


@require_POST
@signed_in
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End every other session of this person; this one goes on under a new key."""
    request.user.session_stamp = fresh_stamp()
    request.user.save(update_fields=["session_stamp"])
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("accounts:overview")
