"""What this PayPal remembers: its documents as it would print them, every merchant's books, and what it announced."""

import pickle
import secrets
import threading
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from standins.paypal import amounts
from standins.paypal.errors import Refused

Document = dict[str, Any]
PLATFORM = "PLATFORM"  # whose the platform fees are
_KEPT = (
    "orders",
    "checkouts",
    "authorizations",
    "captures",
    "refunds",
    "disputes",
    "entries",
    "events",
    "answered",
    "tokens",
    "restricted",
    "private",
    "numbers",
    "clock_offset",
)
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Entry:
    """One movement on a merchant's PayPal balance."""

    merchant: str
    kind: str  # capture, refund, platform_fee, platform_fee_refund, dispute
    about: str  # the capture, refund or dispute
    gross: Decimal
    fee: Decimal  # what PayPal and the platform kept of it
    currency: str
    at: datetime

    @property
    def net(self) -> Decimal:
        return self.gross - self.fee


@dataclass
class Checkout:
    """What is known of an order beside its document: where the buyer returns to, and how the wallet will behave."""

    return_url: str = ""
    cancel_url: str = ""
    funding: str = "good"  # good, declined, pending
    fees: list[Document] = field(default_factory=list)


@dataclass
class Store:
    now: Callable[[], datetime]
    orders: dict[str, Document] = field(default_factory=dict)
    checkouts: dict[str, Checkout] = field(default_factory=dict)
    authorizations: dict[str, Document] = field(default_factory=dict)
    captures: dict[str, Document] = field(default_factory=dict)
    refunds: dict[str, Document] = field(default_factory=dict)
    disputes: dict[str, Document] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    events: list[Document] = field(default_factory=list)
    answered: dict[str, tuple[Any, Any, datetime]] = field(default_factory=dict)  # request id -> asked, answered, when
    tokens: dict[str, datetime] = field(default_factory=dict)
    restricted: set[str] = field(default_factory=set)  # merchants that PayPal has limited
    private: set[str] = field(default_factory=set)  # merchants who let the platform see no disputes
    kept_in: Path | None = None
    announce: Callable[[Document], None] = lambda event: None
    lock: Any = field(default_factory=threading.RLock)  # one request at a time: every check holds until it has acted
    numbers: int = 0
    clock_offset: int = 0

    def new_id(self, length: int = 17) -> str:
        """Return an id such as PayPal's, unique by its counter, unguessable by the rest."""
        self.numbers += 1
        tail = format(self.numbers, "04d").replace("0", "X").replace("1", "Y")
        return "".join(secrets.choice(_LETTERS) for _ in range(length - len(tail))) + tail

    def clear(self) -> None:
        """Forget everything but the tokens: who is signed in stays signed in."""
        shelves = (self.orders, self.checkouts, self.authorizations, self.captures, self.refunds, self.disputes)
        with self.lock:
            for shelf in (*shelves, self.entries, self.events, self.answered, self.restricted, self.private):
                shelf.clear()
            self.keep()

    def keep(self) -> None:
        """Write everything down, whole or not at all. Call it with the lock held."""
        if self.kept_in:
            beside = self.kept_in.with_suffix(".new")
            beside.write_bytes(pickle.dumps({name: getattr(self, name) for name in _KEPT}))
            beside.replace(self.kept_in)

    def restore(self) -> None:
        """Know again what was known when this file was written."""
        if self.kept_in and self.kept_in.exists():
            for name, value in pickle.loads(self.kept_in.read_bytes()).items():  # noqa: S301 - our own file
                setattr(self, name, value)

    def stamp(self) -> str:
        return written(self.now())

    def find(self, shelf: dict[str, Document], name: str) -> Document:
        if name not in shelf:
            raise Refused("INVALID_RESOURCE_ID")
        return shelf[name]

    def book(self, entry: Entry) -> None:
        self.entries.append(entry)

    def balance(self, merchant: str, currency: str = "EUR") -> Decimal:
        """Return what the merchant (or ``PLATFORM``) has with PayPal now."""
        mine = (entry.net for entry in self.entries if (entry.merchant, entry.currency) == (merchant, currency))
        return sum(mine, Decimal(0))

    def balance_minor(self, merchant: str, currency: str = "EUR") -> int:
        return amounts.minor(self.balance(merchant, currency), currency)

    def tell(self, kind: str, resource: Document, *, resource_type: str, summary: str) -> None:
        """Remember an event with a copy of the resource as it is now, and give it to the post."""
        event_id = f"WH-{self.new_id(17)}-{self.new_id(17)}"
        event = {
            "id": event_id,
            "event_version": "1.0",
            "create_time": self.stamp(),
            "resource_type": resource_type,
            "resource_version": "2.0",
            "event_type": kind,
            "summary": summary,
            "resource": deepcopy(resource),
            "links": [{"href": f"/v1/notifications/webhooks-events/{event_id}", "rel": "self", "method": "GET"}],
        }
        self.events.append(event)
        self.announce(event)


def written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def read(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
