"""What the till announces: who and how much, in whole minor units; nothing personal."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class PaymentFact(Fact):
    order: str
    payment: str
    method: str
    amount: int
    currency: str


class PaymentTaken(PaymentFact):
    """A customer has paid (part of) an order in the shop or at the door."""


class PaymentTakenBack(PaymentFact):
    """It had been keyed by mistake: the money went back."""


@dataclass(frozen=True)
class CashFact(Fact):
    """``user`` is whose cash it is about, empty for the drawer."""

    user: str
    amount: int
    currency: str


class CashMoved(CashFact):
    """Cash went from one place to another."""


@dataclass(frozen=True)
class CashCounted(CashFact):
    """Cash was counted: ``amount`` of it, ``difference`` more or less than there should be."""

    difference: int


class DrawerOpened(CashFact):
    """The drawer is open, with that float."""


@dataclass(frozen=True)
class DayClosed(Fact):
    number: int
    business_day: str


@dataclass(frozen=True)
class ReceiptFact(Fact):
    order: str
    receipt: str
    number: str


class ReceiptIssued(ReceiptFact):
    """A receipt, with its number."""


class CreditNoteIssued(ReceiptFact):
    """A credit note, with its number."""
