"""What the owner hears from us by mail. Sent outside any transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

import tenants
from shared_apps.accounts.models import User
from shared_apps.accounts.permissions import OWNER
from shared_apps.billing import plans
from shared_apps.billing.models import Invoice, Subscription
from tenants import registry

PAGE = "/manage/billing/"


def send_notice(id: UUID, notice: str) -> None:
    """Mail one of dunning's notices to the owners."""
    with tenants.platform():
        row = Subscription.objects.get(pk=id)
    name = "trial_ends" if notice.startswith("trial_") and notice != "trial_over" else notice
    _send(row, name, {})


def send_receipt(id: UUID) -> None:
    """Mail that a bill has been paid, with where to find it."""
    with tenants.platform():
        bill = Invoice.objects.select_related("subscription").get(id=id)
    _send(bill.subscription, "receipt", {"bill": bill})


def _send(row: Subscription, name: str, words: Mapping[str, Any]) -> None:
    here = registry.by_id(row.pk)
    context = {
        **words,
        "row": row,
        "shop": here.name,
        "page": here.url(PAGE),
        "percent": plans.WIN_BACK_PERCENT,
        "months": plans.WIN_BACK_MONTHS,
    }
    for address, language in _addressees(row, here):
        with translation.override(language):
            text = render_to_string(f"billing/mail/{name}.txt", context)
        # The first line is the subject, so that a mail's words stand in one file.
        subject, _, body = text.strip().partition("\n")
        send_mail(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [address])


def _addressees(row: Subscription, here: tenants.Here) -> list[tuple[str, str]]:
    """Return address and language of whoever pays: the one named for bills, and every owner."""
    with tenants.inside(here):
        owners = User.objects.filter(role=OWNER, is_active=True).order_by("created_at")
        found = {owner.email.lower(): owner.language or here.language for owner in owners}
    if row.email:
        found.setdefault(row.email.lower(), here.language)
    return list(found.items())
