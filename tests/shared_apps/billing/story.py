"""napoli and the provider, with one clock for both: what the tests with the real SDK against the stand-in tell."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import stripe
from django.test import Client

import tenants
from shared_apps.billing import actions
from shared_apps.billing.models import Subscription
from standins.stripe import StandIn
from tenants import registry
from tests.orders import open_for_business
from tests.shared_apps.billing.conftest import days
from tests.standins.fixtures import deliver_to, standin, stripe_client, stripe_server

__all__ = ["Story", "standin", "story", "stripe_client", "stripe_server"]
PAGE = "/manage/billing/"


class Story:
    """napoli, its owner's browser, and a clock that moves all of it at once."""

    def __init__(self, standin: StandIn, client: stripe.StripeClient, row: Subscription, monkeypatch: Any) -> None:
        self.standin, self.client, self.id, self._patch = standin, client, row.pk, monkeypatch
        self.browser: Client
        self.now = days(0)
        standin.clock.offset = int(days(0).timestamp() - time.time())
        self.go_to(1)

    def go_to(self, day: float) -> datetime:
        """Let time pass at the provider and here; webhooks are delivered, and what is due is done."""
        self.now = days(day)
        self._patch.setenv("NOW", self.now.isoformat())
        self.standin.clock.advance(max(0, int(self.now.timestamp()) - self.standin.clock.now()))
        self.hear()
        with tenants.platform():
            actions.move_on(self.id, at=self.now)
        return self.now

    def hear(self) -> None:
        while self.standin.flush():
            pass

    @property
    def row(self) -> Subscription:
        with tenants.platform():
            return Subscription.objects.get(pk=self.id)

    @property
    def standing(self) -> str:
        return registry.by_id(self.id, fresh=True).standing

    def text(self, path: str = PAGE) -> str:
        return " ".join(self.browser.get(path).content.decode().split())

    def give_card(self, method: str = "pm_card_visa") -> Any:
        """What the owner does on the card's page, in the provider's own fields."""
        assert self.browser.get(PAGE + "card/").status_code == 200
        intent = self.client.v1.setup_intents.list(params={"customer": self.row.customer}).data[0]
        self.client.v1.setup_intents.confirm(
            intent.id, params={"payment_method": method, "return_url": "http://localhost/"}
        )
        return self.browser.get(f"{PAGE}card/done/?setup_intent={intent.id}", follow=True)

    def choose(self, plan: str, interval: str = "month") -> Any:
        wish = {"plan": plan, "interval": interval}
        page = self.browser.get(PAGE + "plan/", wish)
        assert page.status_code == 200
        answer = self.browser.post(PAGE + "plan/", {**wish, "moment": str(page.context["moment"])})
        self.hear()
        return answer


@pytest.fixture
def story(
    standin: StandIn,
    stripe_client: stripe.StripeClient,
    napoli: Any,
    ciro: Any,
    row: Subscription,
    signed_in: Callable[..., Client],
    at_platform: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> Story:
    found = Story(standin, stripe_client, row, monkeypatch)
    # The signature's clock is the real one, as the receiver's is; the story's is not.
    standin.deliver = deliver_to(at_platform)
    with tenants.inside(napoli):
        open_for_business()
    found.browser = signed_in(napoli, ciro)
    found.browser.cookies["django_language"] = "en"
    return found
