"""Signs events and takes them to whoever asked for them: those of the platform's own account, or of connected ones."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from .faults import Faults
from .listing import visible
from .post import Delivery, Post, send
from .store import Store, Thing

Deliver = Callable[[bytes, str, bool], int]  # payload, Stripe-Signature, of a connected account? -> HTTP status
KIND = "_delivery"


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
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature,
            "User-Agent": "Stripe/1.0",
        }
        return send(self.target, payload, headers)


class Webhooks(Post):
    """What waits is kept in the store, so it outlives a restart."""

    endpoints: list[Endpoint]

    def __init__(self, store: Store, faults: Faults, endpoints: list[Endpoint]) -> None:
        super().__init__(faults, endpoints)
        self.store = store

    def accept(self, event: Thing) -> None:
        """Takes an event into the queue of each endpoint that wants it. Called with the store's lock held."""
        wanted = [endpoint for endpoint in self.endpoints if endpoint.connect == bool(event.get("account"))]
        self.hand_in(event, wanted)
        event["pending_webhooks"] = len(wanted)

    def restore(self) -> None:
        """What was still to be delivered when the stand-in went down."""
        endpoints = {endpoint.name: endpoint for endpoint in self.endpoints}
        for record in reversed(self.store.platform.all(KIND)):
            event = self.store.at(record["account"]).find("event", record["event"])
            if event and record["endpoint"] in endpoints:
                self.put_back(event, endpoints[record["endpoint"]], record["id"])
            else:
                self.store.platform.remove(record)

    def noted(self, event: Thing, endpoint: Endpoint) -> str:
        told = {"event": event["id"], "account": event.get("account", ""), "endpoint": endpoint.name}
        return str(self.store.platform.new(KIND, "whd", **told)["id"])

    def carry(self, delivery: Delivery) -> int:
        payload = json.dumps(visible(delivery.event), indent=2).encode()
        endpoint: Endpoint = delivery.endpoint
        return endpoint.post(payload, signature(payload, endpoint.secret))

    def done_with(self, delivery: Delivery) -> None:
        with self.store.lock:
            if record := self.store.platform.find(KIND, delivery.record):
                self.store.platform.remove(record)
            self.store.commit()


def signature(payload: bytes, secret: str, at: int | None = None) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 of "time.payload" (real time: receivers check its age)."""
    at = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), b"%d.%s" % (at, payload), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
