"""The provider's door: who is believed, and what an event does."""

import json
import time
from typing import Any

import pytest
import stripe
from django.test import Client

from shared_apps.billing import actions, reading
from shared_apps.billing.models import ProviderEvent, Subscription
from shared_apps.billing.seen import Answer, SeenSubscription
from shared_apps.billing.stripe_client import Away
from tests.shared_apps.billing.conftest import seen

DOOR = "/webhooks/stripe/"
SECRET = "whsec_of_the_test"


class Provider:
    """What would be read if one asked now."""

    def __init__(self) -> None:
        self.now: SeenSubscription = seen()
        self.is_away = False
        self.asked = 0

    def read_customer(self, customer: str, *, turn: int) -> Answer:
        self.asked += 1
        if self.is_away:
            raise Away("down")
        return Answer(customer, turn, self.now)


@pytest.fixture
def provider(row: Subscription, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Provider:
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    Subscription.objects.filter(pk=row.pk).update(customer="cus_1")
    found = Provider()
    monkeypatch.setattr(reading, "read_customer", found.read_customer)
    return found


def event(id: str = "evt_1", **change: Any) -> dict[str, Any]:
    about = {"id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "canceled"}
    return {
        "id": id, "object": "event", "type": "customer.subscription.updated", "livemode": False,
        "data": {"object": about}, **change,
    }  # fmt: skip


def send(at_platform: Client, what: Any, *, secret: str = SECRET, age: int = 0, **headers: str) -> int:
    payload = what if isinstance(what, str) else json.dumps(what)
    stamp = int(time.time()) - age
    signature = stripe.WebhookSignature._compute_signature(f"{stamp}.{payload}", secret)
    sent = {"Stripe-Signature": f"t={stamp},v1={signature}", **headers}
    answer = at_platform.post(DOOR, payload, content_type="application/json", headers=sent)
    return answer.status_code


def plan(row: Subscription) -> tuple[str, str]:
    found = Subscription.objects.get(pk=row.pk)
    return found.plan, found.status


def test_an_event_makes_us_ask_and_its_own_picture_is_not_believed(
    at_platform: Client, provider: Provider, row: Any
) -> None:
    provider.now = seen(plan="franchise")
    assert send(at_platform, event()) == 200
    assert plan(row) == ("franchise", "active")  # not canceled, as the event's picture said
    assert ProviderEvent.objects.get().id == "evt_1"


def test_a_bad_signature_is_not_let_in(at_platform: Client, provider: Provider, row: Any) -> None:
    assert send(at_platform, event(), secret="whsec_wrong") == 400
    assert send(at_platform, event(), **{"Stripe-Signature": ""}) == 400
    assert send(at_platform, event(), **{"Stripe-Signature": "t=1,v1=abc"}) == 400
    assert (provider.asked, plan(row)) == (0, ("pro", ""))


def test_a_signature_of_ten_minutes_ago_is_not_let_in(at_platform: Client, provider: Provider) -> None:
    assert send(at_platform, event(), age=600) == 400
    assert send(at_platform, event(), age=200) == 200


def test_an_event_of_the_other_mode_is_not_let_in(at_platform: Client, provider: Provider) -> None:
    assert send(at_platform, event(livemode=True)) == 400
    assert not ProviderEvent.objects.exists()


def test_a_replay_has_no_second_effect(at_platform: Client, provider: Provider, row: Any) -> None:
    assert send(at_platform, event()) == 200
    provider.now = seen(plan="starter")
    assert [send(at_platform, event()) for _ in range(3)] == [200, 200, 200]
    assert (plan(row), provider.asked) == (("pro", "active"), 1)


def test_events_in_the_wrong_order_end_in_the_same_state(at_platform: Client, provider: Provider, row: Any) -> None:
    provider.now = seen(status="past_due")  # whatever an event is about, what is true now is read
    for id in ("evt_3", "evt_1", "evt_2"):
        assert send(at_platform, event(id)) == 200
    assert plan(row) == ("pro", "past_due")


def test_an_answer_that_was_overtaken_changes_nothing(
    at_platform: Client, provider: Provider, row: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first event's answer is on its way, a second event comes and is done with."""
    usual = provider.read_customer

    def slow(customer: str, *, turn: int) -> Answer:
        answer = usual(customer, turn=turn)
        if provider.asked == 1:
            provider.now = seen(plan="franchise")
            assert send(at_platform, event("evt_2")) == 200
        return answer

    monkeypatch.setattr(reading, "read_customer", slow)
    assert send(at_platform, event("evt_1")) == 200
    assert plan(row) == ("franchise", "active")
    assert set(ProviderEvent.objects.values_list("id", flat=True)) == {"evt_1", "evt_2"}


def test_while_the_provider_is_away_the_event_is_to_come_again(
    at_platform: Client, provider: Provider, row: Any
) -> None:
    provider.is_away = True
    assert send(at_platform, event()) == 503
    assert not ProviderEvent.objects.exists()
    provider.is_away = False
    assert send(at_platform, event()) == 200
    assert plan(row) == ("pro", "active")


def test_an_effect_that_fails_takes_the_event_with_it(
    at_platform: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: Any, **named: Any) -> None:
        raise RuntimeError("killed")

    at_platform.raise_request_exception = False
    with monkeypatch.context() as dying:
        dying.setattr(actions.settling, "renew_terms", die)
        assert send(at_platform, event()) == 500
    assert not ProviderEvent.objects.exists()
    assert send(at_platform, event()) == 200


@pytest.mark.parametrize(
    "what",
    [
        event(type="charge.refunded"),
        event(data={"object": {"id": "cus_9", "object": "customer"}}, type="customer.updated"),
        event(data={"object": {"id": "in_1", "object": "invoice", "customer": None}}, type="invoice.paid"),
    ],
)
def test_what_is_of_no_interest_is_taken_note_of_politely(at_platform: Client, provider: Provider, what: Any) -> None:
    assert send(at_platform, what) == 200
    assert provider.asked == 0


@pytest.mark.parametrize("what", ["", "{", "[]", '"x"', "{}", '{"id": 1}', json.dumps(event(data=None))])
def test_what_is_no_event_is_refused(at_platform: Client, provider: Provider, what: str) -> None:
    assert send(at_platform, what) == 400


def test_too_much_is_refused(at_platform: Client, provider: Provider) -> None:
    assert send(at_platform, json.dumps(event(more="x" * 2_200_000))) in (400, 413)
    assert provider.asked == 0


def test_there_is_no_such_door_at_a_shop(at_napoli: Client, provider: Provider) -> None:
    assert send(at_napoli, event()) == 404


def test_only_posting_knocks(at_platform: Client) -> None:
    assert at_platform.get(DOOR).status_code == 405
