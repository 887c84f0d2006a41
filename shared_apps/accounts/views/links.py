"""Pages that one arrives at by a link: an invitation to the staff, a hand-over from the platform."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_http_methods

from shared_apps.accounts import actions, errors, forms, links, support
from toolbox.refusals import Refusal

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET  # not HEAD: who only looks must not use the link up
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Let in who comes from the platform with a one-time link."""
    _only_in_shops(request)
    try:
        arrival = actions.use_hand_over(token, at=request.at)
    except errors.LinkClosed as refusal:
        return _closed(request, refusal)
    if arrival.purpose == "support":
        support.begin(
            request,
            user=arrival.user,
            platform_user=arrival.platform_user,
            reason=arrival.reason,
            at=request.at,
        )
        return redirect("/manage/")
    request.session.flush()  # nothing of whoever used this browser before
    login(request, arrival.user, backend=_BACKEND)
    record_authentication(request, arrival.user, method="hand-over")
    return redirect("/manage/")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what one is invited to; with a name and a password one is in."""
    _only_in_shops(request)
    try:
        offer = links.read_invitation(token)
        if not offer.is_open(request.at):
            raise errors.InvitationClosed()
        form = forms.Accept(request.POST or None)
        if request.method == "POST" and form.is_valid():
            user = actions.accept_invitation(offer, at=request.at, **form.cleaned_data)
            request.session.flush()
            return perform_login(request, user, redirect_url="/account/home/")
    except errors.InvitationClosed as refusal:
        return _closed(request, refusal)
    response = render(request, "accounts/invitation.html", {"form": form, "offer": offer})
    # The address is the key. Not "no-referrer": then the form comes from the origin "null", and CSRF stops it.
    response["Referrer-Policy"] = "same-origin"
    add_never_cache_headers(response)
    return response


def _closed(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "accounts/link_closed.html", {"refusal": refusal}, status=refusal.status)


def _only_in_shops(request: HttpRequest) -> None:
    if request.pizzeria is None:
        raise Http404
