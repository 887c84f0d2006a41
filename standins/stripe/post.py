"""The post of both stand-ins: events wait in a queue, meet the faults that were ordered, and come again until taken."""

import http.client
import itertools
import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from .faults import Faults

RETRIES = (1, 2, 4, 8, 15, 30, 60, 60, 60, 60)  # seconds; the real ones take days over it
REORDER_WINDOW = 1.0  # seconds
REORDER_MOST = 20
logger = logging.getLogger(__name__)


@dataclass
class Delivery:
    event: dict[str, Any]
    endpoint: Any
    rank: int
    record: str = ""  # its id in a store that outlives a restart
    due: float = field(default_factory=time.monotonic)
    delayed: bool = False
    reordered: bool = False
    attempts: int = 0


class Post:
    """The queue, and a thread that works it off; without the thread (tests) ``flush`` does."""

    KIND = "type"  # the event's field that says what it is about

    def __init__(self, faults: Faults, endpoints: list[Any]) -> None:
        self.faults, self.endpoints = faults, endpoints
        self.log: list[tuple[str, str, int]] = []  # event id, what it is about, HTTP status
        self._queue: list[Delivery] = []
        self._count = itertools.count()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None

    # -- what a stand-in has of its own ---------------------------------------------------------------
    def carry(self, delivery: Delivery) -> int:
        """Sign it and take it there; return the HTTP status, 0 where nobody answers."""
        raise NotImplementedError

    def noted(self, event: dict[str, Any], endpoint: Any) -> str:
        """Write down that it waits, where that outlives a restart; return the record's id."""
        return ""

    def done_with(self, delivery: Delivery) -> None:
        """It was taken, or given up."""

    # -- into the queue -------------------------------------------------------------------------------
    def hand_in(self, event: dict[str, Any], endpoints: Iterable[Any]) -> None:
        for endpoint in endpoints:
            if not self.faults.take_webhook(event[self.KIND], "drop"):
                self._enqueue(event, endpoint)
                if self.faults.take_webhook(event[self.KIND], "duplicate"):
                    self._enqueue(event, endpoint)

    def _enqueue(self, event: dict[str, Any], endpoint: Any) -> None:
        delivery = Delivery(event, endpoint, next(self._count), self.noted(event, endpoint))
        if fault := self.faults.take_webhook(event[self.KIND], "delay"):
            delivery.due, delivery.delayed = delivery.due + fault.seconds, True
        with self._changed:
            if self.faults.take_webhook(event[self.KIND], "reorder"):
                delivery.due, delivery.reordered = delivery.due + REORDER_WINDOW, True
                self._wait_for(delivery)
            self._queue.append(delivery)
            self._changed.notify_all()

    def _wait_for(self, last: Delivery) -> None:
        """Those that came just before go together with this one, so that there is something to turn round."""
        together = [delivery for delivery in self._queue if delivery.reordered and not delivery.attempts]
        if len(together) < REORDER_MOST:
            for delivery in together:
                delivery.due = last.due

    def put_back(self, event: dict[str, Any], endpoint: Any, record: str) -> None:
        """What waited when the stand-in went down."""
        self._queue.append(Delivery(event, endpoint, next(self._count), record))

    # -- working it off -------------------------------------------------------------------------------
    def flush(self, *, delayed: bool = False) -> int:
        """Deliver here and now what is waiting (with ``delayed``, also what is held back), also what this causes.

        Returns how many were taken. What is refused is tried once more the next time.
        """
        taken, tried = 0, set()
        while batch := [d for d in self._queue if id(d) not in tried and (delayed or not d.delayed)]:
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
        self._thread = threading.Thread(target=self._work, name=type(self).__module__, daemon=True)
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
                now = time.monotonic()
                due = [delivery for delivery in self._queue if delivery.due <= now]
                if not due:
                    self._changed.wait(timeout=0.2)
                    continue
            for delivery in _in_order(due):
                if not self._stopped:
                    self._deliver(delivery, alone=True)

    def _deliver(self, delivery: Delivery, *, alone: bool = False) -> bool:
        """Whether it was taken. ``alone``: nobody waits for this thread, so what goes wrong is a line in the log."""
        kind = delivery.event[self.KIND]
        try:
            status = self.carry(delivery)
        except Exception:
            if not alone:
                raise
            logger.exception("%s broke at %s", delivery.endpoint, kind)
            status = 0
        self.log.append((delivery.event["id"], kind, status))
        taken = 200 <= status < 300
        delivery.attempts += 1
        if not taken and delivery.attempts <= len(RETRIES):
            delivery.due = time.monotonic() + RETRIES[delivery.attempts - 1]
            return False
        with self._changed:
            if delivery in self._queue:
                self._queue.remove(delivery)
        self.done_with(delivery)
        return taken


def _in_order(deliveries: list[Delivery]) -> list[Delivery]:
    kept = [delivery for delivery in deliveries if not delivery.reordered]
    turned = sorted((delivery for delivery in deliveries if delivery.reordered), key=lambda d: -d.rank)
    return kept + turned


def send(url: str, payload: bytes, headers: dict[str, str]) -> int:
    """POST it; return the HTTP status, 0 where nobody answers."""
    parts = urlsplit(url)
    kind: Any = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=30)
    try:
        connection.request("POST", parts.path or "/", payload, headers)
        response = connection.getresponse()
        response.read()
        return int(response.status)
    except OSError:
        return 0
    finally:
        connection.close()
