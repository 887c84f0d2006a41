"""One request from its bytes to its answer: faults, then the API, the buyer's page or the controls."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from standins.paypal import disputes, pages, payments
from standins.paypal.api import Api
from standins.paypal.errors import MESSAGES, Refused
from standins.paypal.store import Document, Store
from standins.stripe.application import AFTER, BEFORE, Call, Reply
from standins.stripe.clock import Clock
from standins.stripe.faults import Faults

CONTROLS = "/_"  # as Stripe's stand-in has them


class Application:
    def __init__(self, store: Store, api: Api, faults: Faults, clock: Clock) -> None:
        self.store, self.api, self.faults, self.clock = store, api, faults, clock

    def answer(self, call: Call) -> Reply:
        try:
            if call.path.startswith(CONTROLS):
                return _json(200, self._control(call.path.removeprefix(CONTROLS), json.loads(call.body or b"{}")))
            if call.path == "/checkoutnow":
                return self._page(call)
            if call.path == "/disputes/":
                return self._resolution_centre(call)
        except Refused as refusal:
            return _json(refusal.status, refusal.body(secrets.token_hex(7)))
        return self._api(call)

    def _api(self, call: Call) -> Reply:
        if fault := self.faults.take_api(call.method, call.path, BEFORE):
            return _broken(fault.kind)
        if slow := self.faults.take_api(call.method, call.path, ("slow",)):
            time.sleep(slow.seconds)
        query = dict(parse_qsl(urlsplit(call.url).query))
        status, document = self.api.answer(call.method, call.path, query, call.headers, call.body)
        if fault := self.faults.take_api(call.method, call.path, AFTER):
            return _broken(fault.kind)
        return _json(status, document)

    def _page(self, call: Call) -> Reply:
        order_id = dict(parse_qsl(urlsplit(call.url).query)).get("token", "")
        with self.store.lock:
            if call.method == "GET":
                return _html(pages.approval(self.store, order_id))
            end = parse_qs(call.body.decode()).get("end", [""])[0]
            onward = pages.decide(self.store, order_id, end)
            self.store.keep()
            return Reply(303, headers={"Location": onward})

    def _resolution_centre(self, call: Call) -> Reply:
        with self.store.lock:
            said = ""
            if call.method == "POST":
                told = parse_qs(call.body.decode())
                said = disputes.press(self.store, told.get("id", [""])[0], told.get("deed", [""])[0])
                self.store.keep()
            return _html(disputes.resolution_centre(self.store, said=said))

    def _control(self, what: str, wish: Document) -> Any:
        """What a demo or a browser's test does by HTTP, and a test in this process by calling."""
        if what not in _CONTROLS:
            raise Refused("INVALID_RESOURCE_ID")
        with self.store.lock:
            done = _CONTROLS[what](self, wish)
            self.store.keep()
            return done

    def _faults(self, wish: Document) -> Any:
        self.faults.clear() if wish.get("clear") else self.faults.add(wish)
        return self.faults.listed()

    def _clock(self, wish: Document) -> Any:
        self.clock.advance(wish.get("advance", 0))
        return {"now": self.clock.now()}

    def _books(self, wish: Document) -> Any:
        return [asdict(entry) | {"net": entry.net} for entry in self.store.entries]


_CONTROLS: dict[str, Callable[[Application, Document], Any]] = {
    "faults": Application._faults,
    "clock": Application._clock,
    "books": Application._books,
    "orders/approve": lambda app, wish: {"go_on": pages.decide(app.store, wish["id"], wish.get("end", "pay"))},
    "captures/settle": lambda app, wish: payments.settle(app.store, wish["id"], denied=wish.get("denied", False)),
    "disputes/open": lambda app, wish: disputes.open_dispute(app.store, wish["capture"], amount=wish.get("amount", "")),
    "disputes/resolve": lambda app, wish: disputes.resolve_dispute(app.store, wish["id"], won=wish["won"]),
}


def _html(page: str) -> Reply:
    return Reply(200, page.encode(), {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"})


def _json(status: int, document: Any) -> Reply:
    body = b"" if document is None else json.dumps(document, indent=2, default=str).encode()
    return Reply(status, body, {"Content-Type": "application/json", "Paypal-Debug-Id": secrets.token_hex(7)})


def _broken(kind: str) -> Reply:
    if kind.startswith("reset"):
        return Reply(0, reset=True)
    if kind == "rate_limit":
        return _json(429, {"name": "RATE_LIMIT_REACHED", "message": "Too many requests.", "details": []})
    status = 401 if kind == "bad_key" else 500
    name, message = MESSAGES[status]
    return _json(status, {"name": name, "message": message, "debug_id": secrets.token_hex(7), "links": []})
