"""From the basket to the buyer's yes: orders through PayPal's own client."""

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest

from standins import paypal as standin
from tests.standins.paypal.conftest import Desk, issue_of, order


def press(pay: standin.StandIn, order_id: str, end: str) -> str:
    """Press a button of PayPal's page; returns where it sends the buyer."""
    connection = http.client.HTTPConnection(urlsplit(pay.url).netloc, timeout=5)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/checkoutnow?token={order_id}", f"end={end}", headers)
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 303
    return str(answer.headers["Location"])


def test_an_order_waits_for_its_buyer(desk: Desk) -> None:
    made = desk.create()
    assert made.status == "PAYER_ACTION_REQUIRED"
    assert [link.rel for link in made.links] == ["self", "payer-action", "authorize"]
    assert desk.client.orders.get_order({"id": made.id}).body.purchase_units[0].invoice_id == "1-1"


def test_an_order_in_the_old_style_has_an_approve_link(desk: Desk) -> None:
    body = order() | {"application_context": {"return_url": "http://napoli.test/back"}}
    del body["payment_source"]
    made = desk.create(body)
    assert (made.status, made.links[1].rel) == ("CREATED", "approve")


def test_only_what_was_preferred_comes_back(desk: Desk) -> None:
    assert not hasattr(desk.create(prefer=None), "purchase_units")
    assert desk.create().purchase_units[0].amount.value == "20.00"


def test_the_buyer_pays_and_comes_back_with_a_payer(desk: Desk, pay: standin.StandIn) -> None:
    made = desk.create()
    back = press(pay, made.id, "pay")
    assert back == f"http://napoli.test/back?token={made.id}&PayerID=BUYER23456789"
    approved = desk.client.orders.get_order({"id": made.id}).body
    assert (approved.status, [link.rel for link in approved.links]) == ("APPROVED", ["self", "authorize"])
    assert [event["event_type"] for event in pay.events] == ["CHECKOUT.ORDER.APPROVED"]


def test_a_buyer_who_cancels_leaves_the_order_open(desk: Desk, pay: standin.StandIn) -> None:
    made = desk.create()
    assert press(pay, made.id, "cancel") == f"http://napoli.test/cancelled?why=buyer&token={made.id}"
    assert issue_of(lambda: desk.authorize(made.id)) == (422, "ORDER_NOT_APPROVED")


def test_the_page_shows_the_amount_and_escapes_what_the_shop_wrote(desk: Desk, pay: standin.StandIn) -> None:
    made = desk.create(order(invoice="<script>"))
    connection = http.client.HTTPConnection(urlsplit(pay.url).netloc, timeout=5)
    connection.request("GET", f"/checkoutnow?token={made.id}")
    page = connection.getresponse().read().decode()
    connection.close()
    assert "EUR 20.00" in page
    assert "<script>" not in page


def test_a_wallet_without_funds_is_declined_and_may_be_tried_again(desk: Desk, pay: standin.StandIn) -> None:
    made = desk.create()
    press(pay, made.id, "insufficient-funds")
    assert issue_of(lambda: desk.authorize(made.id, paypal_request_id="one")) == (422, "INSTRUMENT_DECLINED")
    press(pay, made.id, "pay")
    assert desk.authorize(made.id, paypal_request_id="one").status == "COMPLETED"


def test_authorising_holds_the_money_and_takes_none(desk: Desk, pay: standin.StandIn) -> None:
    held = desk.authorize(desk.approved())
    authorization = held.purchase_units[0].payments.authorizations[0]
    assert (authorization.status, authorization.amount.value) == ("CREATED", "20.00")
    assert pay.balance("NAPQ2Y3L4N5T6") == 0


def test_an_order_is_authorised_or_captured_once(desk: Desk) -> None:
    held, taken = desk.approved(), desk.approved("CAPTURE", invoice="1-2")
    desk.authorize(held)
    desk.take_order(taken)
    assert issue_of(lambda: desk.authorize(held)) == (422, "ORDER_ALREADY_AUTHORIZED")
    assert issue_of(lambda: desk.take_order(taken)) == (422, "ORDER_ALREADY_CAPTURED")


def test_the_action_has_to_be_the_intent(desk: Desk) -> None:
    assert issue_of(lambda: desk.take_order(desk.approved())) == (422, "ACTION_DOES_NOT_MATCH_INTENT")


def test_an_order_nobody_approves_is_gone_after_three_hours(desk: Desk, pay: standin.StandIn) -> None:
    made = desk.create()
    pay.clock.advance(3 * 3600 + 1)
    assert issue_of(lambda: desk.authorize(made.id)) == (404, "INVALID_RESOURCE_ID")


def test_an_invoice_is_paid_once(desk: Desk) -> None:
    desk.authorized(invoice="1-7")
    again = desk.approved(invoice="1-7")
    assert issue_of(lambda: desk.authorize(again)) == (422, "DUPLICATE_INVOICE_ID")


@pytest.mark.parametrize(
    ("change", "status", "issue"),
    [
        ({"colour": "red"}, 400, "UNKNOWN_PARAMETER"),
        ({"intent": "SALE"}, 400, "INVALID_PARAMETER_VALUE"),
        ({"purchase_units": "one"}, 400, "INVALID_PARAMETER_SYNTAX"),
        ({"purchase_units": [{}]}, 400, "MISSING_REQUIRED_PARAMETER"),
        ({"payment_source": {"paypal": {"experience_context": {"url": "x"}}}}, 400, "UNKNOWN_PARAMETER"),
    ],
)
def test_what_the_sdk_does_not_know_is_refused(desk: Desk, change: dict[str, Any], status: int, issue: str) -> None:
    assert issue_of(lambda: desk.create(order() | change)) == (status, issue)


@pytest.mark.parametrize(
    ("value", "issue"),
    [("0.00", "CANNOT_BE_ZERO_OR_NEGATIVE"), ("1.005", "DECIMAL_PRECISION"), ("dear", "INVALID_PARAMETER_SYNTAX")],
)
def test_an_amount_is_money(desk: Desk, value: str, issue: str) -> None:
    assert issue_of(lambda: desk.create(order(value=value)))[1] == issue


def test_a_breakdown_has_to_add_up(desk: Desk) -> None:
    body = order()
    nine = {"currency_code": "EUR", "value": "9.00"}
    body["purchase_units"][0]["amount"]["breakdown"] = {"item_total": nine, "tax_total": nine}
    assert issue_of(lambda: desk.create(body)) == (422, "AMOUNT_MISMATCH")


def test_a_restricted_merchant_sells_nothing(desk: Desk, pay: standin.StandIn) -> None:
    pay.store.restricted.add("NAPQ2Y3L4N5T6")
    assert issue_of(desk.create) == (422, "PAYEE_ACCOUNT_RESTRICTED")


def test_a_fee_may_not_eat_the_payment(desk: Desk) -> None:
    assert issue_of(lambda: desk.create(order(fee="19.99"))) == (422, "PLATFORM_FEE_EXCEEDED")
