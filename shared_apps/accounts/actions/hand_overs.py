"""One-time links that carry a person from the platform into a shop: given there, used here, once.

The token is signed inside the shop it leads to and names the platform person, so it
is good there, for that person, and nowhere else. The row with its id in the shop's
own table is the lock: the second use meets the first one's primary key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

import tenants
from shared_apps.accounts import errors, facts
from shared_apps.accounts.actions.people import add_person
from shared_apps.accounts.models import HandOver, User
from shared_apps.accounts.permissions import OWNER
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from toolbox import signing
from toolbox.ids import uuid7

LASTS = timedelta(seconds=60)
_PURPOSE = "hand-over"
SUPPORT = "support"


@dataclass(frozen=True)
class Arrival:
    """``user`` is the shop's own: the owner, or the one over whose shoulder support looks."""

    user: User
    platform_user: str
    purpose: str
    reason: str


@transaction.atomic
def hand_over(pizzeria: Any, *, person: User, purpose: str, reason: str = "", by: Actor, at: datetime) -> str:
    """Return the address that lets this platform person into the shop once, within a minute.

    On the platform only. For ``owner`` the caller has checked whose shop it is;
    ``support`` needs ``platform.run`` and a reason. Raises MayNotHandOver.
    Pages send people there with ``access.leave_for``: a redirect after a form
    would be stopped by our own ``form-action``.
    """
    if purpose not in (OWNER, SUPPORT) or (purpose == SUPPORT and not (reason.strip() and person.may("platform.run"))):
        raise errors.MayNotHandOver()
    id = uuid7()
    with tenants.inside(pizzeria) as here:
        body = {
            "id": str(id),
            "person": str(person.pk),
            "purpose": purpose,
            "reason": reason.strip()[:200],
            "until": (at + LASTS).isoformat(),
        }
        address = here.url(f"/account/enter/{signing.sign(body, purpose=_PURPOSE)}/")
    journal.record(
        facts.HandOverGiven(pizzeria=str(here.id), hand_over=str(id), purpose=purpose, reason=body["reason"]),
        by=by,
        at=at,
    )
    return address


@transaction.atomic
def use_hand_over(token: str, *, at: datetime) -> Arrival:
    """Return who arrives by this link, and burn it. Raises LinkClosed for every reason it is not good."""
    body = _read(token, at=at)
    with tenants.platform():
        person = User.objects.filter(pk=body["person"], is_active=True).first()
    if person is None:
        raise errors.LinkClosed()
    support = body["purpose"] == SUPPORT
    user = _owner_to_look_at() if support else _own_user(person, at=at)
    try:
        with transaction.atomic():
            HandOver.objects.create(
                id=UUID(body["id"]),
                user=user,
                purpose=body["purpose"],
                reason=body["reason"],
                platform_user=person.pk,
                used_at=at,
            )
    except IntegrityError:
        raise errors.LinkClosed() from None
    arrival = Arrival(user, str(person.pk), body["purpose"], body["reason"])
    fact = facts.HandOverUsed(
        user=str(user.pk),
        hand_over=body["id"],
        platform_user=str(person.pk),
        purpose=arrival.purpose,
        reason=arrival.reason,
    )
    by = Actor("support", arrival.platform_user, f"as {user.pk}") if support else user.actor
    journal.record(fact, by=by, at=at)
    return arrival


def _read(token: str, *, at: datetime) -> dict[str, str]:
    try:
        body: dict[str, str] = signing.unsign(token, purpose=_PURPOSE, max_age=LASTS)
    except signing.BadSignature:
        raise errors.LinkClosed() from None
    if at >= datetime.fromisoformat(body["until"]):
        raise errors.LinkClosed()
    return body


def _own_user(person: User, *, at: datetime) -> User:
    """Return the owner's own user in this shop: the one with the same e-mail, made or made owner when needed."""
    user = User.objects.filter(email__iexact=person.email, role=OWNER).first()
    if user is None:
        user = add_person(person.email, name=person.name, role=OWNER, by=Actor.system("hand-over"), at=at)
    if not user.is_active:
        raise errors.LinkClosed()  # another owner has locked this one out
    return user


def _owner_to_look_at() -> User:
    owner = User.objects.filter(role=OWNER, is_active=True).order_by("created_at").first()
    if owner is None:
        raise errors.LinkClosed()
    return owner
