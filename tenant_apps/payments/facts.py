"""What payments announces: ids and amounts in minor units, never a card."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class PaymentFact(Fact):
    order: str
    payment: str
    method: str
    amount: int
    currency: str


class PaymentAuthorised(PaymentFact):
    """A bank holds it for the shop."""


class PaymentCaptured(PaymentFact):
    """It is the shop's."""


class PaymentTaken(PaymentFact):
    """It was paid in the shop or at the door."""


class PaymentVoided(PaymentFact):
    """The hold is given up; nothing was paid."""


class PaymentTooLate(PaymentFact):
    """It came when nobody waited for it any more; it goes back, and the customer is told."""


class PaymentLost(PaymentFact):
    """The shop counted on it and it is gone: the hold ran out, or the bank refused the capture."""


@dataclass(frozen=True)
class PaymentDiffers(PaymentFact):
    """The provider has something else than was agreed; a person has to look."""

    what: str


@dataclass(frozen=True)
class CallPlanned(Fact):
    """A provider is to be asked for something."""

    order: str
    payment: str
    call: str
    verb: str


@dataclass(frozen=True)
class RefundFact(Fact):
    order: str
    refund: str
    amount: int
    currency: str
    reason: str
    bearer: str


class RefundRequested(RefundFact):
    """Somebody decided that so much goes back."""


class RefundSettled(RefundFact):
    """It is on its way to the customer."""


class RefundFailed(RefundFact):
    """It could not go back; somebody has to look."""


class RefundHandedOver(RefundFact):
    """It could not go back the way it was paid: it was given back out of the drawer."""


@dataclass(frozen=True)
class DisputeFact(Fact):
    order: str
    dispute: str
    amount: int
    currency: str
    state: str


class DisputeOpened(DisputeFact):
    """A bank asks the money back; the shop may answer."""


class DisputeClosed(DisputeFact):
    """It is decided."""


class EvidenceSent(DisputeFact):
    """The shop has answered."""


@dataclass(frozen=True)
class EvidenceRefused(DisputeFact):
    """The provider did not take the answer; it can be sent again."""

    why: str


@dataclass(frozen=True)
class PayoutFact(Fact):
    payout: str
    amount: int
    currency: str


class PayoutSent(PayoutFact):
    """The card company has sent it to the shop's bank."""


class PayoutCameBack(PayoutFact):
    """The bank did not take it, or it was stopped: the card company has it again."""
