"""One request from its bytes to its answer: key, account, faults, idempotency, types, handler, commit."""

import base64
import json
import logging
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from . import forms, params
from .errors import StripeError
from .faults import Faults
from .idempotency import Keys
from .listing import expanded
from .routing import Page, Request, Route, Routes
from .store import PLATFORM, Books, Store

logger = logging.getLogger(__name__)
BEFORE = ("error_before", "reset_before", "rate_limit", "bad_key")
AFTER = ("error_after", "reset_after")
NOT_STRIPES = ("key", "_stripe_account", "client_secret", "_stripe_version")  # of the browser's calls; not in the types


@dataclass
class Call:
    method: str
    url: str
    headers: dict[str, str]  # names in lower case
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def decoded(self) -> dict[str, Any]:
        """Query and body together."""
        if "json" in self.headers.get("content-type", ""):
            return dict(json.loads(self.body or b"{}"))
        return forms.decode(urlsplit(self.url).query) | forms.decode(self.body.decode())

    @property
    def key(self) -> str:
        """The API key, as bearer or as the user name of basic authentication."""
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            return base64.b64decode(value).decode().partition(":")[0]
        return value


@dataclass
class Reply:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False  # break the connection instead of answering


class Application:
    def __init__(self, store: Store, faults: Faults, routes: Routes) -> None:
        self.store, self.faults, self.routes = store, faults, routes
        self.keys = Keys()
        self.last_sweep = store.clock.now()
        for event_type, reaction in routes.reactions:
            store.reactions.setdefault(event_type, []).append(reaction)

    def answer(self, call: Call) -> Reply:
        request_id = f"req_{secrets.token_hex(7)}"
        try:
            reply = self._api(call, request_id) if call.path.startswith("/v1/") else self._page(call)
        except StripeError as error:
            reply = _json(error.status, expanded(self.store, error.body, []))
        except Exception:
            logger.exception("%s %s broke the stand-in", call.method, call.path)
            reply = _broken("error_before")
        reply.headers |= {"Request-Id": request_id}
        if "stripe-version" in call.headers:
            reply.headers["Stripe-Version"] = call.headers["stripe-version"]
        return reply

    def tick(self) -> None:
        """What happens by itself as time passes."""
        with self.store.lock:
            for tick in self.routes.ticks:
                tick(self.store)
            if self.store.clock.now() - self.last_sweep > 3600:
                self.last_sweep = self.store.clock.now()
                for account in self.store.accounts_with("_idempotency_key"):
                    self.keys.sweep(self.store.at(account))
            self.store.commit()

    # -- Stripe's API -----------------------------------------------------------------------------
    def _api(self, call: Call, request_id: str) -> Reply:
        given = call.decoded()
        match = self.routes.match(call.method, call.path)
        if match is None:
            raise StripeError(f"Unrecognized request URL ({call.method}: {call.path}).", status=404)
        route, ids = match
        browser = _check_key(call.key or given.get("key", ""), route)
        books = self._books(call.headers.get("stripe-account") or given.get("_stripe_account") or PLATFORM)
        if fault := self.faults.take_api(call.method, call.path, BEFORE):
            return _broken(fault.kind)
        if browser and route.shape is None:
            self._check_client_secret(books, ids, given)
        request = Request(call.method, call.path, given, books.account, browser, _origin(call))
        request.take_fault = lambda kind: self.faults.take_api(call.method, call.path, (kind,)) is not None
        key = call.headers.get("idempotency-key", "") if call.method == "POST" else ""
        reply = self._once(request, books, route, ids, key, request_id)
        if fault := self.faults.take_api(call.method, call.path, AFTER):
            if fault.kind == "error_after" and key and "Idempotent-Replayed" not in reply.headers:
                self._remember(books, key)
            return _broken(fault.kind)
        return reply

    def _remember(self, books: Books, key: str) -> None:
        """The request had begun, so its 500 is its answer from now on, though it was done
        (https://docs.stripe.com/api/idempotent_requests).
        """
        failed = _broken("error_after")
        with self.store.lock:
            self.keys.replace(books, key, (failed.status, json.loads(failed.body)))
            self.store.commit()

    def _once(
        self, request: Request, books: Books, route: Route, ids: dict[str, str], key: str, request_id: str
    ) -> Reply:
        """Runs the handler, or says again what this key was answered before."""
        fingerprint = [request.method, request.path, json.dumps(request.params, sort_keys=True)]
        if key:
            with self.store.lock:
                known = self.keys.begin(books, key, fingerprint)
            if known:
                return _json(*known, {"Idempotent-Replayed": "true", "Idempotency-Key": key})
        try:
            if slow := self.faults.take_api(request.method, request.path, ("slow",)):
                time.sleep(slow.seconds)
            with self.store.lock:
                self.store.request = {"id": request_id, "idempotency_key": key or None}
                return self._run(request, books, route, ids, key, fingerprint)
        finally:
            if key:
                with self.store.lock:
                    self.keys.end(books, key)

    def _run(
        self, request: Request, books: Books, route: Route, ids: dict[str, str], key: str, fingerprint: list[str]
    ) -> Reply:
        own = {name: value for name, value in request.params.items() if name not in NOT_STRIPES}
        request.params = _checked(route, own) if route.typed else own
        expand = request.params.pop("expand", [])
        try:
            answer = route.handler(request, books, **ids)
            status, body = 200, expanded(self.store, answer, expand)
        except StripeError as error:  # it was executed: the key keeps it, as at Stripe
            status, body = error.status, expanded(self.store, error.body, [])
        if key:
            self.keys.keep(books, key, fingerprint, (status, body))
        self.store.commit(write=request.method != "GET")
        return _json(status, body, {"Idempotency-Key": key} if key else {})

    def _books(self, account: str) -> Books:
        found = self.store.platform.find("account", account) if account else None
        if account and (found is None or found.get("_disconnected")):
            raise StripeError(
                f"The provided key does not have access to account '{account}' (or that account does not exist).",
                status=403,
                code="account_invalid",
            )
        return self.store.at(account)

    def _check_client_secret(self, books: Books, ids: dict[str, str], given: dict[str, Any]) -> None:
        """A browser may touch an intent only if it knows its secret."""
        with self.store.lock:
            for id in ids.values():
                thing = self.store.locate(id)
                holder = self.store.holder(id)
                ours = holder is not None and holder.account == books.account
                known = bool(thing and ours and thing.get("client_secret"))
                if not (known and thing and thing["client_secret"] == given.get("client_secret")):
                    raise StripeError(f"No such object: '{id}'", status=404, code="resource_missing", param="intent")

    # -- pages and controls -----------------------------------------------------------------------
    def _page(self, call: Call) -> Reply:
        match = self.routes.match(call.method, call.path)
        if match is None:
            return Reply(404, b"Not found", {"Content-Type": "text/plain"})
        route, ids = match
        request = Request(call.method, call.path, call.decoded(), origin=_origin(call))
        request.language = call.headers.get("accept-language", "en")
        with self.store.lock:
            self.store.request = {"id": None, "idempotency_key": None}
            answer = route.handler(request, self.store.platform, **ids)
            self.store.commit()
        if not isinstance(answer, Page):
            return _json(200, answer)
        body = answer.body if isinstance(answer.body, bytes) else answer.body.encode()
        return Reply(answer.status, body, {"Content-Type": answer.type, "Cache-Control": "no-store"} | answer.headers)


