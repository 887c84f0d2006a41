"""The staff page: who works here, in which role, and who is invited."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts import actions, forms, queries
from shared_apps.accounts.access import staff
from shared_apps.accounts.models import Invitation, User
from toolbox import refusals
from toolbox.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@staff("staff.edit")
def people(request: HttpRequest) -> HttpResponse:
    form = forms.Invite(request.POST or None, giver=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite_staff(
                form.cleaned_data["email"], role=form.cleaned_data["role"], by=request.actor, at=request.at
            )
        except Refusal as refusal:
            if refusal.way:  # the plan's matter, not the mailbox's
                raise
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
            return redirect("accounts:staff")
    page = {
        "form": form,
        "people": queries.staff(),
        "invitations": queries.invitations(),
        "roles": forms.roles_to_give(request.user),
    }
    return render(request, "accounts/staff.html", page, status=422 if form.errors else 200)


@require_POST
@staff("staff.edit")
def change_role(request: HttpRequest, id: UUID) -> HttpResponse:
    person, role = _colleague(id), request.POST.get("role", "")
    done = _("%(name)s has a new role now.") % {"name": person}
    return _try(request, lambda: actions.change_role(person, role=role, by=request.actor, at=request.at), done)


@require_POST
@staff("staff.edit")
def deactivate(request: HttpRequest, id: UUID) -> HttpResponse:
    person = _colleague(id)
    done = _("%(name)s cannot sign in any more. You can undo this below.") % {"name": person}
    return _try(request, lambda: actions.deactivate_person(person, by=request.actor, at=request.at), done)


@require_POST
@staff("staff.edit")
def reactivate(request: HttpRequest, id: UUID) -> HttpResponse:
    person = _colleague(id)
    done = _("%(name)s can sign in again.") % {"name": person}
    return _try(request, lambda: actions.reactivate_person(person, by=request.actor, at=request.at), done)


@require_POST
@staff("staff.edit")
def resend(request: HttpRequest, id: UUID) -> HttpResponse:
    offer = get_object_or_404(Invitation, id=id)
    done = _("A fresh link is on its way; the old one is dead.")
    return _try(request, lambda: actions.resend_invitation(offer, by=request.actor, at=request.at), done)


@require_POST
@staff("staff.edit")
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    offer = get_object_or_404(Invitation, id=id)
    done = _("The invitation is withdrawn.")
    return _try(request, lambda: actions.withdraw_invitation(offer, by=request.actor, at=request.at), done)


def _colleague(id: UUID) -> User:
    return get_object_or_404(queries.staff(), id=id)


def _try(request: HttpRequest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        refusals.say(request, refusal)
    else:
        messages.success(request, done)
    return redirect("accounts:staff")
