"""What anybody may send to the address for Stripe's events: only what Stripe signed lately is looked into, and looked up."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import tenants
from shared_apps.billing import merchants
from standins.stripe.webhooks import signature
from tenant_apps.payments.models import Payment, ProviderEvent
from tests.tenant_apps.ordering.conftest import facts, open_for_business
from tests.tenant_apps.payments.conftest import Desk, take_cards

PATH, SECRET = "/webhooks/stripe-connect/", "whsec_standin_connect"
Tell = Callable[..., int]


def event(payment: Any, account: str, **changes: Any) -> dict[str, Any]:
    """As Stripe writes it, about this payment's intent."""
    thing = {"id": payment.reference, "object": "payment_intent", "status": "succeeded", "amount_received": 99_999}
    usual = {
        "id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "account": account, "livemode": False,
        "data": {"object": thing}, "created": int(time.time()), "api_version": None,
    }  # fmt: skip
    return usual | changes


@pytest.fixture
def tell(desk: Desk, at_platform: Client) -> Tell:
    """``tell(event)``: the status with which the product answers it, signed a moment ago unless said otherwise."""

    def told(what: Any, *, signed: str | None = None, secret: str = SECRET, at: int | None = None) -> int:
        body = what if isinstance(what, bytes) else json.dumps(what).encode()
        head = signature(body, secret, at) if signed is None else signed
        headers = {"Stripe-Signature": head} if head else {}
        with tenants.platform():
            return at_platform.post(PATH, body, content_type="application/json", headers=headers).status_code

    return told


@pytest.fixture
def paid(desk: Desk) -> tuple[Any, Any]:
    """An order whose customer has paid, of which nobody here has heard."""
    order = desk.order()
    payment = desk.begin(order)
    desk.confirm(payment)
    return order, payment


def test_a_true_event_makes_us_look(desk: Desk, tell: Tell, paid: Any) -> None:
    order, payment = paid
    assert tell(event(payment, desk.account)) == 200
    assert desk.fresh(order).state == "placed"
    assert desk.fresh(payment).captured == 0  # what the event says of amounts is believed by nobody
    assert ProviderEvent.objects.get().payment_id == payment.id


@pytest.mark.parametrize(
    "signing",
    [
        {"signed": ""},
        {"signed": "t=1,v1=00"},
        {"signed": "nonsense"},
        {"secret": "whsec_standin"},  # that of the platform's own events
        {"at": int(time.time()) - 3_600},  # recorded an hour ago
    ],
)
def test_what_is_not_signed_as_it_must_be_is_thrown_away(
    desk: Desk, tell: Tell, paid: Any, signing: dict[str, Any]
) -> None:
    order, payment = paid
    assert tell(event(payment, desk.account), **signing) == 400
    assert desk.fresh(order).state == "unpaid"
    assert not ProviderEvent.objects.exists()


def test_a_body_that_was_changed_is_not_the_one_that_was_signed(desk: Desk, tell: Tell, paid: Any) -> None:
    _order, payment = paid
    body = json.dumps(event(payment, desk.account)).encode()
    assert tell(body + b" ", signed=signature(body, SECRET)) == 400


@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
def test_what_is_no_event_is_refused_also_when_it_is_signed(tell: Tell, body: bytes) -> None:
    assert tell(body) == 400


def test_an_event_of_the_other_mode_is_not_for_us(desk: Desk, tell: Tell, paid: Any) -> None:
    order, payment = paid
    assert tell(event(payment, desk.account, livemode=True)) == 200
    assert desk.fresh(order).state == "unpaid"


@pytest.mark.parametrize("account", ["acct_nobody", "", None])
def test_an_account_that_nobody_has_is_not_for_us(desk: Desk, tell: Tell, paid: Any, account: Any) -> None:
    order, payment = paid
    assert tell(event(payment, account)) == 200
    assert desk.fresh(order).state == "unpaid"


def test_an_account_of_roma_moves_nothing_in_napoli(desk: Desk, tell: Tell, paid: Any, roma: Any) -> None:
    order, payment = paid
    theirs = desk.standin.open_account()
    with tenants.inside(roma):
        open_for_business()
        take_cards(theirs)
    assert tell(event(payment, theirs)) == 200
    assert desk.fresh(order).state == "unpaid"
    assert desk.fresh(payment).state == "started"
    with tenants.inside(roma):
        assert not Payment.objects.exists()
        assert not ProviderEvent.objects.exists()


