"""Every address of a house, and what a role finds there."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

MATRIX = Path(__file__).parents[2] / "permissions.toml"
ROLES = {
    "pizzeria": ("guest", "customer", "courier", "kitchen", "cashier", "manager", "owner"),
    "platform": ("guest", "person", "owner", "hq", "admin"),
}
_SOME = {
    "uuid": "01a204dd-291b-7fea-8170-779369bf1c0a",
    "int": "1",
    "slug": "something",
    "str": "something",
    "path": "something",
}


def addresses(house: str) -> list[str]:
    """Return the patterns of a house as they are written, each once, without those of static files."""
    return list(dict.fromkeys(_walk(get_resolver(f"config.urls_{house}").url_patterns, "")))


def _walk(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        whole = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield whole
        else:
            yield from _walk(pattern.url_patterns, whole)


def matrix(house: str) -> list[tuple[str, tuple[str, ...], dict[str, str]]]:
    """Return the rows of the file: address, methods to ask, and role -> ok, login, 401, 403 or 404.

    A row may name a method (``"POST api/v1/orders/"``) where methods differ; the
    rest answer 405 to the methods they have not, which is no answer.
    """
    rows = []
    for key, row in tomllib.loads(MATRIX.read_text())[house].items():
        method, _, address = key.rpartition(" ")
        expected = dict(zip(ROLES[house], row.split(), strict=True))
        rows.append((address, (method.lower(),) if method else _methods(address), expected))
    return rows


def _methods(address: str) -> tuple[str, ...]:
    return ("get", "post", "patch", "delete") if address.startswith("api/") else ("get", "post")


def answers(browser: Client, address: str, methods: tuple[str, ...], number: int) -> set[str]:
    """Return what an address answers this browser, each request undone."""
    path = "/" + re.sub(r"<(\w+):\w+>", lambda found: _SOME[found[1]], address)
    found = set()
    for method in methods:
        client = Client(HTTP_HOST=browser.defaults["HTTP_HOST"], raise_request_exception=False)
        client.cookies.load({name: morsel.value for name, morsel in browser.cookies.items()})
        with transaction.atomic():
            # Every request from another address: this asks who may, not how often.
            answer = getattr(client, method)(path, REMOTE_ADDR=f"127.1.{number // 250}.{number % 250}")
            transaction.set_rollback(True)
        found.add(_meaning(answer))
    return found - {"405"}


def _meaning(answer: Any) -> str:
    if answer.status_code in (302, 303) and "/account/login/" in answer["Location"]:
        return "login"
    return str(answer.status_code) if answer.status_code in (401, 403, 404, 405, 500) else "ok"


def fits(expected: str, found: set[str]) -> bool:
    """Whether the answers are what the role should find; who may do something also meets rows that are not there."""
    return bool(found) and found <= ({"ok", "404"} if expected == "ok" else {expected})
