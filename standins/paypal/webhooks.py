"""Events to whoever asked for them, signed, and again until they are taken; and the proof that one is PayPal's own."""

import base64
import hashlib
import hmac
import http.client
import json
import threading
import time
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from standins.paypal.calls import Answer, Call
from standins.paypal.errors import Refused
from standins.paypal.store import Document, Store
from standins.stripe.faults import Faults

Deliver = Callable[[bytes, dict[str, str]], int]  # body, PAYPAL-TRANSMISSION-* headers -> HTTP status
RETRIES = (1, 2, 4, 8, 15, 30, 60, 60, 60, 60)  # seconds; PayPal takes three days over it
REORDER_WINDOW = 1.0  # seconds
REORDER_MOST = 20
_SECRET = b"a stand-in has no certificate"


@dataclass(frozen=True)
class Endpoint:
    """Where events go: a URL, or in tests a callable; and the webhook's id that is signed with them."""

    target: str | Deliver
    webhook_id: str

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        """Return the HTTP status, 0 where nobody answers."""
        return _post(self.target, body, headers) if isinstance(self.target, str) else self.target(body, headers)


@dataclass
class Delivery:
    rank: int
    event: Document
    endpoint: Endpoint
    due: float = field(default_factory=time.monotonic)
    delayed: bool = False
    reordered: bool = False
    attempts: int = 0


class Webhooks:
    """The queue, and a thread that works it off; without the thread (tests) ``flush`` does."""

    def __init__(self, store: Store, faults: Faults, endpoints: list[Endpoint]) -> None:
        self.store, self.faults, self.endpoints = store, faults, endpoints
        self.log: list[tuple[str, str, int]] = []  # event id, event type, HTTP status
        self._queue: list[Delivery] = []
        self._changed = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def accept(self, event: Document) -> None:
        kind = event["event_type"]
        for endpoint in self.endpoints:
            if not self.faults.take_webhook(kind, "drop"):
                self._enqueue(event, endpoint)
                if self.faults.take_webhook(kind, "duplicate"):
                    self._enqueue(event, endpoint)

    def _enqueue(self, event: Document, endpoint: Endpoint) -> None:
        kind = event["event_type"]
        with self._changed:
            delivery = Delivery(len(self.store.events), event, endpoint)
            if fault := self.faults.take_webhook(kind, "delay"):
                delivery.due, delivery.delayed = delivery.due + fault.seconds, True
            if self.faults.take_webhook(kind, "reorder"):
                delivery.due, delivery.reordered = delivery.due + REORDER_WINDOW, True
                for other in self._queue:  # those that came just before go together with this one
                    if other.reordered and not other.attempts and delivery.rank - other.rank < REORDER_MOST:
                        other.due = delivery.due
            self._queue.append(delivery)
            self._changed.notify_all()

    def flush(self, *, delayed: bool = False) -> int:
        """Deliver now what is waiting (with ``delayed``, also what is held back) and what that causes.

        Returns how many were taken. What is refused is tried once more the next time.
        """
        taken, tried = 0, set()
        while batch := [entry for entry in self._queue if id(entry) not in tried and (delayed or not entry.delayed)]:
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
        self._thread = threading.Thread(target=self._work, name="paypal-webhooks", daemon=True)
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
                due = [delivery for delivery in self._queue if delivery.due <= time.monotonic()]
                if not due:
                    self._changed.wait(timeout=0.2)
                    continue
            for delivery in _in_order(due):
                if not self._stopped:
                    self._deliver(delivery)

    def _deliver(self, delivery: Delivery) -> bool:
        body = json.dumps(delivery.event, separators=(",", ":")).encode()
        status = delivery.endpoint.post(body, headers(body, delivery.endpoint.webhook_id))
        self.log.append((delivery.event["id"], delivery.event["event_type"], status))
        taken = 200 <= status < 300
        delivery.attempts += 1
        with self._changed:
            if not taken and delivery.attempts <= len(RETRIES):
                delivery.due = time.monotonic() + RETRIES[delivery.attempts - 1]
            elif delivery in self._queue:
                self._queue.remove(delivery)
        return taken

    def verify(self, call: Call) -> Answer:
        """Answer whether a transmission was ours, over the very bytes of ``webhook_event`` as they were sent."""
        asked: dict[str, Any] = call.body or {}
        fields = ("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time", "webhook_id")
        for name in (*fields, "webhook_event"):
            if not asked.get(name):
                raise Refused("MISSING_REQUIRED_PARAMETER", status=400, field=f"/{name}")
        if asked.keys() - {*fields, "webhook_event"}:
            raise Refused("UNKNOWN_PARAMETER", status=400)
        event = _as_sent(call.raw.decode(), "webhook_event").encode()
        wanted = _signature(asked["transmission_id"], asked["transmission_time"], asked["webhook_id"], event)
        good = hmac.compare_digest(wanted, asked["transmission_sig"])
        return Answer(200, {"verification_status": "SUCCESS" if good else "FAILURE"})


def headers(body: bytes, webhook_id: str) -> dict[str, str]:
    """The transmission's headers: an id, the (real) time and a signature over both, the webhook and the body."""
    name, moment = str(uuid.uuid4()), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {
        "Content-Type": "application/json",
        "User-Agent": "PayPal/AUHR-214.0-55000000",
        "PAYPAL-TRANSMISSION-ID": name,
        "PAYPAL-TRANSMISSION-TIME": moment,
        "PAYPAL-TRANSMISSION-SIG": _signature(name, moment, webhook_id, body),
        "PAYPAL-CERT-URL": "https://api.paypal.com/v1/notifications/certs/CERT-STANDIN",
        "PAYPAL-AUTH-ALGO": "SHA256withRSA",
    }


def _signature(name: str, moment: str, webhook_id: str, body: bytes) -> str:
    """PayPal signs ``id|time|webhook|crc32(body)`` with its certificate's key; this one with a secret of its own."""
    signed = f"{name}|{moment}|{webhook_id}|{zlib.crc32(body)}".encode()
    return base64.b64encode(hmac.new(_SECRET, signed, hashlib.sha256).digest()).decode()


def _as_sent(text: str, name: str) -> str:
    """Cut the value of a top-level member out of a JSON text, unchanged to the byte."""
    decoder = json.JSONDecoder()
    at = text.index("{") + 1
    while True:
        at = _skip(text, at, ", \t\r\n")
        key, at = decoder.raw_decode(text, at)
        at = _skip(text, at, ": \t\r\n")
        _value, end = decoder.raw_decode(text, at)
        if key == name:
            return text[at:end]
        at = end


def _skip(text: str, at: int, blanks: str) -> int:
    while text[at] in blanks:
        at += 1
    return at


def _in_order(deliveries: list[Delivery]) -> list[Delivery]:
    kept = [delivery for delivery in deliveries if not delivery.reordered]
    turned = sorted((delivery for delivery in deliveries if delivery.reordered), key=lambda entry: -entry.rank)
    return kept + turned


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    kind: Any = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=30)
    try:
        connection.request("POST", parts.path or "/", body, headers)
        response = connection.getresponse()
        response.read()
        return int(response.status)
    except OSError:
        return 0
    finally:
        connection.close()
