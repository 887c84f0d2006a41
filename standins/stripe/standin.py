"""The stand-in as one object: server, store, clock, faults and webhooks, started and stopped together."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import accounts, controls, pages
from .api import ROUTES
from .application import Application
from .clock import Clock
from .faults import Faults
from .routing import Request
from .running import Running
from .server import Server
from .store import Books, Store, Thing
from .webhooks import Deliver, Endpoint, Webhooks

SECRET, CONNECT_SECRET = "whsec_standin", "whsec_standin_connect"
_CLOCK = "_clock"


class StandIn(Running):
    """Stripe on `url`, from `with` to the end of it.

    `deliver` is a callable `(payload, signature, connect) -> HTTP status` (signed with SECRET and CONNECT_SECRET) or a
    list of endpoints. With `background` a thread delivers webhooks and lets time pass; without it, a test calls
    `flush()` when it wants them, in its own thread and so in its own database transaction.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        data: str | Path | None = None,
        deliver: Deliver | Sequence[Endpoint] = (),
        background: bool = True,
    ) -> None:
        self.clock = Clock()
        self.store = Store(self.clock, data)
        if kept := self.store.platform.find(_CLOCK, _CLOCK):
            self.clock.offset = kept["offset"]
        self.application = Application(self.store, self.faults, ROUTES)
        self.webhooks = Webhooks(self.store, self.faults, [])
        self.store.on_event = self.webhooks.accept
        self.deliver = deliver
        self.webhooks.restore()
        self.clock.on_advance(self._time_moved)
        self._server = Server(host, port, self.application)
        self.store.url = self._server.url
        self._background = background
        self._stopped = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    @property
    def faults(self) -> Faults:
        return self.store.faults

    @property
    def deliver(self) -> list[Endpoint]:
        return self.webhooks.endpoints

    @deliver.setter
    def deliver(self, to: Deliver | Sequence[Endpoint]) -> None:
        if callable(to):
            to = [Endpoint(to, SECRET), Endpoint(to, CONNECT_SECRET, connect=True)]
        self.webhooks.endpoints = list(to)

    @property
    def events(self) -> list[Thing]:
        """Every event there was, oldest first, of the platform and of all accounts."""
        with self.store.lock:
            every = [
                event for account in self.store.accounts_with("event") for event in self.store.at(account).all("event")
            ]
        return sorted(every, key=lambda event: event["_number"])

    # -- what Stripe, a bank or an owner would do -------------------------------------------------
    def open_account(self, *, active: bool = True, payouts: str = "manual", **params: Any) -> str:
        """The id of a new connected account, ready to take cards (or not: `active=False`).

        It is paid out when asked; with `payouts="daily"` by itself, as one that its owner opened is.
        """
        schedule = {"payouts": {"schedule": {"interval": payouts, "delay_days": 3}}}
        wish = {"type": "standard", "settings": schedule} | params
        with self._changing() as books:
            account = accounts.create(Request("POST", "/v1/accounts", wish), books)
            if active:
                accounts.activate(books, account, name="Pizzeria", iban="IT60X0542811101000000123456")
            return str(account["id"])

    def disconnect(self, account: str) -> None:
        """Its owner takes the platform's access away."""
        with self._changing() as books:
            accounts.disconnect(books, books.get("account", account))

    def dispute(self, charge: str, amount: int | None = None, reason: str = "fraudulent") -> Thing:
        with self._changing():
            return controls.dispute(self.store, charge, amount, reason)

    def decide_dispute(self, dispute: str, *, won: bool) -> Thing:
        with self._changing():
            return controls.decide(self.store, dispute, won=won)

    def settle_refund(self, refund: str, status: str = "succeeded") -> Thing:
        """What became of a pending refund, or of one that came back: `succeeded`, `failed`, `canceled`."""
        with self._changing():
            return controls.settle(self.store, refund, status)

    def pay_out(self, account: str, amount: int = 0) -> Thing:
        """To the account's bank: so much, or all there is, also what is pending."""
        with self._changing():
            return controls.pay_out(self.store, account, amount)

    def settle_payout(self, payout: str, status: str = "paid") -> Thing:
        """What became of a pay-out: `paid`, or `failed` (the bank sent it back)."""
        with self._changing():
            return controls.settle_out(self.store, payout, status)

    def authenticate(self, intent: str, *, passed: bool = True) -> Thing:
        """What the buttons of the 3-D Secure page do."""
        with self._changing():
            return pages.authenticate(self.store, intent, passed=passed)

    @contextmanager
    def _changing(self) -> Iterator[Books]:
        with self.store.lock:
            try:
                yield self.store.platform
            finally:
                self.store.commit()

    def reset(self) -> None:
        """As new: no objects, no faults, no endpoints, today's time."""
        self.webhooks.clear()
        self.store.clear()
        self.faults.clear()
        self.webhooks.endpoints = []
        self.clock.offset = 0

    def start(self) -> None:
        self._server.start()
        if self._background:
            self.webhooks.start()
            self._ticker.start()

    def stop(self) -> None:
        self._stopped.set()
        self.webhooks.stop()
        self._server.stop()
        if self._background:
            self._ticker.join()
        self.store.close()

    def _tick(self) -> None:
        while not self._stopped.wait(1.0):
            self.application.tick()

    def _time_moved(self) -> None:
        with self.store.lock:
            kept: dict[str, Any] | None = self.store.platform.find(_CLOCK, _CLOCK)
            kept = kept or self.store.platform.new(_CLOCK, _CLOCK, id=_CLOCK)
            kept["offset"] = self.clock.offset
        self.application.tick()
