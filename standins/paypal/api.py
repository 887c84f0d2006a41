"""Which call does what, who may make it, and what a repeated PayPal-Request-Id is answered."""

import base64
import binascii
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from standins.paypal import disputes, orders, payments, refunds, reports
from standins.paypal.calls import Answer, Call
from standins.paypal.errors import Refused
from standins.paypal.store import Document, Store
from standins.paypal.webhooks import Webhooks

Handler = Callable[..., Answer]
TOKEN_LIVES = timedelta(hours=9)
KEYS_LIVE = timedelta(days=45)
_ORDERS, _AUTHORIZATIONS = "/v2/checkout/orders", "/v2/payments/authorizations"
_CAPTURES, _DISPUTES = "/v2/payments/captures", "/v1/customer/disputes"
_ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", _ORDERS, orders.create),
    ("GET", f"{_ORDERS}/(\\w+)", orders.show),
    ("POST", f"{_ORDERS}/(\\w+)/authorize", orders.authorize),
    ("POST", f"{_ORDERS}/(\\w+)/capture", orders.capture),
    ("GET", f"{_AUTHORIZATIONS}/(\\w+)", payments.show_authorization),
    ("POST", f"{_AUTHORIZATIONS}/(\\w+)/capture", payments.capture_authorization),
    ("POST", f"{_AUTHORIZATIONS}/(\\w+)/void", payments.void_authorization),
    ("POST", f"{_AUTHORIZATIONS}/(\\w+)/reauthorize", payments.reauthorize),
    ("GET", f"{_CAPTURES}/(\\w+)", payments.show_capture),
    ("POST", f"{_CAPTURES}/(\\w+)/refund", refunds.refund_capture),
    ("GET", "/v2/payments/refunds/(\\w+)", refunds.show_refund),
    ("GET", _DISPUTES, disputes.list_disputes),
    ("GET", f"{_DISPUTES}/([\\w-]+)", disputes.show_dispute),
    ("POST", f"{_DISPUTES}/([\\w-]+)/provide-evidence", disputes.provide_evidence),
    ("GET", "/v1/reporting/transactions", reports.transactions),
    ("GET", "/v1/reporting/balances", reports.balances),
]


class Api:
    """The whole API below one credential. ``answer`` is one request; the store's lock is held from check to act."""

    def __init__(self, store: Store, webhooks: Webhooks, *, client_id: str, client_secret: str, url: str) -> None:
        self.store, self.webhooks, self.url = store, webhooks, url
        self.client_id, self._client_secret = client_id, client_secret
        self._routes = [*_ROUTES, ("POST", "/v1/notifications/verify-webhook-signature", webhooks.verify)]

    def answer(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], raw: bytes
    ) -> tuple[int, Document | None]:
        """Return the HTTP status and the document. ``headers`` have their names in lower case."""
        try:
            if (method, path) == ("POST", "/v1/oauth2/token"):
                return self._token(headers, raw)
            self._check_token(headers)
            handler, names = self._route(method, path)
            call = Call(self.store, self.client_id, self.url, headers, query, _json(raw), raw)
            with self.store.lock:
                given = self._once(call, method, path, handler, names)
                if method == "POST":
                    self.store.keep()
            return given.status, given.shown(whole=call.wants_all)
        except Refused as refusal:
            return refusal.status, refusal.body(secrets.token_hex(7))

    def _route(self, method: str, path: str) -> tuple[Handler, tuple[str, ...]]:
        matches = [(its, found, handler) for its, how, handler in self._routes if (found := re.fullmatch(how, path))]
        if not matches:
            raise Refused("INVALID_RESOURCE_ID")
        for its, found, handler in matches:
            if its == method:
                return handler, found.groups()
        raise Refused("METHOD_NOT_SUPPORTED", status=405)

    def _once(self, call: Call, method: str, path: str, handler: Handler, names: tuple[str, ...]) -> Answer:
        """Do it, or when this PayPal-Request-Id did it before, show what became of that. A refusal uses up no id."""
        key, asked = call.request_id, (method, path, call.body)
        if method != "POST" or not key:
            return handler(call, *names)
        before = self.store.answered.get(key)
        if before and self.store.now() - before[2] <= KEYS_LIVE:
            if before[0] != asked:
                raise Refused("DUPLICATE_REQUEST_ID")
            answered: Answer = before[1]
            return replace(answered, status=200) if answered.document else answered
        given = handler(call, *names)
        self.store.answered[key] = (asked, given, self.store.now())
        return given

    # -- who asks ---------------------------------------------------------------------------------
    def _token(self, headers: dict[str, str], raw: bytes) -> tuple[int, Document]:
        if _basic(headers.get("authorization", "")) != (self.client_id, self._client_secret):
            return 401, {"error": "invalid_client", "error_description": "Client Authentication failed"}
        if parse_qs(raw.decode()).get("grant_type") != ["client_credentials"]:
            return 400, {"error": "unsupported_grant_type", "error_description": "Grant Type is NULL"}
        token = f"A21AA{secrets.token_urlsafe(40)}"
        self.store.tokens[token] = datetime.now(UTC) + TOKEN_LIVES  # real time: its holder has no other
        return 200, {
            "scope": "https://uri.paypal.com/services/checkout/one-click-with-merchant-issued-token",
            "access_token": token,
            "token_type": "Bearer",
            "app_id": "APP-STANDIN",
            "expires_in": int(TOKEN_LIVES.total_seconds()),
            "nonce": self.store.stamp(),
        }

    def _check_token(self, headers: dict[str, str]) -> None:
        token = headers.get("authorization", "").removeprefix("Bearer ")
        until = self.store.tokens.get(token)
        if until is None or datetime.now(UTC) >= until:
            raise Refused("INVALID_TOKEN", status=401)


def _basic(header: str) -> tuple[str, str]:
    try:
        name, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def _json(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError as error:
        raise Refused("MALFORMED_REQUEST_JSON") from error
