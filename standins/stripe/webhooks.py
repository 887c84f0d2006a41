"""Signs events and takes them to whoever asked for them, again and again until they are taken."""

import hashlib
import hmac
import http.client
import itertools
import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from .faults import Faults
from .listing import visible
from .store import Store, Thing

Deliver = Callable[[bytes, str, bool], int]  # payload, Stripe-Signature, of a connected account? -> HTTP status
KIND = "_delivery"
RETRIES = (1, 2, 4, 8, 15, 30, 60, 60, 60, 60)  # seconds; Stripe takes days over it
REORDER_WINDOW = 1.0  # seconds
REORDER_MOST = 20
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Endpoint:
    """Where events go: a URL, or in tests a callable. `connect` is for events of connected accounts."""

    target: str | Deliver
    secret: str
    connect: bool = False

    @property
    def name(self) -> str:
        return self.target if isinstance(self.target, str) else f"callable:{self.connect}"

    def post(self, payload: bytes, signature: str) -> int:
        """The HTTP status, 0 where nobody answers."""
        if not isinstance(self.target, str):
            return self.target(payload, signature, self.connect)
        return _post(self.target, payload, signature)


@dataclass
class Delivery:
    id: str  # of the record in the store that outlives a restart
    event: Thing
    endpoint: Endpoint
    rank: int
    due: float = field(default_factory=time.monotonic)
    delayed: bool = False
    reordered: bool = False
    attempts: int = 0


class Webhooks:
    """The queue, and a thread that works it off; without the thread (tests) `flush` does."""

    def __init__(self, store: Store, faults: Faults, endpoints: list[Endpoint]) -> None:
        self.store, self.faults, self.endpoints = store, faults, endpoints
        self.log: list[tuple[str, str, int]] = []  # event id, endpoint, HTTP status
        self._queue: list[Delivery] = []
        self._count = itertools.count()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def accept(self, event: Thing) -> None:
        """Takes an event into the queue of each endpoint that wants it. Called with the store's lock held."""
        for endpoint in self.endpoints:
            if endpoint.connect == bool(event.get("account")) and not self.faults.take_webhook(event["type"], "drop"):
                self._enqueue(event, endpoint)
                if self.faults.take_webhook(event["type"], "duplicate"):
                    self._enqueue(event, endpoint)
        event["pending_webhooks"] = len([e for e in self.endpoints if e.connect == bool(event.get("account"))])

    def _enqueue(self, event: Thing, endpoint: Endpoint) -> None:
        record = self.store.platform.new(
            KIND, "whd", event=event["id"], account=event.get("account", ""), endpoint=endpoint.name
        )
        delivery = Delivery(record["id"], event, endpoint, next(self._count))
        if fault := self.faults.take_webhook(event["type"], "delay"):
            delivery.due, delivery.delayed = delivery.due + fault.seconds, True
        if self.faults.take_webhook(event["type"], "reorder"):
            delivery.due, delivery.reordered = delivery.due + REORDER_WINDOW, True
            self._wait_for(delivery)
        with self._changed:
            self._queue.append(delivery)
            self._changed.notify_all()

    def _wait_for(self, last: Delivery) -> None:
        """Those that came just before go together with this one, so that there is something to turn round."""
        together = [delivery for delivery in self._queue if delivery.reordered and not delivery.attempts]
        if len(together) < REORDER_MOST:
            for delivery in together:
                delivery.due = last.due

    def restore(self) -> None:
        """What was still to be delivered when the stand-in went down."""
        endpoints = {endpoint.name: endpoint for endpoint in self.endpoints}
        for record in reversed(self.store.platform.all(KIND)):
            event = self.store.at(record["account"]).find("event", record["event"])
            if event and record["endpoint"] in endpoints:
                self._queue.append(Delivery(record["id"], event, endpoints[record["endpoint"]], next(self._count)))
            else:
                self.store.platform.remove(record)

    # -- working it off ---------------------------------------------------------------------------
    def flush(self, *, delayed: bool = False) -> int:
        """Delivers here and now what is waiting (with `delayed`, also what is held back), also what this causes.

        Returns how many were taken. What is refused is tried once more the next time.
        """
        taken, tried = 0, set()
        while batch := [d for d in self._queue if id(d) not in tried and (delayed or not d.delayed)]:
            for delivery in _in_order(batch):
                tried.add(id(delivery))
                taken += self._deliver(delivery)
        return taken

    def waiting(self) -> int:
        return len(self._queue)

    def clear(self) -> None:
        with self._changed:
            self._queue, self.log = [], []

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="stripe-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread:
            self._thread.join(timeout=10)

    def _work(self) -> None:
        while not self._stopped:
            with self._changed:
                now = time.monotonic()
                due = [delivery for delivery in self._queue if delivery.due <= now]
                if not due:
                    self._changed.wait(timeout=0.2)
                    continue
            for delivery in _in_order(due):
                if not self._stopped:
                    self._deliver(delivery, alone=True)

    def _deliver(self, delivery: Delivery, *, alone: bool = False) -> bool:
        """Whether it was taken. `alone`: nobody waits for this thread, so what goes wrong is a line in the log."""
        payload = json.dumps(visible(delivery.event), indent=2).encode()
        try:
            status = delivery.endpoint.post(payload, signature(payload, delivery.endpoint.secret))
        except Exception:
            if not alone:
                raise
            logger.exception("%s broke at %s", delivery.endpoint.name, delivery.event["type"])
            status = 0
        self.log.append((delivery.event["id"], delivery.endpoint.name, status))
        taken = 200 <= status < 300
        delivery.attempts += 1
        if not taken and delivery.attempts <= len(RETRIES):
            delivery.due = time.monotonic() + RETRIES[delivery.attempts - 1]
            return False
        with self._changed:
            if delivery in self._queue:
                self._queue.remove(delivery)
        with self.store.lock:
            if record := self.store.platform.find(KIND, delivery.id):
                self.store.platform.remove(record)
            self.store.commit()
        return taken


def signature(payload: bytes, secret: str, at: int | None = None) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 of "time.payload" (real time: receivers check its age)."""
    at = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), b"%d.%s" % (at, payload), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _in_order(deliveries: list[Delivery]) -> list[Delivery]:
    kept = [delivery for delivery in deliveries if not delivery.reordered]
    turned = sorted((delivery for delivery in deliveries if delivery.reordered), key=lambda d: -d.rank)
    return kept + turned


def _post(url: str, payload: bytes, signed: str) -> int:
    parts = urlsplit(url)
    connection_class: Any = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = connection_class(parts.hostname, parts.port, timeout=30)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signed,
        "User-Agent": "Stripe/1.0",
    }
    try:
        connection.request("POST", parts.path or "/", payload, headers)
        response = connection.getresponse()
        response.read()
        return int(response.status)
    except OSError:
        return 0
    finally:
        connection.close()
