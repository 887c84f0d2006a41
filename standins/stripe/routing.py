"""Which handler answers which method and path. Each module has its own table; api.py lays them together."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .store import Books, Reaction, Store, Thing


@dataclass
class Request:
    """What a handler sees. `params` are checked and typed: integers are int, yes and no are bool."""

    method: str
    path: str
    params: Thing = field(default_factory=dict)
    account: str = ""
    browser: bool = False  # came with the publishable key
    origin: str = ""  # the stand-in's own address as the caller wrote it
    language: str = "en"
    take_fault: Callable[[str], bool] = lambda kind: False


@dataclass
class Page:
    """An answer that is no JSON."""

    body: str | bytes = ""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


def redirect(url: str) -> Page:
    return Page(status=303, headers={"Location": url})


Handler = Callable[..., Thing | Page]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True)
class Route:
    method: str
    pattern: str
    handler: Handler
    typed: bool  # the SDK has this operation: check its parameters against it
    browser: bool  # may also be called with a publishable key and the object's client_secret
    shape: type | None  # a call that only Stripe.js makes: its parameters; the handler checks the secret among them
    expression: re.Pattern[str]


class Routes(list[Route]):
    """A table of routes, reactions to events and things to do as time passes.

    `@routes.post("/v1/refunds/{id}/cancel")` decorates `handler(request, books, id)`; the answer is the object.
    Routes outside /v1 are not of Stripe's API, so they have no types to be checked against.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reactions: list[tuple[str, Reaction]] = []
        self.ticks: list[Callable[[Store], None]] = []

    def route(self, method: str, pattern: str, *, browser: bool = False, shape: type | None = None) -> Callable[[H], H]:
        expression = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern) + "$")

        def add(handler: H) -> H:
            typed = pattern.startswith("/v1/")
            self.append(Route(method, pattern, handler, typed, browser or shape is not None, shape, expression))
            return handler

        return add

    def get(self, pattern: str, **how: Any) -> Callable[[H], H]:
        return self.route("GET", pattern, **how)

    def post(self, pattern: str, **how: Any) -> Callable[[H], H]:
        return self.route("POST", pattern, **how)

    def delete(self, pattern: str, **how: Any) -> Callable[[H], H]:
        return self.route("DELETE", pattern, **how)

    def on(self, event_type: str) -> Callable[[Reaction], Reaction]:
        """`@routes.on("payment_intent.succeeded")` decorates `reaction(books, thing)`, run within the same request."""

        def add(reaction: Reaction) -> Reaction:
            self.reactions.append((event_type, reaction))
            return reaction

        return add

    def tick(self, what: Callable[[Store], None]) -> Callable[[Store], None]:
        """`@routes.tick` decorates `what(store)`, run when the clock moved and about once a second."""
        self.ticks.append(what)
        return what

    def match(self, method: str, path: str) -> tuple[Route, dict[str, Any]] | None:
        for route in self:
            if route.method == method and (found := route.expression.match(path)):
                return route, found.groupdict()
        return None


__all__ = ["Books", "Page", "Request", "Route", "Routes", "redirect"]
