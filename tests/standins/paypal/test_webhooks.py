"""Events out, their signature, and what a network does to them and to calls."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from paypalserversdk.exceptions.api_exception import ApiException

from standins import paypal as standin
from tests.standins.paypal.conftest import Desk, order
from toolbox import paypal

APPROVED, HELD, TAKEN = "CHECKOUT.ORDER.APPROVED", "PAYMENT.AUTHORIZATION.CREATED", "PAYMENT.CAPTURE.COMPLETED"


class Letters(list[tuple[bytes, dict[str, str]]]):
    """What arrived; ``answers`` are the statuses given, 200 when they run out."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[int] = []

    def __call__(self, body: bytes, headers: dict[str, str]) -> int:
        self.append((body, headers))
        return self.answers.pop(0) if self.answers else 200

    @property
    def kinds(self) -> list[str]:
        return [json.loads(body)["event_type"] for body, _headers in self]


@pytest.fixture
def letters(pay: standin.StandIn) -> Letters:
    arrived = Letters()
    pay.deliver = arrived
    return arrived


def test_each_step_is_announced_in_order(desk: Desk, pay: standin.StandIn, letters: Letters) -> None:
    desk.refund(desk.taken())
    assert pay.flush() == 4
    assert letters.kinds == [APPROVED, HELD, TAKEN, "PAYMENT.CAPTURE.REFUNDED"]
    resource = json.loads(letters[2][0])["resource"]
    assert (resource["custom_id"], resource["amount"]["value"]) == ("order-1-1", "20.00")


def test_a_webhook_of_paypals_is_genuine(desk: Desk, pay: standin.StandIn, letters: Letters) -> None:
    body = order()
    body["purchase_units"][0]["description"] = "Pizza “Ñandú” è buona"
    pay.approve(desk.create(body).id)
    pay.flush()
    assert paypal.is_genuine(letters[0][1], letters[0][0])


def test_a_forged_webhook_is_not(desk: Desk, pay: standin.StandIn, letters: Letters, settings: Any) -> None:
    desk.approved()
    pay.flush()
    body, headers = letters[0]
    forged = (
        (headers, body.replace(b"20.00", b"99.00")),
        (headers, json.dumps(json.loads(body)).encode()),  # the same, but not the same bytes
        (headers, body + b"x"),
        (headers | {"PAYPAL-TRANSMISSION-SIG": "AAAA"}, body),
        (headers | {"PAYPAL-TRANSMISSION-TIME": "2020-01-01T00:00:00Z"}, body),
        ({}, body),
    )
    assert [paypal.is_genuine(*one) for one in forged] == [False] * len(forged)
    settings.PAYPAL_WEBHOOK_ID = "WH-ANOTHER"
    assert not paypal.is_genuine(headers, body)


def test_a_webhook_that_is_not_taken_comes_again(desk: Desk, pay: standin.StandIn, letters: Letters) -> None:
    letters.answers = [500, 200]
    desk.approved()
    assert (pay.flush(), pay.flush(), pay.flush()) == (0, 1, 0)
    assert letters[0][0] == letters[1][0]


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        ({"webhooks": "drop", "type": HELD}, [APPROVED, TAKEN]),
        ({"webhooks": "duplicate", "type": HELD}, [APPROVED, HELD, HELD, TAKEN]),
        ({"webhooks": "reorder"}, [TAKEN, HELD, APPROVED]),
        ({"webhooks": "delay", "type": HELD, "seconds": 60}, [APPROVED, TAKEN]),
    ],
)
def test_the_post_has_its_faults(
    desk: Desk, pay: standin.StandIn, letters: Letters, fault: dict[str, Any], arrived: list[str]
) -> None:
    pay.faults.add(fault)
    desk.taken()
    pay.flush()
    assert letters.kinds == arrived


@pytest.mark.parametrize(("fault", "done"), [("error_before", 0), ("error_after", 1)])
def test_a_500_says_nothing_of_what_was_done_and_the_same_id_asks_again_safely(
    desk: Desk, pay: standin.StandIn, fault: str, done: int
) -> None:
    held = desk.authorized()
    pay.faults.api(fault, "*/capture")
    with pytest.raises(ApiException) as broken:
        desk.take(held, paypal_request_id="capture-1")
    assert (broken.value.response_code, len(pay.store.captures)) == (500, done)
    assert desk.take(held, paypal_request_id="capture-1").status == "COMPLETED"
    assert len(pay.store.captures) == 1


@pytest.mark.parametrize(("fault", "done"), [("reset_before", 0), ("reset_after", 1)])
def test_a_broken_line_is_not_tried_again_by_the_client_itself(
    desk: Desk, pay: standin.StandIn, fault: str, done: int
) -> None:
    held = desk.authorized()
    pay.faults.api(fault, "*/capture")
    with pytest.raises(requests.ConnectionError):
        desk.take(held, paypal_request_id="capture-1")
    assert len(pay.store.captures) == done


def _delivering_to(receiver: standin.StandIn) -> standin.StandIn:
    return standin.StandIn(deliver=[standin.Endpoint(f"{receiver.url}/nowhere", standin.WEBHOOK_ID)])


def test_the_thread_delivers_to_a_url_and_controls_come_by_http(settings: Any) -> None:
    with standin.StandIn() as receiver, _delivering_to(receiver) as pay:
        settings.PAYPAL_API_BASE = pay.url
        settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = standin.CLIENT_ID, standin.CLIENT_SECRET
        made = Desk(paypal.client(), pay).create()
        answer = requests.post(f"{pay.url}/_orders/approve", json={"id": made.id}, timeout=5)
        assert "PayerID" in answer.json()["go_on"]
        paypal._client.cache_clear()
        until = time.monotonic() + 10
        while not pay.webhooks.log and time.monotonic() < until:
            time.sleep(0.01)
    assert pay.webhooks.log[0][1:] == (APPROVED, 401)  # the other stand-in takes no webhooks: it was asked, that is all


def test_what_was_held_is_known_after_a_restart(settings: Any, tmp_path: Path) -> None:
    settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = standin.CLIENT_ID, standin.CLIENT_SECRET
    with standin.StandIn(data=tmp_path / "paypal", background=False) as pay:
        settings.PAYPAL_API_BASE = pay.url
        held = Desk(paypal.client(), pay).authorized()
        pay.clock.advance(5 * 86400)
    with standin.StandIn(data=tmp_path / "paypal", background=False) as pay:
        settings.PAYPAL_API_BASE = pay.url
        desk = Desk(paypal.client(), pay)
        taken = desk.take(held, paypal_request_id="after")
        found = desk.client.orders.get_order({"id": next(iter(pay.store.orders))}).body
    paypal._client.cache_clear()
    assert pay.clock.offset == 5 * 86400
    assert found.purchase_units[0].payments.captures[0].id == taken.id
