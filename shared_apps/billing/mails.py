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
from shared_apps.billing import plans, queries
from shared_apps.billing.models import Invoice, Subscription
from tenants import registry

PAGE = "/manage/billing/"


Addressee = tuple[str, str]  # address and language


def send_notice(id: UUID, notice: str, *, to: Addressee) -> None:
    """Mail one of dunning's notices; the promise of a coupon only to who can still have it."""
    with tenants.platform():
        row = Subscription.objects.get(pk=id)
        if notice == "win_back" and queries.has_used(row, plans.WIN_BACK_COUPON):
            return
        bill = Invoice.objects.due(row).exclude(failed_at=None).order_by("failed_at").first()
    name = "trial_ends" if notice.startswith("trial_") and notice != "trial_over" else notice
    _send(row, name, {"bill": bill}, to=to)


def send_receipt(id: UUID, *, to: Addressee) -> None:
    """Mail that a bill has been paid, with where to find it."""
    with tenants.platform():
        bill = Invoice.objects.select_related("subscription").get(id=id)
    _send(bill.subscription, "receipt", {"bill": bill}, to=to)


def _send(row: Subscription, name: str, words: Mapping[str, Any], *, to: Addressee) -> None:
    here, (address, language) = registry.by_id(row.pk), to
    context = {
        **words,
        "row": row,
        "is_yearly": row.interval == plans.YEAR,
        "shop": here.name,
        "page": here.url(PAGE),
        "percent": plans.WIN_BACK_PERCENT,
        "months": plans.WIN_BACK_MONTHS,
    }
    with translation.override(language):
        text = render_to_string(f"billing/mail/{name}.txt", context)
    # The first line is the subject, so that a mail's words stand in one file.
    subject, _, body = text.strip().partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [address])


def addressees(id: UUID) -> list[Addressee]:
    """Return whoever pays: every owner, and the address named for bills."""
    here = registry.by_id(id)
    with tenants.platform():
        named = Subscription.objects.values_list("email", flat=True).get(pk=id)
    with tenants.inside(here):
        owners = User.objects.filter(role=OWNER, is_active=True).order_by("created_at")
        found = {owner.email.lower(): owner.language or here.language for owner in owners}
    if named:
        found.setdefault(named.lower(), here.language)
    return list(found.items())
