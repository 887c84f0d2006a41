"""What is announced about people; nobody's name or e-mail."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class PersonAdded(Fact):
    user: str
    role: str


@dataclass(frozen=True)
class StaffInvited(Fact):
    invitation: str
    role: str


@dataclass(frozen=True)
class InvitationWithdrawn(Fact):
    invitation: str


@dataclass(frozen=True)
class InvitationAccepted(Fact):
    invitation: str
    user: str
    role: str


@dataclass(frozen=True)
class RoleChanged(Fact):
    user: str
    before: str
    after: str


@dataclass(frozen=True)
class PersonDeactivated(Fact):
    user: str


@dataclass(frozen=True)
class PersonReactivated(Fact):
    user: str


@dataclass(frozen=True)
class HandOverGiven(Fact):
    """On the platform: somebody took a link into a shop."""

    pizzeria: str
    hand_over: str
    purpose: str
    reason: str


@dataclass(frozen=True)
class HandOverUsed(Fact):
    """In the shop: somebody from the platform arrived."""

    user: str
    hand_over: str
    platform_user: str
    purpose: str
    reason: str


@dataclass(frozen=True)
class ApiClientCreated(Fact):
    client: str
    role: str
    may_write: bool


@dataclass(frozen=True)
class ApiClientRevoked(Fact):
    client: str
