"""Who moves money that is paid online: one small interface, and a module for each provider.

A gateway is called outside every transaction. It is asked with a key that was written down before, so asking again after
a crash is the same request; and what it answers is always the whole state of a payment, never a step.
"""

from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Protocol

from tenant_apps.payments.models import Method, Payment


class Unsure(Exception):
    """No answer, or one that says nothing about what happened: ask again later with the same key."""


class Refused(Exception):
    """The provider says no, and will say so again. ``code`` is its own word, ``message`` fit for a person."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code)
        self.code, self.message = code, message


class Gone(Refused):
    """The provider knows nothing by this reference, or no longer does."""


@dataclass(frozen=True)
class SeenRefund:
    """A refund as the provider has it. ``part``: the id of our own part it was asked for; "" when made elsewhere."""

    reference: str
    amount: int
    state: str  # pending, settled or failed
    part: str = ""
    problem: str = ""


@dataclass(frozen=True)
class SeenDispute:
    """A dispute as the provider has it. ``withdrawn``: what is held back or has been taken.

    ``state`` and ``reason`` are of DISPUTE_STATES and DISPUTE_REASONS; a provider's own word where it knows others.
    """

    reference: str
    amount: int
    withdrawn: int
    state: str
    is_closed: bool
    reason: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Seen:
    """A payment as its provider has it: totals in minor units.

    ``provider_fee`` is what the provider keeps for itself, ``fee`` our share. ``problem``: why the last try to pay failed.
    ``disputes`` is None where they may not be looked at: what is known of them stays as it is.
    """

    reference: str
    state: str  # Payment.State
    amount: int
    currency: str
    live: bool
    captured: int = 0
    fee: int = 0
    fee_returned: int = 0
    provider_fee: int = 0
    refunds: tuple[SeenRefund, ...] = ()
    disputes: tuple[SeenDispute, ...] | None = ()
    expires_at: datetime | None = None
    label: str = ""
    problem: str = ""
    is_approved: bool = False  # the customer has said yes, and the provider waits for us to have it held


@dataclass(frozen=True)
class Move:
    """What moved on the pizzeria's account there, for an order or not: so many minor units came in (or went out).

    ``kind`` is the provider's own word, ``fee`` what it kept of the amount, ``at`` when it was, on its own clock.
    ``intent``: the payment it is about, ``source``: what else it is about; "" where none is named. ``bank_on``: of a
    pay-out, the day on which it is at the bank, or is back from there.
    """

    id: str
    kind: str
    amount: int
    fee: int
    currency: str
    at: datetime
    intent: str = ""
    source: str = ""
    bank_on: date | None = None

    @property
    def net(self) -> int:
        return self.amount - self.fee


@dataclass(frozen=True)
class Begun:
    """A payment that can be paid now: with the secret for the card fields, or at the provider's address."""

    reference: str
    secret: str = ""
    address: str = ""
    cards: str = ""  # lets the card fields show what this customer saved


@dataclass(frozen=True)
class Terms:
    """What a provider is told of a payment when it begins."""

    words: str
    back: str
    language: str
    customer: str = ""  # the provider's own name of who pays; "" for a guest


class Gateway(Protocol):
    """Each method raises Unsure or Refused. ``key`` is the idempotency key."""

    def begin(self, payment: Payment, terms: Terms, *, key: str) -> Begun: ...

    def resume(self, payment: Payment, *, customer: str = "") -> Begun:
        """The same for a payment that has begun: its reference is known. ``customer``: who looks at it now, as in Terms."""

    def find(self, payment: Payment) -> str:
        """Return the reference of what a ``begin`` without an answer has made, "" where nothing is to be found."""

    def look(self, payment: Payment) -> Seen: ...

    def capture(self, payment: Payment, *, amount: int, fee: int, key: str) -> None: ...

    def void(self, payment: Payment, *, key: str) -> None: ...

    def refund(self, payment: Payment, *, amount: int, part: str, key: str, fee: int = 0) -> None:
        """``fee``: so much of our share goes back with it, for a provider that does not work it out itself."""

    def authorise(self, payment: Payment, *, key: str) -> None:
        """Have held what the customer has approved, for a provider that waits to be told."""


_MODULES = {Method.CARD: "stripe", Method.PAYPAL: "paypal"}


def gateway_of(method: str) -> Gateway:
    """Return who moves the money of an online method. KeyError for what is paid in the shop."""
    module: Gateway = import_module(f"{__name__}.{_MODULES[Method(method)]}").GATEWAY
    return module
