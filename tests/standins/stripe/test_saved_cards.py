"""The cards a customer keeps: whom the card form shows them to, what it may do with them, and what it may not."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
import stripe

from standins.stripe import StandIn
from tests.standins.stripe.acts import authorise

ALL = {
    "payment_method_redisplay": "enabled",
    "payment_method_remove": "enabled",
    "payment_method_save": "enabled",
    "payment_method_save_usage": "on_session",
}


@dataclass
class Form:
    """A customer of an account, and the calls that the card form makes for them with the publishable key."""

    url: str
    client: stripe.StripeClient
    account: str
    customer: str

    @property
    def on(self) -> Any:
        return {"stripe_account": self.account}

    def session(self, **features: Any) -> str:
        element = {"enabled": True, "features": ALL | features}
        wish: Any = {"customer": self.customer, "components": {"payment_element": element}}
        return self.client.v1.customer_sessions.create(wish, self.on).client_secret

    def call(self, method: str, path: str, *, account: str = "", **params: str) -> Any:
        browser = stripe.StripeClient("pk_test_x", base_addresses={"api": self.url}, max_network_retries=0)
        answer: Any = browser.raw_request(method, path, stripe_account=account or self.account, **params).data
        return answer["customer"]["payment_methods"] if method == "get" else answer

    def shown(self, secret: str, **more: str) -> list[Any]:
        return self.call("get", "/v1/elements/sessions", customer_session_client_secret=secret, **more)

    def remove(self, card: str, secret: str, **more: str) -> Any:
        path = f"/v1/elements/payment_methods/{card}/detach"
        return self.call("post", path, customer_session_client_secret=secret, **more)

    def keep(self, card: str = "pm_card_visa", *, shown: str = "always") -> str:
        kept = self.client.v1.payment_methods.attach(card, {"customer": self.customer}, self.on)
        allowed: Any = {"allow_redisplay": shown}
        return self.client.v1.payment_methods.update(kept.id, allowed, self.on).id


@pytest.fixture
def giulia(standin: StandIn, stripe_client: stripe.StripeClient, shop_account: str) -> Form:
    return customer_of(standin, stripe_client, shop_account)


def customer_of(standin: StandIn, client: stripe.StripeClient, account: str) -> Form:
    made = client.v1.customers.create({}, {"stripe_account": account})
    return Form(standin.url, client, account, made.id)


def test_the_form_shows_brand_digits_and_expiry_the_newest_card_first(giulia: Form) -> None:
    visa, master = giulia.keep(), giulia.keep("pm_card_mastercard")
    seen = giulia.shown(giulia.session())
    assert [card["id"] for card in seen] == [master, visa]
    assert [(card["card"]["brand"], card["card"]["last4"], card["card"]["exp_year"]) for card in seen] == [
        ("mastercard", "4444", 2034),
        ("visa", "4242", 2034),
    ]
    assert "5555555555554444" not in json.dumps(seen)


def test_a_number_kept_twice_is_shown_once_and_goes_at_once(giulia: Form) -> None:
    giulia.keep()
    again = giulia.keep()
    secret = giulia.session()
    assert [card["id"] for card in giulia.shown(secret)] == [again]
    giulia.remove(again, secret)
    assert giulia.shown(secret) == []


@pytest.mark.parametrize("shown", ["limited", "unspecified"])
def test_what_its_owner_did_not_ask_to_see_again_is_not_shown(giulia: Form, shown: str) -> None:
    giulia.keep(shown=shown)
    assert giulia.shown(giulia.session()) == []


def test_no_more_than_three_are_shown(giulia: Form) -> None:
    for card in ("pm_card_visa", "pm_card_mastercard", "pm_card_amex", "pm_card_it"):
        giulia.keep(card)
    assert [card["card"]["last4"] for card in giulia.shown(giulia.session())] == ["0008", "0005", "4444"]


def test_a_session_does_what_it_was_opened_for_and_no_more(giulia: Form) -> None:
    card = giulia.keep()
    assert giulia.shown(giulia.session(payment_method_redisplay="disabled")) == []
    with pytest.raises(stripe.StripeError, match="does not allow"):
        giulia.remove(card, giulia.session(payment_method_remove="disabled"))
    with pytest.raises(stripe.InvalidRequestError) as refused:
        element = {"enabled": True, "features": {"payment_method_save": "enabled"}}
        wish: Any = {"customer": giulia.customer, "components": {"payment_element": element}}
        giulia.client.v1.customer_sessions.create(wish, giulia.on)
    assert (refused.value.code, str(refused.value.param)[-27:]) == ("parameter_missing", "[payment_method_save_usage]")
    assert len(giulia.shown(giulia.session())) == 1


def test_a_session_lasts_half_an_hour(standin: StandIn, giulia: Form) -> None:
    secret = giulia.session()
    giulia.keep()
    standin.clock.advance(30 * 60 - 1)
    assert giulia.shown(secret)
    standin.clock.advance(1)
    with pytest.raises(stripe.InvalidRequestError) as late:
        giulia.shown(secret)
    assert late.value.code == "customer_session_expired"


def test_a_session_is_of_one_account_and_of_one_customer(
    standin: StandIn, stripe_client: stripe.StripeClient, giulia: Form
) -> None:
    card, secret = giulia.keep(), giulia.session()
    roma = customer_of(standin, stripe_client, standin.open_account())
    assert roma.shown(roma.session()) == []
    for ask in (
        lambda: giulia.shown(secret, account=roma.account),
        lambda: giulia.shown("cuss_secret_guessed"),
        lambda: roma.shown(secret),
        lambda: roma.remove(card, roma.session()),
        lambda: giulia.remove(card, customer_of(standin, stripe_client, giulia.account).session()),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            ask()
        assert refused.value.code == "resource_missing"
    assert [kept["id"] for kept in giulia.shown(secret)] == [card]


def test_the_intent_is_the_same_customers(standin: StandIn, stripe_client: stripe.StripeClient, giulia: Form) -> None:
    def intent(**more: str) -> str:
        wish: Any = {"amount": 900, "currency": "eur"} | more
        return str(stripe_client.v1.payment_intents.create(wish, giulia.on).client_secret)

    secret = giulia.session()
    assert giulia.shown(secret, intent=intent(customer=giulia.customer)) == []
    somebody = customer_of(standin, stripe_client, giulia.account).customer
    for other in (intent(), intent(customer=somebody), f"{intent(customer=giulia.customer)}x"):
        with pytest.raises(stripe.InvalidRequestError, match="not the customer of the intent"):
            giulia.shown(secret, intent=other)


def test_the_form_reaches_nothing_that_has_no_secret(giulia: Form) -> None:
    """The publishable key stands in every page: alone it opens no object."""
    card = giulia.keep()
    for path in (f"/v1/payment_methods/{card}", f"/v1/customers/{giulia.customer}/payment_methods"):
        with pytest.raises(stripe.PermissionError, match="publishable API key"):
            giulia.call("post" if path.endswith(card) else "get", path)
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        giulia.shown(giulia.session(), customer=giulia.customer)
    assert unknown.value.code == "parameter_unknown"


def test_a_saved_card_pays_for_its_owner_only(
    standin: StandIn, stripe_client: stripe.StripeClient, giulia: Form
) -> None:
    card = giulia.keep()
    paid = authorise(stripe_client, giulia.account, 900, customer=giulia.customer, payment_method=card)
    assert paid.status == "requires_capture"
    luca = customer_of(standin, stripe_client, giulia.account)
    for customer in ({}, {"customer": luca.customer}):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            authorise(stripe_client, giulia.account, 900, payment_method=card, **customer)
        assert refused.value.param == "payment_method"
    with pytest.raises(stripe.InvalidRequestError, match="already been attached"):
        stripe_client.v1.payment_methods.attach(card, {"customer": luca.customer}, luca.on)
    with pytest.raises(stripe.InvalidRequestError):
        setup: Any = {"customer": luca.customer, "payment_method": card, "confirm": True}
        stripe_client.v1.setup_intents.create(setup, luca.on)
    with pytest.raises(stripe.InvalidRequestError) as missing:
        stripe_client.v1.customers.payment_methods.retrieve(luca.customer, card, {}, luca.on)
    assert missing.value.code == "resource_missing"


def test_a_saved_card_asks_for_3_d_secure_again(
    standin: StandIn, stripe_client: stripe.StripeClient, giulia: Form
) -> None:
    wish = {"customer": giulia.customer, "setup_future_usage": "on_session", "return_url": "https://shop.test/"}
    first = authorise(stripe_client, giulia.account, 900, payment_method="pm_card_authenticationRequired", **wish)
    standin.authenticate(first.id)
    [card] = stripe_client.v1.customers.payment_methods.list(giulia.customer, {}, giulia.on).data
    del wish["setup_future_usage"]
    second = authorise(stripe_client, giulia.account, 900, payment_method=card.id, **wish)
    assert second.status == "requires_action"


def test_what_was_let_go_is_of_no_use_to_anybody(stripe_client: stripe.StripeClient, giulia: Form) -> None:
    card = giulia.keep()
    giulia.remove(card, giulia.session())
    for use in (
        lambda: authorise(stripe_client, giulia.account, 900, customer=giulia.customer, payment_method=card),
        lambda: stripe_client.v1.payment_methods.attach(card, {"customer": giulia.customer}, giulia.on),
    ):
        with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
            use()
