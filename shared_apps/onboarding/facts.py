"""What signing up announces, on the platform."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class SignUpRequested(Fact):
    signup: str
    slug: str


@dataclass(frozen=True)
class CodeRenewed(Fact):
    signup: str


@dataclass(frozen=True)
class SignUpVerified(Fact):
    signup: str


@dataclass(frozen=True)
class PizzeriaOpened(Fact):
    """``signup`` is None when a command made it."""

    pizzeria: str
    slug: str
    signup: str | None = None


@dataclass(frozen=True)
class SignUpRefused(Fact):
    """``reason``: expired, slug_taken, or failed."""

    signup: str
    reason: str