def _checked(route: Route, given: dict[str, Any]) -> dict[str, Any]:
    if route.shape:
        return params.shaped(given, route.shape)
    return params.check(route.method, route.pattern, given)


def _check_key(key: str, route: Route) -> bool:
    """Whether it is the browser's key. Raises 401 for none, 403 where only a secret key may."""
    if not key:
        raise StripeError("You did not provide an API key.", status=401)
    if key.startswith(("sk_test_", "rk_test_")):
        return False
    if not key.startswith("pk_test_"):
        raise StripeError(f"Invalid API Key provided: {key[:8]}****", status=401)
    if not route.browser:
        raise StripeError(
            "This API call cannot be made with a publishable API key.", status=403, code="secret_key_required"
        )
    return True


def _origin(call: Call) -> str:
    return f"http://{call.headers.get('host', 'localhost')}"


def _json(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(body, indent=2).encode(), {"Content-Type": "application/json"} | (headers or {}))


def _broken(kind: str) -> Reply:
    if kind.startswith("reset"):
        return Reply(0, reset=True)
    if kind == "rate_limit":
        error = StripeError("Too many requests in a short time.", status=429, code="rate_limit")
    elif kind == "bad_key":
        error = StripeError("Invalid API Key provided.", status=401)
    else:
        error = StripeError("An unknown error occurred.", status=500, type="api_error")
    return _json(error.status, error.body)
