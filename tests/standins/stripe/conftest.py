"""Billing's fixture: a platform that sells to one customer."""

import pytest
import stripe

from standins.stripe import StandIn
from tests.standins.stripe.billing import Platform


@pytest.fixture
def platform(stripe_client: stripe.StripeClient, standin: StandIn) -> Platform:
    return Platform(stripe_client, standin)
