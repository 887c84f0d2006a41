"""People who sign in: on the platform its owners, head office and admins; in a pizzeria its staff and customers."""

import secrets
from datetime import datetime
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication

from shared_apps.accounts import permissions
from shared_apps.journal.facts import Actor
from toolbox.ids import uuid7


def fresh_stamp() -> str:
    return secrets.token_urlsafe(12)


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password they cannot sign in by one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person of one house. The same e-mail on two houses is two people who know nothing of each other."""

    class Role(models.TextChoices):
        CUSTOMER = "", _("Customer")
        OWNER = "owner", _("Owner")
        MANAGER = "manager", _("Manager")
        CASHIER = "cashier", _("Cashier")
        KITCHEN = "kitchen", _("Kitchen")
        COURIER = "courier", _("Courier")
        HQ = "hq", _("Head office")
        ADMIN = "admin", _("Platform admin")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField()
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    language = models.CharField(max_length=5, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.CUSTOMER, blank=True)
    is_active = models.BooleanField(default=True)
    # Part of what every session of this person is checked against: a new stamp ends them all.
    session_stamp = models.CharField(max_length=16, default=fresh_stamp, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_one_person_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether this person works here; customers do not."""
        return bool(self.role)

    def may(self, permission: str) -> bool:
        return self.is_active and permission in permissions.ROLES.get(self.role, frozenset())

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django's own hook below get_session_auth_hash and its fallbacks for rotated secrets.
        value = f"{self.password}:{self.session_stamp}"
        return salted_hmac("accounts.session", value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def actor(self) -> Actor:
        kinds = {"": "customer", "owner": "owner", "hq": "platform", "admin": "platform"}
        return Actor(kinds.get(self.role, "staff"), str(self.id), self.role or "customer")


class Invitations(models.QuerySet["Invitation"]):
    def waiting(self) -> Self:
        """Neither accepted nor withdrawn; it may be past its time."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A place on the staff, offered by e-mail; whoever reads that mailbox takes it once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=10, choices=User.Role.choices)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = Invitations.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_one_invitation_waiting",
                condition=Q(accepted_at=None, withdrawn_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.email}"

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at


class HandOver(models.Model):
    """A one-time link from the platform into a shop that was used: its number can never be used again."""

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, blank=True)
    platform_user = models.UUIDField()
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class ApiClient(AbstractApplication):
    """A program that calls the API for its owner: with the rights of one role, and never more than the owner has."""

    role = models.CharField(_("role"), max_length=10, choices=User.Role.choices)
    may_write = models.BooleanField(_("may change things"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    def may(self, permission: str) -> bool:
        return permission in permissions.ROLES.get(self.role, frozenset())
