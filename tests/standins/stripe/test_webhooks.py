"""Events: signed as Stripe signs them, for the platform or for Connect, and what a network does to them."""

import http.server
import json
import threading

import pytest
import stripe

from standins.stripe import CONNECT_SECRET, SECRET, Endpoint, StandIn
from tests.standins.stripe.acts import authorise, pay


class Inbox:
    """Takes what the stand-in brings, after a look at the signature. `refuse` is how many it turns away first."""

    def __init__(self, refuse: int = 0) -> None:
        self.events: list[stripe.Event] = []
        self.connect: list[bool] = []
        self.refuse = refuse

    def __call__(self, payload: bytes, signature: str, connect: bool) -> int:
        event = stripe.Webhook.construct_event(payload, signature, CONNECT_SECRET if connect else SECRET)
        if self.refuse:
            self.refuse -= 1
            return 503
        self.events.append(event)
        self.connect.append(connect)
        return 200

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]


@pytest.fixture
def inbox(standin: StandIn) -> Inbox:
    inbox = Inbox()
    standin.deliver = inbox
    return inbox


def test_connected_accounts_and_the_platform_have_their_own_endpoints(
    standin, stripe_client, shop_account, inbox
) -> None:
    pay(stripe_client, shop_account, 1000, application_fee_amount=20)
    standin.flush()
    platform = [event.type for event, connect in zip(inbox.events, inbox.connect, strict=True) if not connect]
    assert platform == ["application_fee.created"]
    connected = [event for event, connect in zip(inbox.events, inbox.connect, strict=True) if connect]
    assert [event.type for event in connected] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]
    assert {event.account for event in connected} == {shop_account}


def test_an_event_can_be_read_again(standin, stripe_client, shop_account, inbox) -> None:
    intent = pay(stripe_client, shop_account, 1000)
    standin.flush()
    options = {"stripe_account": shop_account}
    read = stripe_client.v1.events.retrieve(inbox.events[-1].id, options=options)
    assert (read.type, read.data.object["id"], read.data.object["amount_received"]) == (
        "payment_intent.succeeded", intent.id, 1000,
    )  # fmt: skip
    listed = stripe_client.v1.events.list(params={"type": "payment_intent.*"}, options=options).data
    assert [event.type for event in listed] == ["payment_intent.succeeded", "payment_intent.created"]
    assert read.request.idempotency_key


def test_an_event_shows_the_object_as_it_was_then(standin, stripe_client, shop_account, inbox) -> None:
    intent = authorise(stripe_client, shop_account, 1000)
    stripe_client.v1.payment_intents.cancel(intent.id, options={"stripe_account": shop_account})
    standin.flush()
    states = {
        event.type: event.data.object["status"] for event in inbox.events if event.type.startswith("payment_intent")
    }
    assert states["payment_intent.amount_capturable_updated"] == "requires_capture"
    assert states["payment_intent.canceled"] == "canceled"


def test_what_is_refused_comes_again(standin, stripe_client) -> None:
    inbox = Inbox(refuse=1)
    standin.deliver = inbox
    stripe_client.v1.payment_intents.create(params={"amount": 1000, "currency": "eur"})
    assert (standin.flush(), inbox.types) == (0, [])
    assert (standin.flush(), inbox.types) == (1, ["payment_intent.created"])
    assert standin.webhooks.waiting() == 0


def test_webhooks_are_dropped_doubled_delayed_and_turned_round(standin, stripe_client, shop_account, inbox) -> None:
    standin.faults.webhooks("drop", "charge.*")
    standin.faults.webhooks("duplicate", "payment_intent.created", times=1)
    standin.faults.webhooks("delay", "payment_intent.succeeded", seconds=3600)
    pay(stripe_client, shop_account, 1000)
    standin.flush()
    assert inbox.types == ["payment_intent.created", "payment_intent.created"]
    assert inbox.events[0].id == inbox.events[1].id
    standin.flush(delayed=True)
    assert inbox.types[2:] == ["payment_intent.succeeded"]
    standin.faults.clear()
    standin.faults.webhooks("reorder")
    pay(stripe_client, shop_account, 1000)
    standin.flush()
    assert inbox.types[3:] == ["payment_intent.succeeded", "charge.succeeded", "payment_intent.created"]


def test_in_the_background_they_are_turned_round_too() -> None:
    seen: list[str] = []
    arrived = threading.Event()

    def take(payload: bytes, signature: str, connect: bool) -> int:
        seen.append(json.loads(payload)["type"])
        if len(seen) == 2:
            arrived.set()
        return 200

    with StandIn(deliver=take) as standin:
        standin.faults.webhooks("reorder")
        customers = stripe.StripeClient("sk_test_x", base_addresses={"api": standin.url}).v1.customers
        customers.delete(customers.create(params={"name": "Giulia"}).id)
        assert arrived.wait(timeout=20)
    assert seen == ["customer.deleted", "customer.created"]


def test_in_the_background_they_come_by_themselves_to_a_url() -> None:
    arrived = threading.Event()
    seen: list[str] = []

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(stripe.Webhook.construct_event(body, self.headers["Stripe-Signature"], "whsec_door").type)
            self.send_response(200 if len(seen) > 1 else 500)  # the first time the door is shut
            self.end_headers()
            if len(seen) > 1:
                arrived.set()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Door) as door:
        threading.Thread(target=door.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{door.server_port}/webhooks/stripe/"
        with StandIn(deliver=[Endpoint(url, "whsec_door")]) as standin:
            client = stripe.StripeClient("sk_test_x", base_addresses={"api": standin.url})
            client.v1.customers.create(params={"name": "Giulia"})
            assert arrived.wait(timeout=20)
        door.shutdown()
    assert seen == ["customer.created", "customer.created"]
