"""Two at once, between connections. Each lock has its negative control: with the lock off the race is shown to happen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import tenants
from shared_apps.billing.models import MerchantAccount
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.models import Order
from tenant_apps.payments import actions, asking, completing
from tenant_apps.payments.actions import refunding, starting, taking
from tenant_apps.payments.models import Call, Payment, Refund
from tests.races import AtOnce, kinds, meet_after
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, facts, filled_basket, wish
from tests.tenant_apps.payments.conftest import Desk, take_cards

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("busy_torino")]
PARALLEL, MANY = 50, 6
STAFF = Actor("staff", None, "counter")


@pytest.fixture
def desk(busy_torino: Any, standin: Any, stripe_client: Any, django_db_blocker: Any) -> Iterator[Desk]:
    """torino takes cards, committed; the test is inside."""
    with django_db_blocker.unblock(), tenants.inside(busy_torino):
        account = standin.open_account()
        take_cards(account)
        yield Desk(standin, stripe_client, account)
        with tenants.platform():
            MerchantAccount.objects.filter(pizzeria=busy_torino.id).delete()
            Entry.objects.filter(fact="MerchantAccountChanged").delete()


def unlocked(monkeypatch: pytest.MonkeyPatch, *models: Any) -> None:
    """These rows are read without a lock."""
    for model in models:
        rows = type(model.objects.all())
        monkeypatch.setattr(rows, "select_for_update", lambda self, **options: self.all())


def refunding_in_parallel(desk: Desk, order: Any, number: int, amount: int) -> list[Callable[[], Any]]:
    def ask_for(key: str) -> Callable[[], Any]:
        wanted = actions.RefundWish(extra=amount)
        return lambda: actions.request_refund(order, wish=wanted, key=key, by=STAFF, at=desk.at)

    return [ask_for(f"form {one}") for one in range(number)]


def test_fifty_refunds_at_once_never_exceed_what_was_taken(desk: Desk, at_once: AtOnce) -> None:
    order, payment = desk.captured()
    each = payment.captured // 20
    results = at_once(*refunding_in_parallel(desk, order, PARALLEL, each))
    assert kinds(results) == ["Refund"] * 20 + ["RefundTooMuch"] * (PARALLEL - 20)
    desk.follow()
    payment = desk.fresh(payment)
    assert payment.refunded == 20 * each <= payment.captured
    assert desk.ledger_balance() == desk.provider_balance()


def test_fifty_that_are_one_request_are_one_refund(desk: Desk, at_once: AtOnce) -> None:
    order, payment = desk.captured()
    wanted = actions.RefundWish(extra=100)
    same = lambda: actions.request_refund(order, wish=wanted, key="form", by=STAFF, at=desk.at)  # noqa: E731
    results = at_once(*[same] * PARALLEL)
    assert len({refund.id for refund in results}) == Refund.objects.count() == 1
    desk.follow()
    assert desk.fresh(payment).refunded == 100


def test_control_without_the_locks_more_is_promised_than_was_taken(
    desk: Desk, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, payment = desk.captured()
    unlocked(monkeypatch, Order, Payment)
    meet_after(monkeypatch, refunding, "left_of", 2)
    results = at_once(*refunding_in_parallel(desk, order, 2, payment.captured - 1))
    assert kinds(results) == ["Refund", "Refund"]
    assert sum(refund.amount for refund in Refund.objects.all()) > payment.captured


def test_what_more_was_promised_the_provider_still_refuses(
    desk: Desk, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also without our locks: two walls."""
    order, payment = desk.captured()
    with monkeypatch.context() as careless:
        unlocked(careless, Order, Payment)
        meet_after(careless, refunding, "left_of", 2)
        at_once(*refunding_in_parallel(desk, order, 2, payment.captured - 1))
    desk.follow()
    assert desk.fresh(payment).refunded == payment.captured - 1
    assert desk.ledger_balance() == desk.provider_balance()


