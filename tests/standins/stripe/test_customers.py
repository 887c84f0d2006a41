"""Customers, the cards they keep, and setting one up without paying."""

import pytest
import stripe

from standins.stripe import StandIn
from tests.standins.stripe.acts import authorise, types


@pytest.fixture
def giulia(stripe_client) -> stripe.Customer:
    return stripe_client.v1.customers.create(params={"name": "Giulia", "email": "giulia@example.com"})


def test_a_customer_is_kept_changed_and_forgotten(stripe_client, giulia) -> None:
    customers = stripe_client.v1.customers
    assert customers.update(giulia.id, params={"metadata": {"shop": "napoli"}}).metadata["shop"] == "napoli"
    assert [found.id for found in customers.list(params={"email": "giulia@example.com"}).data] == [giulia.id]
    assert customers.delete(giulia.id).deleted
    with pytest.raises(stripe.InvalidRequestError) as gone:
        customers.retrieve(giulia.id)
    assert gone.value.code == "resource_missing"


def test_a_card_is_attached_and_detached(standin: StandIn, stripe_client, giulia) -> None:
    methods = stripe_client.v1.payment_methods
    card = methods.attach("pm_card_mastercard", params={"customer": giulia.id})
    assert (card.card.brand, card.card.last4, card.customer) == ("mastercard", "4444", giulia.id)
    assert [kept.id for kept in stripe_client.v1.customers.payment_methods.list(giulia.id).data] == [card.id]
    assert methods.detach(card.id).customer is None
    assert methods.list(params={"customer": giulia.id, "type": "card"}).data == []
    assert types(standin)[-2:] == ["payment_method.attached", "payment_method.detached"]


def test_a_declining_card_is_not_attached_unless_it_declines_later(stripe_client, giulia) -> None:
    methods = stripe_client.v1.payment_methods
    with pytest.raises(stripe.CardError):
        methods.attach("pm_card_visa_chargeDeclined", params={"customer": giulia.id})
    card = methods.attach("pm_card_chargeCustomerFail", params={"customer": giulia.id})
    with pytest.raises(stripe.CardError):
        stripe_client.v1.payment_intents.create(
            params={"amount": 900, "currency": "eur", "customer": giulia.id, "payment_method": card.id, "confirm": True}
        )


def test_a_number_is_read_like_a_card(stripe_client) -> None:
    def make(number: str, year: int = 2034) -> stripe.PaymentMethod:
        card = {"number": number, "exp_month": 12, "exp_year": year, "cvc": "123"}
        return stripe_client.v1.payment_methods.create(params={"type": "card", "card": card})

    assert make("4242 4242 4242 4242").card.last4 == "4242"
    for number, code in (
        ("4242424242424241", "incorrect_number"),
        ("42", "invalid_number"),
        ("4111111111111111", "card_declined"),
    ):
        with pytest.raises(stripe.CardError) as refused:
            make(number)
        assert refused.value.code == code
    with pytest.raises(stripe.CardError) as old:
        make("4242424242424242", 2020)
    assert old.value.code == "invalid_expiry_year"


def test_a_set_up_card_is_charged_later_without_its_owner(standin: StandIn, stripe_client, giulia) -> None:
    intent = stripe_client.v1.setup_intents.create(
        params={
            "customer": giulia.id,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "confirm": True,
            "return_url": "https://shop.test/",
        }
    )
    assert intent.status == "requires_action"
    standin.authenticate(intent.id)
    done = stripe_client.v1.setup_intents.retrieve(intent.id, params={"expand": ["payment_method"]})
    assert (done.status, done.payment_method.customer) == ("succeeded", giulia.id)
    later = stripe_client.v1.payment_intents.create(
        params={
            "amount": 900, "currency": "eur", "customer": giulia.id, "payment_method": done.payment_method.id,
            "confirm": True, "off_session": True,
        }
    )  # fmt: skip
    assert later.status == "succeeded"
    assert "setup_intent.succeeded" in types(standin)


def test_a_setup_fails_and_is_canceled(standin: StandIn, stripe_client, giulia) -> None:
    setups = stripe_client.v1.setup_intents
    intent = setups.create(params={"customer": giulia.id})
    with pytest.raises(stripe.CardError):
        setups.confirm(intent.id, params={"payment_method": "pm_card_visa_chargeDeclined"})
    assert setups.retrieve(intent.id).last_setup_error.code == "card_declined"
    assert setups.cancel(intent.id).status == "canceled"
    assert types(standin)[-2:] == ["setup_intent.setup_failed", "setup_intent.canceled"]


def test_a_payment_may_keep_its_card_for_later(stripe_client, shop_account) -> None:
    options = {"stripe_account": shop_account}
    luca = stripe_client.v1.customers.create(params={"name": "Luca"}, options=options)
    intent = authorise(stripe_client, shop_account, 900, customer=luca.id, setup_future_usage="off_session")
    kept = stripe_client.v1.customers.payment_methods.list(luca.id, options=options).data
    assert [card.id for card in kept] == [intent.payment_method]


def test_somebody_elses_card_cannot_be_charged(stripe_client, giulia) -> None:
    card = stripe_client.v1.payment_methods.attach("pm_card_visa", params={"customer": giulia.id})
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.payment_intents.create(
            params={"amount": 900, "currency": "eur", "payment_method": card.id, "confirm": True}
        )


def test_a_session_lets_the_card_form_see_a_customer(stripe_client, shop_account):
    options = {"stripe_account": shop_account}
    customer = stripe_client.v1.customers.create({}, options)
    wish = {"customer": customer.id, "components": {"payment_element": {"enabled": True}}}
    made = stripe_client.v1.customer_sessions.create(wish, options)
    assert made.object == "customer_session" and made.customer == customer.id
    assert made.client_secret.startswith("cuss_secret_")
