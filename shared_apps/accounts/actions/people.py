"""People whose mailbox is proven."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from shared_apps.accounts import facts
from shared_apps.accounts.models import User, fresh_stamp
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor


@transaction.atomic
def add_person(
    email: str, *, name: str = "", role: str = "", password: str | None = None, by: Actor, at: datetime
) -> User:
    """Make the person whose mailbox this is known to be, or give the role to who has it; return them.

    For doors that have proven the mailbox already: a verified sign-up, a seed. Without
    a password they come by hand-over, or make one by a reset code.
    """
    user = proven_person(email)
    user.name = name or user.name
    user.role = role
    if password is not None:
        user.set_password(password)
    user.save()
    journal.record(facts.PersonAdded(user=str(user.id), role=role), by=by, at=at)
    return user


def proven_person(email: str) -> User:
    """Return the person of a mailbox that was just proven, made when there is none.

    Whoever signed up with this address without proving it may be somebody else who
    waits for exactly this moment: their password, second factors and linked accounts go.
    """
    email = email.lower()
    user = User.objects.filter(email__iexact=email).first() or _create(email)
    address = EmailAddress.objects.filter(user=user, email__iexact=email).first()
    if address is None or not address.verified:
        user.set_unusable_password()
        user.session_stamp = fresh_stamp()
        user.save()
        Authenticator.objects.filter(user=user).delete()
        SocialAccount.objects.filter(user=user).delete()
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _create(email: str) -> User:
    """Return the person of this address; when another connection made them at this moment, those."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        return User.objects.get(email__iexact=email)
