"""Each way in which a provider stutters, at each thing that it is asked: one effect there, nothing unknown after a minute.

The moments are those of the completer's runs; no real minute passes.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import queries as orders
from tenant_apps.payments import actions, asking, errors
from tenant_apps.payments.gateways import stripe as gateway
from tenant_apps.payments.models import Call, Payment, RefundPart
from tests.tenant_apps.payments.bank import BOTH_TRIES, complete_where_marked, minutes_of_workers, quick_retries
from tests.tenant_apps.payments.conftest import Desk

STAFF = Actor("staff", None, "counter")
MINUTE = (timedelta(seconds=15), timedelta(seconds=45), timedelta(seconds=60))
KINDS = ("error_before", "error_after", "reset_before", "reset_after", "rate_limit", "bad_key", "slow")
SLOW = 1.4
POST = ("delay", "duplicate", "reorder", "drop")
PATHS = {
    "create": "/v1/payment_intents",
    "capture": "/v1/payment_intents/*/capture",
    "void": "/v1/payment_intents/*/cancel",
    "refund": "/v1/refunds",
}


@pytest.fixture
def hasty(desk: Desk, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Where Stripe is slow the product waits a second for it, no longer; the client's own second try comes at once."""
    quick_retries(monkeypatch)
    if "slow" in request.node.name:
        monkeypatch.setattr(gateway, "SECONDS", 1.0)
    gateway._client.cache_clear()
    yield desk
    gateway._client.cache_clear()


def break_at(desk: Desk, kind: str, verb: str) -> None:
    times = 1 if kind in ("slow", "bad_key") else BOTH_TRIES  # the second try meets a key in flight; a 401 has none
    desk.standin.faults.api(kind, PATHS[verb], method="POST", times=times, seconds=SLOW)


def create(desk: Desk, break_it: Callable[[], None]) -> Payment:
    order = desk.order()
    break_it()
    with pytest.raises(errors.ProviderAway):
        desk.begin(order)
    return Payment.objects.get()


def capture(desk: Desk, break_it: Callable[[], None]) -> Payment:
    order, payment = desk.held()
    desk.accept(order)
    break_it()
    desk.follow()
    return payment


def void(desk: Desk, break_it: Callable[[], None]) -> Payment:
    order, payment = desk.held()
    ordering.reject_order(orders.order_for_staff(order.id), reason="Forno rotto", by=STAFF, at=desk.at)
    break_it()
    desk.follow()
    return payment


def refund(desk: Desk, break_it: Callable[[], None]) -> Payment:
    order, payment = desk.captured()
    actions.request_refund(order, wish=actions.RefundWish(extra=300), key="one", by=STAFF, at=desk.at)
    break_it()
    desk.follow()
    return payment


VERBS = {"create": create, "capture": capture, "void": void, "refund": refund}


def effects(desk: Desk, verb: str) -> int:
    """How often Stripe has done it."""
    books = desk.standin.store.at(desk.account)
    found = {
        "create": books.all("payment_intent"),
        "capture": books.all("balance_transaction", type="charge"),
        "void": books.all("payment_intent", status="canceled"),
        "refund": books.all("balance_transaction", type="refund"),
    }
    return len(found[verb])


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_stuttering_provider_does_it_once_and_we_know_it_in_a_minute(hasty: Desk, verb: str, kind: str) -> None:
    payment = VERBS[verb](hasty, lambda: break_at(hasty, kind, verb))
    assert Call.objects.open().filter(verb=verb).exists(), "the fault was not met"
    if kind == "slow":
        time.sleep(SLOW)  # Stripe has finished by the time that somebody looks
    minutes_of_workers(hasty, steps=MINUTE)
    payment = hasty.fresh(payment)
    assert effects(hasty, verb) == 1
    assert not Call.objects.open().exists()
    assert not RefundPart.objects.filter(state="reserved").exists()
    states = {"create": "started", "capture": "captured", "void": "voided", "refund": "captured"}
    assert (payment.state, payment.refunded) == (states[verb], 300 if verb == "refund" else 0)
    assert hasty.ledger_balance() == hasty.provider_balance()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("kind", POST)
def test_whatever_becomes_of_the_post_it_is_done_once(desk: Desk, webhooks: Any, verb: str, kind: str) -> None:
    desk.standin.faults.webhooks(kind, seconds=5)
    payment = VERBS[verb](desk, lambda: None) if verb != "create" else desk.held()[1]
    webhooks()
    minutes_of_workers(desk, steps=MINUTE)
    desk.standin.flush(delayed=True)
    assert effects(desk, verb) == 1
    assert not Call.objects.open().exists()
    assert desk.fresh(payment).captured == desk.intent(payment).amount_received
    assert desk.ledger_balance() == desk.provider_balance()