def test_a_checkout_that_is_sent_twice_is_paid_once(desk: Desk, at_once: AtOnce) -> None:
    basket = filled_basket()
    given = {"wish": wish(tender="card"), "by": Actor.guest(), "at": desk.at, "key": "same"}
    orders = at_once(*[lambda: ordering.place_order(basket, **given)] * MANY)
    assert len({order.id for order in orders}) == Order.objects.count() == 1
    results = at_once(*[lambda: desk.begin(orders[0])] * MANY)
    assert set(kinds(results)) <= {"Payment", "ProviderAway"}  # the key is in flight: that browser tries again
    assert Payment.objects.count() == Call.objects.count() == 1
    assert len(desk.standin.store.at(desk.account).all("payment_intent")) == 1


def test_control_without_the_orders_lock_two_payments_are_begun(
    desk: Desk, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = desk.order()
    unlocked(monkeypatch, Order)
    meet_after(monkeypatch, starting.queries, "standing", 2)
    at_once(*[lambda: desk.begin(order)] * 2)
    assert Payment.objects.count() == 2


def asked(desk: Desk, verb: str = "capture") -> int:
    kept = desk.standin.store.at(desk.account).all("_idempotency_key")
    return sum(verb in key["fingerprint"][1] for key in kept)


def test_two_workers_at_once_ask_once(desk: Desk, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch) -> None:
    order, payment = desk.held()
    desk.accept(order)
    actions.capture_order(order, at=desk.at)
    made: list[Any] = []
    real = asking._make
    monkeypatch.setattr(asking, "_make", lambda call: (made.append(call.id), real(call)))
    at_once(*[lambda: completing.complete(at=desk.at)] * MANY)
    assert len(made) == asked(desk) == 1
    assert desk.fresh(payment).state == "captured"


def test_control_without_the_condition_both_workers_ask(
    desk: Desk, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, _payment = desk.held()
    desk.accept(order)
    actions.capture_order(order, at=desk.at)
    made: list[Any] = []
    real = asking._make
    monkeypatch.setattr(asking, "_make", lambda call: (made.append(call.id), real(call)))
    careless = lambda id, *, at: Call.objects.select_related("payment", "part").get(id=id)  # noqa: E731
    monkeypatch.setattr(asking.actions, "take_call", careless)
    at_once(*[lambda: completing.complete(at=desk.at)] * 2)
    assert len(made) == 2
    assert asked(desk) == 1  # the same key: the provider has still done it once
    assert taking.FIRST_WAIT


def test_the_post_and_the_browser_at_once_place_the_order_once(desk: Desk, at_once: AtOnce) -> None:
    order = desk.order()
    payment = desk.begin(order)
    desk.confirm(payment)
    because = actions.Because(event="evt_1", kind="payment_intent.amount_capturable_updated")
    results = at_once(
        *[lambda: asking.settle(payment, at=FRIDAY_EVENING)] * 3,
        *[lambda: asking.settle(payment, because=because, at=FRIDAY_EVENING)] * 3,
    )
    assert kinds(results) == ["Payment"] * 6
    assert facts(order.id).count("OrderPlaced") == facts(order.id).count("PaymentAuthorised") == 1
    assert desk.fresh(payment).version == 1


def test_what_was_seen_earlier_never_overwrites_what_was_seen_later(desk: Desk) -> None:
    """A slow answer of before the refund arrives after the one of after it."""
    from tenant_apps.payments.gateways import gateway_of

    order, payment = desk.captured()
    early, row = gateway_of("card").look(payment), desk.fresh(payment)
    refunding_in_parallel(desk, order, 1, 100)[0]()
    desk.follow()
    assert not actions.write_seen(row, early, at=desk.at)
    assert desk.fresh(payment).refunded == 100


def test_a_pending_refund_seen_late_does_not_come_back(desk: Desk) -> None:
    """Nothing but the state of a refund has changed: that is a change too."""
    from tenant_apps.payments.gateways import gateway_of

    order, payment = desk.held(card="pm_card_pendingRefund")
    desk.accept(order)
    desk.follow()
    refunding_in_parallel(desk, order, 1, 100)[0]()
    desk.follow()
    row = desk.fresh(payment)
    early = gateway_of("card").look(row)
    assert [refund.state for refund in early.refunds] == ["pending"]
    desk.standin.settle_refund(early.refunds[0].reference, "succeeded")
    desk.settle(payment)
    assert not actions.write_seen(row, early, at=desk.at)
    assert Refund.objects.get().parts.get().state == "settled"
