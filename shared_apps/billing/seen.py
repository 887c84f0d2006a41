"""What the provider says, in our own shapes: frozen, plain values, moments aware, amounts in minor units."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class SeenSubscription:
    """``price`` is what one period costs. ``plan`` is empty for a price that belongs to no plan of ours.
    ``billed_from``: when it began, or its trial ends. ``call``: the id of the one that made it.
    """

    reference: str
    status: str
    plan: str
    interval: str
    currency: str
    price: int
    item: str
    meter_item: str
    period_start: datetime | None
    period_end: datetime | None
    billed_from: datetime | None = None
    trial_end: datetime | None = None
    call: str = ""
    cancel_at: datetime | None = None
    ended_at: datetime | None = None
    coupon: str = ""
    percent_off: Decimal = Decimal(0)
    amount_off: int = 0
    discount_ends_at: datetime | None = None


@dataclass(frozen=True)
class SeenInvoice:
    reference: str
    source: str
    number: str
    state: str
    currency: str
    total: int
    tax: int
    paid: int
    attempts: int
    is_overdue: bool  # a collection was tried and failed
    period_start: datetime
    period_end: datetime
    made_at: datetime
    page_url: str = ""
    pdf_url: str = ""


@dataclass(frozen=True)
class Answer:
    """Everything there is about one customer, asked in this ``turn`` (see Subscription.asked).

    ``subscription`` is the one that counts: the live one, or the last that was. ``card`` is for people: Visa 4242.
    """

    customer: str
    turn: int
    subscription: SeenSubscription | None = None
    invoices: tuple[SeenInvoice, ...] = ()
    card: str = ""


@dataclass(frozen=True)
class Event:
    """An event whose effect is settled together with an answer."""

    id: str
    kind: str
