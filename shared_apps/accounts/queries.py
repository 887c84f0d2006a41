"""Questions about people that span more than one table."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet, Value

from shared_apps.accounts.models import Invitation, User


def ways_in(user: User) -> dict[str, Any]:
    """Return how this person can sign in: ``emails`` (primary first), ``has_password``, ``factors`` (kinds in use)."""
    return {
        "emails": EmailAddress.objects.filter(user=user).order_by("-primary", "email"),
        "has_password": user.has_usable_password(),
        "factors": set(Authenticator.objects.filter(user=user).values_list("type", flat=True)),
    }


def staff() -> QuerySet[User]:
    """Return who works here, locked out ones last."""
    return User.objects.exclude(role="").order_by("-is_active", "role", "name", "email")


def invitations() -> QuerySet[Invitation]:
    """Return the offers that nobody has taken or withdrawn, newest first; some may be past their time."""
    return Invitation.objects.waiting().order_by("-sent_at")[:100]


def places_taken() -> int:
    """Return how many people are on the staff or have been offered a place on it."""
    people = User.objects.exclude(role="").filter(is_active=True).values(place=Value(1))
    # One statement: between two of them somebody who accepts would be in neither.
    return people.union(Invitation.objects.waiting().values(place=Value(1)), all=True).count()
