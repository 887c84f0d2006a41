"""A parameter that Stripe does not have is refused: the SDK's own types say which there are."""

import pytest
import stripe

from standins.stripe import forms, params
from standins.stripe.api import ROUTES

GOOD = {"amount": 1000, "currency": "eur"}


@pytest.mark.parametrize(
    ("given", "code", "param"),
    [
        ({**GOOD, "amout": 3}, "parameter_unknown", "amout"),
        (
            {**GOOD, "automatic_payment_methods": {"enabeld": True}},
            "parameter_unknown",
            "automatic_payment_methods[enabeld]",
        ),
        ({"currency": "eur"}, "parameter_missing", "amount"),
        ({**GOOD, "shipping": {"name": "Giulia"}}, "parameter_missing", "shipping[address]"),
        ({**GOOD, "amount": "10.50"}, "parameter_invalid_integer", "amount"),
        ({**GOOD, "capture_method": "later"}, None, "capture_method"),
        ({**GOOD, "confirm": "perhaps"}, None, "confirm"),
        ({**GOOD, "expand": "latest_charge"}, None, "expand"),
        ({**GOOD, "currency": "euro"}, None, "currency"),
        ({**GOOD, "amount": 49}, "amount_too_small", "amount"),
        ({**GOOD, "customer": "cus_nobody"}, "resource_missing", "customer"),
    ],
)
def test_a_wrong_parameter_is_named(stripe_client, given, code, param) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.payment_intents.create(params=given)
    assert (refused.value.code, refused.value.param) == (code, param)
    assert stripe_client.v1.payment_intents.list().data == []


def test_the_options_of_the_sdk_are_no_parameters(stripe_client) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.payment_intents.create(params={**GOOD, "stripe_account": "acct_1"})
    assert refused.value.param == "stripe_account"


def test_every_route_is_an_operation_of_the_sdk() -> None:
    known = params.operations()
    typed = [route for route in ROUTES if route.typed]
    routes = [params.operation(route.method, route.pattern) for route in typed]
    own = [params.operation(route.method, route.pattern) for route in typed if route.shape]
    assert [route for route in routes if route not in known] == own  # Stripe.js's own calls, which no SDK has
    assert len(routes) == len(set(routes))


def test_bodies_are_read_as_stripe_reads_them() -> None:
    assert forms.decode("a=1&b[c]=2&b[d][0]=x&b[d][1]=y&e[]=p&e[]=q&f[0][g]=1&h=") == {
        "a": "1",
        "b": {"c": "2", "d": ["x", "y"]},
        "e": ["p", "q"],
        "f": [{"g": "1"}],
        "h": "",
    }


def test_what_cannot_be_expanded_is_refused(stripe_client) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        stripe_client.v1.payment_intents.create(params={**GOOD, "expand": ["latest_pizza"]})


def test_keys_are_looked_at(standin, stripe_client, shop_account) -> None:
    def client(key: str) -> stripe.StripeClient:
        return stripe.StripeClient(key, base_addresses={"api": standin.url}, max_network_retries=0)

    with pytest.raises(stripe.AuthenticationError):
        client("nonsense").v1.balance.retrieve()
    with pytest.raises(stripe.PermissionError):
        client("pk_test_standin").v1.balance.retrieve()
    intent = stripe_client.v1.payment_intents.create(params=GOOD)
    browser = client("pk_test_standin").v1.payment_intents
    with pytest.raises(stripe.InvalidRequestError):
        browser.retrieve(intent.id, params={"client_secret": "guess"})
    assert browser.retrieve(intent.id, params={"client_secret": intent.client_secret}).id == intent.id
    with pytest.raises(stripe.InvalidRequestError):
        browser.retrieve(
            intent.id, params={"client_secret": intent.client_secret}, options={"stripe_account": shop_account}
        )
