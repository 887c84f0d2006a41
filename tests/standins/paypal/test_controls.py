"""What a demo and a browser's test do over HTTP."""

from typing import Any

import pytest
import requests

from standins import paypal as standin
from tests.standins.paypal.conftest import NAPOLI, Desk


def post(pay: standin.StandIn, name: str, **wish: Any) -> Any:
    answer = requests.post(f"{pay.url}/_{name}", json=wish, timeout=5)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_faults_are_ordered_listed_and_cleared(pay: standin.StandIn) -> None:
    assert len(post(pay, "faults", api="slow", path="/v2/*", seconds=1)["api"]) == 1
    assert len(post(pay, "faults", webhooks="drop")["webhooks"]) == 1
    assert post(pay, "faults", clear=True) == {"api": [], "webhooks": []}


def test_the_clock_is_moved(pay: standin.StandIn) -> None:
    before = post(pay, "clock")["now"]
    assert post(pay, "clock", advance=3600)["now"] >= before + 3600
    assert pay.clock.offset == 3600


def test_a_payment_goes_its_way(desk: Desk, pay: standin.StandIn) -> None:
    made = desk.create()
    assert post(pay, "orders/approve", id=made.id, end="e-cheque")["go_on"].startswith("http://napoli.test/back")
    held = desk.authorize(made.id).purchase_units[0].payments.authorizations[0].id
    taken = desk.take(held, {"final_capture": True})
    assert (taken.status, post(pay, "captures/settle", id=taken.id)["status"]) == ("PENDING", "COMPLETED")
    dispute = post(pay, "disputes/open", capture=taken.id, amount="5.00")["dispute_id"]
    assert (
        post(pay, "disputes/resolve", id=dispute, won=True)["dispute_outcome"]["outcome_code"]
        == "RESOLVED_SELLER_FAVOUR"
    )
    assert [(entry["merchant"], entry["kind"], entry["net"]) for entry in post(pay, "books")] == [
        (NAPOLI, "capture", "18.97"),
        (NAPOLI, "dispute", "-19.00"),
        (NAPOLI, "dispute", "5.00"),
    ]


@pytest.mark.parametrize("name", ["_nothing", "checkoutnow?token=NOBODY", "v2/checkout/orders/NOBODY"])
def test_what_is_not_there_is_not_found(pay: standin.StandIn, name: str) -> None:
    answer = requests.post(f"{pay.url}/{name}", json={}, timeout=5)
    assert answer.status_code in (401, 404)
