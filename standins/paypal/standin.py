"""The stand-in as one object: server, store, clock, faults and webhooks, started and stopped together."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from standins.paypal import disputes, orders, payments, refunds
from standins.paypal.api import Api
from standins.paypal.application import Application
from standins.paypal.calls import Call
from standins.paypal.store import Document, Store
from standins.paypal.webhooks import Deliver, Endpoint, Webhooks
from standins.stripe.clock import Clock
from standins.stripe.faults import Faults
from standins.stripe.running import Running
from standins.stripe.server import Server

CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID = "standin-client", "standin-secret", "WH-STANDIN"


class StandIn(Running):
    """PayPal on ``url``, from ``with`` to the end of it.

    ``data`` is a file that outlives a restart (the post does not). ``deliver`` is a callable
    ``(body, headers) -> HTTP status`` (signed for WEBHOOK_ID) or a list of endpoints. With ``background`` a thread delivers
    webhooks; without it, a test calls ``flush()`` when it wants them, in its own thread and so in its own transaction.
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
        self.clock, self.faults = Clock(), Faults()
        self.store = Store(
            now=lambda: datetime.fromtimestamp(self.clock.now(), UTC), kept_in=Path(data) if data else None
        )
        self.store.restore()
        self.clock.offset = self.store.clock_offset
        self.clock.on_advance(self._time_moved)
        self.webhooks = Webhooks(self.faults, [])
        self.deliver = deliver
        self.store.announce = self.webhooks.accept
        self.api = Api(self.store, self.webhooks, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, url="")
        self._server = Server(host, port, Application(self.store, self.api, self.faults, self.clock))
        self.api.url = self._server.url
        self._background = background

    @property
    def deliver(self) -> list[Endpoint]:
        return self.webhooks.endpoints

    @deliver.setter
    def deliver(self, to: Deliver | Sequence[Endpoint]) -> None:
        self.webhooks.endpoints = [Endpoint(to, WEBHOOK_ID)] if callable(to) else list(to)

    @property
    def events(self) -> list[Document]:
        """Every event there was, oldest first."""
        return list(self.store.events)

    # -- what happens on PayPal's side ---------------------------------------------------------------
    def approve(self, order_id: str, *, funding: str = "good") -> None:
        """The buyer agrees; the wallet then is good, declined or pending."""
        with self.store.lock:
            orders.approve(self.store, order_id, funding=funding)

    def settle(self, capture_id: str, *, denied: bool = False) -> None:
        """A pending capture clears, or is denied."""
        payments.settle(self.store, capture_id, denied=denied)

    def refund(self, capture_id: str, *, value: str = "", currency: str = "EUR") -> str:
        """The merchant gives money back on PayPal's own pages (all that is left when no value is said); the refund's id."""
        body = {"amount": {"currency_code": currency, "value": value}} if value else {}
        with self.store.lock:
            call = Call(self.store, CLIENT_ID, self.url, headers={}, query={}, body=body)
            return str(refunds.give_back(call, capture_id, body)["id"])

    def open_dispute(self, capture_id: str, *, amount: str = "") -> str:
        """The buyer complains; returns the dispute's id."""
        return str(disputes.open_dispute(self.store, capture_id, amount=amount)["dispute_id"])

    def resolve_dispute(self, dispute_id: str, *, won: bool) -> None:
        disputes.resolve_dispute(self.store, dispute_id, won=won)

    def balance(self, merchant: str, currency: str = "EUR") -> int:
        """Return a merchant's balance in cents; that of the platform's fees is ``PLATFORM``'s."""
        return self.store.balance_minor(merchant, currency)

    # -- its life ------------------------------------------------------------------------------------
    def reset(self) -> None:
        """As new: no orders, no faults, today's time."""
        self.webhooks.clear()
        self.store.clear()
        self.faults.clear()
        self.webhooks.endpoints = []
        self.clock.offset = self.store.clock_offset = 0

    def _time_moved(self) -> None:
        with self.store.lock:
            self.store.clock_offset = self.clock.offset
            self.store.keep()

    def start(self) -> None:
        self._server.start()
        if self._background:
            self.webhooks.start()

    def stop(self) -> None:
        self.webhooks.stop()
        self._server.stop()