def test_a_payment_whose_browser_and_post_never_came_is_found_in_a_minute(desk: Desk, webhooks: Any) -> None:
    desk.standin.faults.webhooks("drop")
    order = desk.order()
    payment = desk.begin(order)
    desk.confirm(payment)
    webhooks()
    assert desk.fresh(order).state == "unpaid"
    minutes_of_workers(desk, steps=MINUTE)
    assert desk.fresh(order).state == "placed"


def test_asked_again_after_days_without_the_key_it_is_looked_at_first(hasty: Desk) -> None:
    """Stripe forgets a key after a day: whoever just asked again would pay back twice."""
    payment = refund(hasty, lambda: break_at(hasty, "error_after", "refund"))
    later = timedelta(days=3)
    hasty.standin.clock.advance(int(later.total_seconds()))
    hasty.at += later
    complete_where_marked(at=hasty.at)
    assert effects(hasty, "refund") == 1
    assert hasty.fresh(payment).refunded == 300
    assert not Call.objects.open().exists()


def test_a_refused_capture_of_what_somebody_captured_there_is_no_lost_payment(desk: Desk) -> None:
    from tests.tenant_apps.ordering.conftest import facts

    order, payment = desk.held()
    desk.accept(order)
    desk.client.v1.payment_intents.capture(payment.reference, {}, {"stripe_account": desk.account})
    desk.follow()
    assert desk.fresh(payment).state == "captured"
    assert "PaymentLost" not in facts(order.id)
    assert not Call.objects.open().exists()


def test_an_answer_that_cannot_be_looked_at_refuses_nothing(hasty: Desk) -> None:
    """The refund is made, then the account is closed to us: nobody may say that it failed."""
    order, _payment = hasty.captured()
    actions.request_refund(order, wish=actions.RefundWish(extra=300), key="one", by=STAFF, at=hasty.at)
    hasty.standin.faults.api("reset_before", PATHS["create"] + "/*", method="GET", times=None)
    hasty.follow()
    assert effects(hasty, "refund") == 1
    assert RefundPart.objects.get().state == "reserved"
    hasty.standin.faults.clear()
    minutes_of_workers(hasty, steps=MINUTE)
    assert RefundPart.objects.get().state == "settled"
    assert effects(hasty, "refund") == 1


@pytest.mark.parametrize("verb", ["capture", "void", "refund"])
def test_while_our_key_is_refused_nothing_is_given_up(desk: Desk, verb: str) -> None:
    """Neither asked nor looked at: somebody mends the key after hours, and everything comes about."""
    payment = VERBS[verb](desk, lambda: desk.standin.faults.api("bad_key", times=None))
    minutes_of_workers(desk, steps=MINUTE)
    assert Call.objects.open().filter(verb=verb).count() == 1
    assert not RefundPart.objects.filter(state="failed").exists()
    desk.standin.faults.clear()
    desk.at += timedelta(hours=1)
    complete_where_marked(at=desk.at)
    assert effects(desk, verb) == 1
    assert not Call.objects.open().exists()
    assert desk.fresh(payment).captured == desk.intent(payment).amount_received
    assert desk.ledger_balance() == desk.provider_balance()


def test_what_was_refused_at_the_start_is_begun_anew(desk: Desk) -> None:
    """A key is answered alike for a day: the next try needs another one."""
    from standins.stripe import accounts

    order = desk.order()
    books = desk.standin.store.platform
    account = books.get("account", desk.account)
    accounts.restrict(books, account)
    with pytest.raises(errors.ProviderRefused):
        desk.begin(order)
    account["charges_enabled"] = True
    payment = desk.begin(order)
    desk.confirm(payment)
    assert desk.settle(payment).state == "authorised"
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["authorised", "voided"]


def test_a_provider_is_never_asked_inside_a_transaction(desk: Desk) -> None:
    from django.db import transaction

    order = desk.order()
    payment = desk.begin(order)
    for act in (
        lambda: asking.begin(order, "card", user=None, by=STAFF, at=desk.at),
        lambda: asking.settle(payment, at=desk.at),
        lambda: asking.ask(payment.calls.get().id, at=desk.at),
    ):
        with transaction.atomic(), pytest.raises(RuntimeError, match="never asked inside"):
            act()


def test_the_client_sends_the_same_request_with_the_same_key(hasty: Desk) -> None:
    """Two attempts differ in nothing: Stripe refuses a key with other parameters."""
    create(hasty, lambda: break_at(hasty, "error_after", "create"))
    kept = hasty.standin.store.at(hasty.account).all("_idempotency_key")
    assert [key["id"] for key in kept] == [str(Call.objects.get().id)]
    minutes_of_workers(hasty, steps=MINUTE)
    assert len(hasty.standin.store.at(hasty.account).all("_idempotency_key")) == 1
