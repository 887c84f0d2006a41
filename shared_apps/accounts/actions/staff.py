"""Who works here: people are invited, change roles and leave."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from shared_apps.accounts import errors, facts, queries
from shared_apps.accounts.actions.people import proven_person
from shared_apps.accounts.models import Invitation, User, fresh_stamp
from shared_apps.accounts.permissions import OWNER, SHOP_ROLES
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor

INVITATION_LASTS = timedelta(days=7)


@transaction.atomic
def invite_staff(email: str, *, role: str, by: Actor, at: datetime) -> Invitation:
    """Offer a place on the staff; the link is mailed by a worker. An older offer to the same mailbox ends.

    Raises NoSuchRole, OwnersOnly, AlreadyOnStaff or AlreadyInvited (two invite at the same moment), and what
    settings.LIMITS raises when the plan has no place left.
    """
    _check_can_give(role, by)
    email = email.lower()
    if User.objects.filter(email__iexact=email, is_active=True).exclude(role="").exists():
        raise errors.AlreadyOnStaff(email=email)
    for older in Invitation.objects.waiting().filter(email__iexact=email):
        withdraw_invitation(older, by=by, at=at)
    _limits().check_can_add("staff", have=queries.places_taken)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email, role=role, by_id=by.id, sent_at=at, expires_at=at + INVITATION_LASTS
            )
    except IntegrityError:
        raise errors.AlreadyInvited(email=email) from None
    journal.record(facts.StaffInvited(invitation=str(invitation.id), role=role), by=by, at=at)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Raises InvitationClosed when it was accepted or withdrawn meanwhile."""
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=at):
        raise errors.InvitationClosed()
    journal.record(facts.InvitationWithdrawn(invitation=str(invitation.id)), by=by, at=at)


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: Actor, at: datetime) -> Invitation:
    """Send a fresh link, good for a week again; the one sent before is dead. Raises as invite_staff does."""
    withdraw_invitation(invitation, by=by, at=at)
    return invite_staff(invitation.email, role=invitation.role, by=by, at=at)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, name: str, password: str, at: datetime) -> User:
    """Take the place offered: return the person, on the staff, with this password. Raises InvitationClosed."""
    taken = Invitation.objects.waiting().filter(pk=invitation.pk, expires_at__gt=at).update(accepted_at=at)
    if not taken:
        raise errors.InvitationClosed()
    user = proven_person(invitation.email)
    if user.role == OWNER and invitation.role != OWNER:
        raise errors.InvitationClosed()  # became an owner meanwhile: a link may not take that away
    user.name, user.role, user.is_active = name, invitation.role, True
    user.session_stamp = fresh_stamp()
    user.set_password(password)
    user.save()
    journal.record(
        facts.InvitationAccepted(invitation=str(invitation.id), user=str(user.id), role=user.role),
        by=user.actor,
        at=at,
    )
    return user


@transaction.atomic
def change_role(user: User, *, role: str, by: Actor, at: datetime) -> None:
    """Raises NoSuchRole, OwnersOnly or LastOwner, and what settings.LIMITS raises."""
    _check_can_give(role, by)
    before = _locked(user)
    if before.role == role:
        return
    _limits().check_can_add("staff", have=queries.places_taken, adding=int(before.role == "" and before.is_active))
    if before.role == OWNER:
        _check_can_unmake_owner(by)
    User.objects.filter(pk=user.pk).update(role=role)
    user.role = role
    journal.record(facts.RoleChanged(user=str(user.id), before=before.role, after=role), by=by, at=at)


@transaction.atomic
def deactivate_person(user: User, *, by: Actor, at: datetime) -> None:
    """Nobody by this name gets in any more, sessions and programs included. Raises NotYourself, OwnersOnly, LastOwner."""
    if str(user.pk) == by.id:
        raise errors.NotYourself()
    before = _locked(user)
    if before.role == OWNER:
        _check_can_unmake_owner(by)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, session_stamp=fresh_stamp()):
        journal.record(facts.PersonDeactivated(user=str(user.id)), by=by, at=at)


@transaction.atomic
def reactivate_person(user: User, *, by: Actor, at: datetime) -> None:
    """Undo ``deactivate_person``; they sign in again. Raises OwnersOnly, and what settings.LIMITS raises."""
    _check_can_give(user.role, by)
    # The person before the limit, as in change_role: the other way round two could wait for each other.
    before = _locked(user)
    if before.role and not before.is_active:
        _limits().check_can_add("staff", have=queries.places_taken)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        journal.record(facts.PersonReactivated(user=str(user.id)), by=by, at=at)


def _limits() -> Any:
    return import_module(settings.LIMITS)


def _check_can_give(role: str, by: Actor) -> None:
    if role not in SHOP_ROLES:
        raise errors.NoSuchRole()
    if role == OWNER:
        _check_is_owner(by)


def _check_is_owner(by: Actor) -> None:
    if by.kind not in (OWNER, "system"):
        raise errors.OwnersOnly()


def _check_can_unmake_owner(by: Actor) -> None:
    """Must follow ``_locked``: with every owner's row locked no two can leave at the same moment."""
    _check_is_owner(by)
    if User.objects.filter(role=OWNER, is_active=True).count() < 2:
        raise errors.LastOwner()


def _locked(user: User) -> User:
    """Return the row as it is now, locked together with every owner's, in one order."""
    owners = User.objects.filter(role=OWNER) | User.objects.filter(pk=user.pk)
    rows = {row.pk: row for row in owners.select_for_update().order_by("pk")}
    return rows[user.pk]
