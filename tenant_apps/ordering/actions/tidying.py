"""What nobody will come back for."""

from datetime import datetime, timedelta

from django.db import transaction

from tenant_apps.ordering.models import Attempt, Basket

GUEST_BASKET_LASTS = timedelta(days=60)
CALL_LASTS = timedelta(days=1)
KEY_LASTS = timedelta(days=7)


@transaction.atomic
def forget_old_baskets(*, at: datetime) -> int:
    """Remove guests' baskets that were left alone for sixty days and keys used a week ago; return how many baskets.

    A customer's own basket waits for them; calls that staff took and drafts of edits are over the next day.
    """
    old = Basket.objects.filter(user=None, updated_at__lt=at - GUEST_BASKET_LASTS)
    _, removed = old.delete()
    calls_and_drafts = Basket.objects.exclude(taken_by=None, edits=None)
    calls_and_drafts.filter(updated_at__lt=at - CALL_LASTS).delete()
    Attempt.objects.filter(at__lt=at - KEY_LASTS).delete()
    return removed.get(Basket._meta.label, 0)
