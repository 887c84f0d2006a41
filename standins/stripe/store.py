"""All that the stand-in knows: plain dicts in Stripe's shapes, by account and kind."""

import copy
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import stripe

from .clock import Clock
from .database import Database, Key
from .errors import missing
from .faults import Faults

Thing = dict[str, Any]
Reaction = Callable[["Books", Thing], None]
PLATFORM = ""


class Store:
    """Every account's books under one lock. `commit` writes what was touched and hands the new events on."""

    def __init__(self, clock: Clock, path: str | Path | None = None) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.reactions: dict[str, list[Reaction]] = {}
        self.faults = Faults()
        self.url = ""  # where the stand-in's pages are
        self.on_event: Callable[[Thing], None] = lambda event: None
        self.request: dict[str, str | None] = {"id": None, "idempotency_key": None}
        self._shelves: dict[tuple[str, str], dict[str, Thing]] = {}
        self._where: dict[str, tuple[str, str]] = {}
        self._touched: set[Key] = set()
        self._new_events: list[Thing] = []
        self._database = Database(path) if path else None
        for (account, kind, id), thing in self._database.read() if self._database else ():
            self._place((account, kind, id), thing)
        self._events_so_far = sum(len(shelf) for (_, kind), shelf in self._shelves.items() if kind == "event")

    def next_number(self) -> int:
        """Events in the order in which they happened, also where two have the same second."""
        self._events_so_far += 1
        return self._events_so_far

    def shelf(self, account: str, kind: str) -> dict[str, Thing]:
        return self._shelves.setdefault((account, kind), {})

    def accounts_with(self, kind: str) -> list[str]:
        return [account for account, of_kind in list(self._shelves) if of_kind == kind]

    def at(self, account: str | None) -> "Books":
        return Books(self, account or PLATFORM)

    @property
    def platform(self) -> "Books":
        return self.at(PLATFORM)

    def holder(self, id: str) -> "Books | None":
        """The books in which the thing with this id stands."""
        place = self._where.get(id)
        return self.at(place[0]) if place else None

    def locate(self, id: str) -> Thing | None:
        """A thing of any kind by its id, in whichever books it stands."""
        place = self._where.get(id)
        return self._shelves[place].get(id) if place else None

    def put(self, key: Key, thing: Thing) -> None:
        self._place(key, thing)
        self._touched.add(key)

    def _place(self, key: Key, thing: Thing) -> None:
        account, kind, id = key
        self.shelf(account, kind)[id] = thing
        if not kind.startswith("_"):  # a caller's idempotency key may read like the id of something
            self._where[id] = (account, kind)

    def drop(self, key: Key) -> None:
        account, kind, id = key
        self.shelf(account, kind).pop(id, None)
        if self._where.get(id) == (account, kind):
            del self._where[id]
        self._touched.add(key)

    def touch(self, key: Key) -> None:
        self._touched.add(key)

    def queue_event(self, event: Thing) -> None:
        self._new_events.append(event)

    def commit(self, *, write: bool = True) -> None:
        """Let the new events go out and keep what changed (`write=False`: it was only read). Call it with the lock held."""
        events, self._new_events = self._new_events, []
        for event in events:
            self.on_event(event)
        touched, self._touched = self._touched, set()
        if self._database and touched and write:
            self._database.write({key: self.shelf(key[0], key[1]).get(key[2]) for key in touched})

    def clear(self) -> None:
        """As on the first day (tests)."""
        with self.lock:
            self._touched |= {(account, kind, id) for (account, kind), shelf in self._shelves.items() for id in shelf}
            self._shelves, self._where, self._new_events = {}, {}, []
            self.commit()

    def close(self) -> None:
        if self._database:
            self._database.close()


class Books:
    """What one account has: the platform's ("") or a connected account's."""

    def __init__(self, store: Store, account: str) -> None:
        self.store = store
        self.account = account

    @property
    def now(self) -> int:
        return self.store.clock.now()

    @property
    def platform(self) -> "Books":
        return self.store.platform

    def new(self, kind: str, prefix: str, **fields: Any) -> Thing:
        """A new object of this kind with an id of its own (`prefix_…`, or the `id` given), kept at once."""
        id = fields.pop("id", None) or f"{prefix}_{secrets.token_hex(12)}"
        thing = {"id": id, "object": kind, "created": self.now, "livemode": False, **fields}
        self.store.put((self.account, kind, thing["id"]), thing)
        return thing

    def find(self, kind: str, id: str) -> Thing | None:
        """The object, or None. What is found may be changed in place: it is written at the end of the request."""
        thing = self.store.shelf(self.account, kind).get(id)
        if thing is not None:
            self.store.touch((self.account, kind, id))
        return thing

    def get(self, kind: str, id: str, param: str = "id") -> Thing:
        """The object. Raises Stripe's 404 `resource_missing`."""
        thing = self.find(kind, id)
        if thing is None:
            raise missing(kind, id, param)
        return thing

    def all(self, kind: str, **equal: Any) -> list[Thing]:
        """Newest first, only those whose fields equal what is given. To change one, `touch` it."""
        things = reversed(list(self.store.shelf(self.account, kind).values()))
        return [thing for thing in things if all(thing.get(key) == value for key, value in equal.items())]

    def touch(self, thing: Thing) -> None:
        self.store.touch((self.account, thing["object"], thing["id"]))

    def remove(self, thing: Thing) -> Thing:
        self.store.drop((self.account, thing["object"], thing["id"]))
        return {"id": thing["id"], "object": thing["object"], "deleted": True}

    def emit(self, type: str, thing: Thing, previous: Thing | None = None) -> Thing:
        """An event about the thing as it is now; the stand-in's own reactions to it run at once."""
        data: Thing = {"object": copy.deepcopy(thing)}
        if previous is not None:
            data["previous_attributes"] = previous
        owner = {"account": self.account} if self.account else {}
        event = self.new(
            "event", "evt", type=type, data=data, api_version=stripe.api_version, pending_webhooks=0,
            request=dict(self.store.request), _number=self.store.next_number(), **owner,
        )  # fmt: skip
        self.store.queue_event(event)
        for reaction in self.store.reactions.get(type, ()):
            reaction(self, thing)
        return event
