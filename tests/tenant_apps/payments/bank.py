"""Around a card payment whatever can happen: a process that dies, a provider that stutters, time that passes.

The product is killed by an exception that nothing catches, at the places at which a crash leaves the most behind.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import stripe
from django.db import transaction

import tenants
from shared_apps.billing import payment_work
from shared_apps.journal.facts import Actor
from tenant_apps.payments import actions, completing
from tenant_apps.payments.gateways.stripe import GATEWAY

VERBS = ("begin", "capture", "void", "refund")
PLACES = ("before_call", "after_call", "before_write", "in_write")
FAULTS = ("error_before", "error_after", "reset_before", "reset_after", "rate_limit", "bad_key")
TIPPED = {"order_type": "delivery", "address": "Via Toledo 1, Napoli", "tip": Decimal("1.50")}
# Two calls meet it: the client's own second try, too.
BOTH_TRIES = 2


class Killed(BaseException):
    """kill -9, as far as one process can do it to itself: no handler runs, what was not committed is gone."""


class Reaper:
    """Kills the product once, at the place it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.place, self.killed = "", 0
        for verb in VERBS:
            monkeypatch.setattr(GATEWAY, verb, self._around(getattr(GATEWAY, verb)), raising=False)
        monkeypatch.setattr(actions, "write_seen", self._write(actions.write_seen))

    def arm(self, place: str) -> None:
        self.place = place

    def calm(self) -> None:
        self.place = ""

    @contextmanager
    def survived(self) -> Iterator[None]:
        """What is done here may be killed in the middle; whoever asked finds a dead line."""
        try:
            yield
        except Killed:
            self.killed += 1

    def _strike(self, place: str) -> None:
        if self.place == place:
            self.place = ""
            raise Killed(place)

    def _around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **options: Any) -> Any:
            self._strike("before_call")
            answer = call(*args, **options)
            self._strike("after_call")
            return answer

        return called

    def _write(self, write: Callable[..., bool]) -> Callable[..., bool]:
        def written(*args: Any, **options: Any) -> bool:
            self._strike("before_write")
            with transaction.atomic():
                done = write(*args, **options)
                self._strike("in_write")
            return done

        return written


@contextmanager
def undisturbed(standin: Any) -> Iterator[None]:
    """What a browser or a bank does at the provider is not what the faults are for."""
    kept, standin.faults._api = standin.faults._api, []
    try:
        yield
    finally:
        standin.faults._api = kept


@contextmanager
def rolled_back() -> Iterator[None]:
    """As pytest-django's transaction around a test: whoever asks a provider in here is not inside one of their own."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's own second try comes at once."""
    monkeypatch.setattr(stripe._http_client.HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(stripe._http_client.HTTPClient, "MAX_DELAY", 0)


def complete_where_marked(*, at: datetime) -> None:
    """The completer as beat and its workers run it: nobody comes where the platform has no mark that is due."""
    if tenants.current().id in payment_work.marked(at=at):
        completing.visit(at=at)


def minutes_of_workers(desk: Any, *, steps: tuple[timedelta, ...]) -> None:
    """The completer at each of these moments from now, and what the relay does after it."""
    begun = desk.at
    for step in steps:
        desk.at = begun + step
        complete_where_marked(at=desk.at)
        desk.follow()


def came_back(desk: Any, *names: str) -> None:
    """A tipped order, all of whose money was given back and could not go."""
    order, payment = desk.captured(*names, **TIPPED)
    wish = actions.RefundWish(extra=payment.captured)
    refund = actions.request_refund(order, wish=wish, key="came back", by=Actor("staff", None, "counter"), at=desk.at)
    desk.follow()
    desk.standin.settle_refund(refund.parts.get().reference, "failed")
    desk.settle(payment)
    desk.follow()
