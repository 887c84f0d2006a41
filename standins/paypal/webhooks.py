"""Events to whoever asked for them, signed, and again until they are taken; and the proof that one is PayPal's own."""

import base64
import hashlib
import hmac
import json
import time
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from standins.paypal.calls import Answer, Call
from standins.paypal.errors import Refused
from standins.paypal.store import Document
from standins.stripe.post import Delivery, Post, send

Deliver = Callable[[bytes, dict[str, str]], int]  # body, PAYPAL-TRANSMISSION-* headers -> HTTP status
_SECRET = b"a stand-in has no certificate"


@dataclass(frozen=True)
class Endpoint:
    """Where events go: a URL, or in tests a callable; and the webhook's id that is signed with them."""

    target: str | Deliver
    webhook_id: str

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        """Return the HTTP status, 0 where nobody answers."""
        return send(self.target, body, headers) if isinstance(self.target, str) else self.target(body, headers)


class Webhooks(Post):
    """PayPal's post, and its word on what it sent."""

    KIND = "event_type"

    def accept(self, event: Document) -> None:
        self.hand_in(event, self.endpoints)

    def carry(self, delivery: Delivery) -> int:
        body = json.dumps(delivery.event, separators=(",", ":")).encode()
        endpoint: Endpoint = delivery.endpoint
        return endpoint.post(body, headers(body, endpoint.webhook_id))

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