def test_told_twice_it_has_one_effect(desk: Desk, tell: Tell, paid: Any) -> None:
    order, payment = paid
    assert [tell(event(payment, desk.account)) for _again in range(3)] == [200, 200, 200]
    assert facts(order.id).count("OrderPlaced") == 1
    assert ProviderEvent.objects.count() == 1


def test_told_out_of_turn_it_comes_to_the_same(desk: Desk, webhooks: Any) -> None:
    desk.standin.faults.webhooks("reorder")
    order, payment = desk.captured()
    desk.client.v1.refunds.create(
        {"payment_intent": payment.reference, "amount": 100}, {"stripe_account": desk.account}
    )
    assert webhooks()
    payment = desk.fresh(payment)
    assert (payment.state, payment.refunded, desk.fresh(order).state) == ("captured", 100, "accepted")
    assert desk.ledger_balance() == desk.provider_balance()


def test_nobody_gets_anything_here(at_platform: Client, db: None) -> None:
    assert at_platform.get(PATH).status_code == 405


def test_a_body_without_end_is_not_read(desk: Desk, tell: Tell, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000
    assert tell(b" " * 3_000) in (400, 413)


def test_an_event_about_what_cannot_be_fetched_is_left_alone(desk: Desk, tell: Tell, paid: Any) -> None:
    order, payment = paid
    Payment.objects.filter(id=payment.id).update(reference="pi_gone")
    payment.refresh_from_db()
    assert tell(event(payment, desk.account)) == 200
    assert desk.fresh(order).state == "unpaid"


def test_an_event_about_a_payment_that_is_not_ours_is_left_alone(desk: Desk, tell: Tell, paid: Any) -> None:
    _order, payment = paid
    stranger = {"id": "pi_stranger", "object": "payment_intent"}
    assert tell(event(payment, desk.account, data={"object": stranger})) == 200
    assert not ProviderEvent.objects.exists()


def test_while_stripe_is_away_it_is_asked_to_tell_us_again(desk: Desk, tell: Tell, paid: Any, monkeypatch: Any) -> None:
    from tests.tenant_apps.payments.bank import quick_retries

    quick_retries(monkeypatch)
    order, payment = paid
    desk.standin.faults.api("error_before", "/v1/payment_intents/*", times=2)
    assert tell(event(payment, desk.account)) == 503
    assert not ProviderEvent.objects.exists()  # so it will count when it comes again
    assert tell(event(payment, desk.account)) == 200
    assert desk.fresh(order).state == "placed"


def test_the_event_is_kept_with_what_follows_from_it_or_not_at_all(
    desk: Desk, tell: Tell, paid: Any, monkeypatch: Any
) -> None:
    from tenant_apps.ordering import actions as ordering

    order, payment = paid

    def fails(*args: Any, **options: Any) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(ordering, "confirm_order", fails)
        with pytest.raises(RuntimeError):
            tell(event(payment, desk.account))
    assert not ProviderEvent.objects.exists()
    assert tell(event(payment, desk.account)) == 200
    assert desk.fresh(order).state == "placed"


def test_an_account_that_may_not_charge_any_more_offers_no_card(desk: Desk, tell: Tell, paid: Any) -> None:
    from standins.stripe import accounts
    from tenant_apps.shop import queries as shops

    books = desk.standin.store.platform
    accounts.restrict(books, books.get("account", desk.account))
    told = {"object": {"id": desk.account, "object": "account"}}
    assert tell(event(paid[1], desk.account, type="account.updated", data=told)) == 200
    assert "card" not in shops.the_shop().tenders


def test_an_account_that_has_cut_us_off_offers_no_card(desk: Desk, webhooks: Any, napoli: Any) -> None:
    from tenant_apps.shop import queries as shops

    desk.standin.disconnect(desk.account)
    assert webhooks()
    assert "card" not in shops.the_shop().tenders
    with tenants.platform():
        account = merchants.account_of(napoli.id, "stripe")
    assert account is not None and (account.reference, account.charges_enabled) == (desk.account, False)


def test_an_account_that_is_connected_again_when_we_hear_of_it_goes_on(desk: Desk, tell: Tell, paid: Any) -> None:
    from tenant_apps.shop import queries as shops

    about = {"object": {"id": "ca_us", "object": "application"}}
    assert tell(event(paid[1], desk.account, type="account.application.deauthorized", data=about)) == 200
    assert "card" in shops.the_shop().tenders


@pytest.mark.parametrize("body", [b"[]", b"7", b'"text"', b"null", b"{}", b'{"id": "evt_1", "object": "event"}'])
def test_what_is_signed_and_no_event_is_refused_in_words(tell: Tell, body: bytes) -> None:
    assert tell(body) in (200, 400)
