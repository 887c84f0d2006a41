"""What is announced about a pizzeria's dealings with us, on the platform."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class TrialBegan(Fact):
    pizzeria: str
    plan: str


@dataclass(frozen=True)
class TermsChanged(Fact):
    """What the shop pays for, or may do, is different from now on. ``before`` and ``after`` are states."""

    pizzeria: str
    plan: str
    before: str
    after: str


@dataclass(frozen=True)
class NoticeDue(Fact):
    """``notice``: one of dunning's codes; ``key`` names it together with its story."""

    pizzeria: str
    notice: str
    key: str


@dataclass(frozen=True)
class InvoicePaid(Fact):
    pizzeria: str
    invoice: str


@dataclass(frozen=True)
class PaymentFailed(Fact):
    pizzeria: str
    invoice: str


@dataclass(frozen=True)
class CancellationAsked(Fact):
    pizzeria: str
    reason: str


@dataclass(frozen=True)
class BillingDetailsChanged(Fact):
    pizzeria: str
