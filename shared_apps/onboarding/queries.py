"""Reads of sign-ups: names that are free, what a crash left, and an owner's shops."""

import re
import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from shared_apps.accounts.models import User
from shared_apps.onboarding.models import Ownership, SignUp
from tenants import provisioning, slugs
from tenants.errors import InvalidSlug, SlugReserved, SlugTaken

State = SignUp.State
HOLDING = (State.REQUESTED, State.VERIFIED, State.PROVISIONING)
# Making a shop takes well under a second: whoever has been at it for this long is dead.
GIVEN_UP_AFTER = timedelta(seconds=60)
# The request that verified goes on to make the shop at once; after this long it did not.
LEFT_AFTER = timedelta(seconds=5)


def check_free(wish: str, *, at: datetime) -> str:
    """Return the clean slug if a shop could be asked for under it. Raises InvalidSlug, SlugReserved or SlugTaken."""
    slug = provisioning.check_slug(wish)
    held = SignUp.objects.filter(look_alike=slugs.look_alike(slug), state__in=HOLDING)
    if held.exclude(state=State.REQUESTED, expires_at__lte=at).exists():
        raise SlugTaken(slug=slug)
    return slug


def propose_slug(name: str, *, at: datetime) -> str:
    """Return a free address for a pizzeria of this name, or nothing when none comes to mind."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    own = [word for word in words if word not in ("pizzeria", "ristorante", "trattoria", "the", "da", "la", "il", "al")]
    for candidate in ("-".join(own), "-".join(words), "pizzeria-" + "-".join(own), "-".join(own) + "-2"):
        try:
            return check_free(candidate[:40].strip("-"), at=at)
        except (InvalidSlug, SlugReserved, SlugTaken):
            continue
    return ""


def left_behind(*, at: datetime) -> list[UUID]:
    """Return the sign-ups that are verified and in nobody's hands."""
    left = Q(state=State.VERIFIED, verified_at__lte=at - LEFT_AFTER)
    dead = Q(state=State.PROVISIONING, started_at__lte=at - GIVEN_UP_AFTER)
    return list(SignUp.objects.filter(left | dead).order_by("verified_at").values_list("id", flat=True)[:100])


def untold(*, at: datetime) -> tuple[list[UUID], list[UUID]]:
    """Return who waits for a code, and who for the news, although the mail should be long out."""
    since = at - timedelta(seconds=30)
    code = SignUp.objects.filter(state=State.REQUESTED, code_mailed_at=None, code_made_at__lte=since, expires_at__gt=at)
    news = SignUp.objects.filter(state__in=(State.ACTIVE, State.REFUSED), told_at=None, finished_at__lte=since)
    news = news.exclude(verified_at=None)  # a wish that ran out is forgotten in silence
    return list(code.values_list("id", flat=True)[:100]), list(news.values_list("id", flat=True)[:100])


def shops_of(user: User) -> QuerySet[Ownership]:
    """Return the shops this person owns, with their registry rows, by name."""
    return Ownership.objects.filter(user=user).select_related("pizzeria").order_by("pizzeria__name")
