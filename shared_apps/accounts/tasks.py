"""Mails about people, sent outside any transaction; and what is past its time, thrown away."""

from datetime import timedelta

from celery import Task
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from oauth2_provider.models import clear_expired

import tenants
from shared_apps.accounts import links
from shared_apps.accounts.adapter import from_house
from shared_apps.accounts.models import Invitation
from tenants.tasks import platform_task, tenant_task
from toolbox import clock

RETRY = {"autoretry_for": (OSError,), "retry_backoff": 5, "retry_backoff_max": 600, "max_retries": 8}


@tenant_task(bind=True, **RETRY)
def mail_invitation(self: Task, invitation_id: str) -> None:
    """Mail the link, unless the invitation was withdrawn or accepted while this waited."""
    invitation = Invitation.objects.select_related("by").get(id=invitation_id)
    here = tenants.current()
    if here is None or not invitation.is_open(clock.now() + timedelta(hours=1)):
        return
    with translation.override(here.language):
        words = {"shop": here.name, "invitation": invitation, "link": here.url(links.invitation_path(invitation))}
        EmailMessage(
            subject=_("%(shop)s would like you on the staff") % {"shop": here.name},
            body=render_to_string("accounts/email/invitation.txt", words),
            from_email=from_house(),
            to=[invitation.email],
        ).send()


@platform_task
def tidy_every_house() -> None:
    """Every night: the platform's own, and a task for each pizzeria."""
    _tidy()
    tenants.for_each(tidy_this_house)


@tenant_task
def tidy_this_house() -> None:
    _tidy()


def _tidy() -> None:
    """Delete sessions and tokens past their time: nobody can use them, and they tell who was where."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    clear_expired()
