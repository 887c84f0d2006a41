"""Asking every address of a house, and what of an answer is the same from one asking to the next."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from itertools import zip_longest
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client

from pizzeria.order_flow import FLOW
from tests.shared_apps.accounts.url_table import addresses
from tests.tenants.isolation.world import Ids

# Which row an address is about. One that is not here must be put here: else nobody asked whose row it shows.
KINDS = {
    "menu/<uuid:id>/": "product",
    "menu/<uuid:id>/picture/<slug:version>.svg": "product",
    "menu/<uuid:id>/picture/<slug:version>.png": "product",
    "manage/menu/products/": "product",
    "manage/menu/categories/": "category",
    "manage/menu/sizes/": "size",
    "manage/menu/toppings/": "ingredient",
    "manage/menu/doughs/": "dough",
    "deals/": "deal",
    "manage/deals/": "deal",
    "manage/payments/orders/": "order",
    "manage/payments/refunds/": "refund",
    "manage/disputes/": "dispute",
    "manage/staff/invitations/": "invitation",
    "manage/staff/<uuid:id>/": "person",
    "manage/api/<str:client_id>/": "client",
    "account/addresses/": "address",
    "basket/lines/": "basket_line",
    "orders/": "order",
    "kitchen/orders/": "order",
    "kitchen/items/": "order_line",
    "kitchen/ingredients/": "ingredient",
    "kitchen/printers/": "printer",
    "kitchen/jobs/": "print_job",
    "counter/orders/": "order",
    "counter/new/": "call",
    "counter/payments/": "payment",
    "manage/cash/couriers/": "courier",
    "manage/closing/": "close",
    "manage/receipts/": "receipt",
    "courier/orders/": "order",
    "courier/dues/": "order",
    "api/v1/baskets/": "basket",
    "api/v1/orders/": "order",
    "api/v1/ingredients/": "ingredient",
}
# Theirs have tests of their own: links are signed, and passkeys have no rows in this world.
SIGNED = ("account/enter/", "account/invitation/", "account/2fa/webauthn/keys/")
VARIABLE = ("ETag", "Content-Length", "Expires", "Last-Modified")
_ID = re.compile(r"<(?:uuid|str|int):(\w+)>")
# The API refuses fields it does not know before it looks at any row: each address is sent its own.
_FIELDS = {
    "baskets/": "order_type",
    "baskets/<uuid:id>/": "order_type",
    "baskets/<uuid:id>/deals/": "deal picks",
    "lines/": "product size quantity note",
    "lines/<uuid:line>/": "quantity note",
    "api/v1/orders/": "basket order_type when name phone email tender expected_total note tip",
    **{f"{verb}/": "reason minutes" for verb in (*FLOW, "delay")},
    "reject/": "reason",
    "orders/<uuid:id>/edit/": "revision lines expected_total reason",
}
_VERBS = {
    "kitchen/items": "done",
    "courier": "dispatch",
    "manage/menu/draft": "undo",
    "manage/royalties/days": "2026-05-08",
    "manage/royalties": "2026-05",
}
_ONCE = [  # tokens against forgery, live tickets, the form's own key, marks and secrets made at random
    (re.compile(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"'), r"\1"),
    (re.compile(r"token=[\w.=-]+"), "token"),
    (re.compile(r'name="key" value="[^"]+"'), "key"),
    (re.compile(r"01[0-9a-f]{6}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}"), "<fresh id>"),
]


def kind_of(address: str) -> str | None:
    """Return the kind of row the address names, None for none, "unknown" for one nobody thought of."""
    if not _ID.search(address) or address.startswith(SIGNED):
        return None
    fitting = [start for start in KINDS if address.startswith(start)]
    return KINDS[max(fitting, key=len)] if fitting else "unknown"


def unknown(house: str) -> list[str]:
    return [address for address in addresses(house) if kind_of(address) == "unknown"]


def path(address: str, ids: Ids) -> str:
    """Return the address with these ids in it."""
    kind = kind_of(address)
    filled = address.replace("<uuid:line>", ids.basket_line)
    filled = _ID.sub(lambda found: getattr(ids, kind or "", "1"), filled)
    verb = next((verb for start, verb in _VERBS.items() if filled.startswith(start)), "accept")
    return "/" + re.sub(r"<slug:\w+>", verb, filled)


def body(ids: Ids) -> dict[str, Any]:
    """Return one body that says something to every form and every shape there is."""
    return {
        "product": ids.product, "size": None, "basket": ids.basket, "order_type": "collection", "quantity": 1,
        "name": "Mallory", "name_it": "changed", "name_en": "changed", "price": "9.00", "phone": "1", "role": "manager",
        "minutes": 15, "reason": "busy", "until": "today", "expected_total": "1.00", "tender": "cash",
        "tip": "0", "note": "changed",
        "email": f"{ids.person[:8]}@mallory.test", "when": None,
        "revision": 0, "lines": [{"product": ids.product}],
        "deal": ids.deal, "picks": [{"choice": ids.choice, "product": ids.product}],
    }  # fmt: skip


def api_body(address: str, ids: Ids) -> dict[str, Any]:
    """Return what of the body this address of the API knows; all of it where it takes anything."""
    said = body(ids)
    known = next((fields for end, fields in _FIELDS.items() if address.endswith(end)), " ".join(said))
    return {name: said[name] for name in known.split()}


class Asker:
    """Somebody with a browser and perhaps a bearer token, who asks with each method and undoes it again."""

    def __init__(self, host: str, *, cookies: dict[str, str] | None = None, headers: dict[str, str] | None = None):
        self.host, self.cookies, self.headers = host, cookies or {}, headers or {}
        self.asked = 0

    def ask(self, address: str, ids: Ids, *, while_there: Any = lambda: None) -> Iterator[tuple[str, Any]]:
        """Yield method and answer; ``while_there`` is called before effects are undone, where there may be any."""
        for method in ("get", "post", "patch", "delete") if address.startswith("api/") else ("get", "post"):
            client = Client(HTTP_HOST=self.host, raise_request_exception=False)
            client.cookies.load(self.cookies)
            self.asked += 1
            where = {"REMOTE_ADDR": f"127.2.{self.asked // 250}.{self.asked % 250}"}
            said = {name: value for name, value in body(ids).items() if value is not None}
            if address.startswith("api/") and method != "get":
                extra = {"data": json.dumps(api_body(address, ids)), "content_type": "application/json"}
            else:
                extra = {"data": said} if method == "post" else {}
            with transaction.atomic():
                answer = getattr(client, method)(path(address, ids), headers=self.headers, **extra, **where)
                text = whole(answer)
                if method != "get" or kind_of(address):
                    while_there()
                transaction.set_rollback(True)
            yield method, (answer.status_code, text)


def whole(answer: Any) -> str:
    """Return everything an answer says: its headers, cookies and body."""
    streamed = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = "\n".join(f"{name}: {value}" for name, value in answer.items() if name not in VARIABLE)
    return f"{told}\n{streamed.decode(errors='replace')}"


def plain(text: str, ids: Ids | None = None) -> str:
    """Return the text without what differs from one asking to the next, ``ids`` included."""
    for id in asdict(ids).values() if ids else ():
        text = text.replace(id, "<id>")
    for pattern, instead in _ONCE:
        text = pattern.sub(instead, text)
    return text


def difference(one: str, other: str) -> str:
    """Return the first lines that differ, for the message of a test."""
    pairs = zip_longest(one.splitlines(), other.splitlines(), fillvalue="")
    return next((f"{left.strip()[:300]!r} / {right.strip()[:300]!r}" for left, right in pairs if left != right), "")


def random_ids() -> Ids:
    return Ids(**{name: str(uuid4()) for name in Ids.__dataclass_fields__})
