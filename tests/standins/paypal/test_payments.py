"""Captures, voids and refunds through PayPal's own client, and the balance each leaves."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from paypalserversdk.exceptions.error_exception import ErrorException

from standins import paypal as standin
from standins.paypal import refunds
from tests.standins.paypal.conftest import NAPOLI, ROMA, Desk, issue_of
from toolbox import paypal

DAY = int(timedelta(days=1).total_seconds())


def euro(value: str) -> dict[str, object]:
    return {"amount": {"currency_code": "EUR", "value": value}}


def test_a_capture_pays_the_merchant_less_paypals_share_and_ours(desk: Desk, pay: standin.StandIn) -> None:
    held = desk.authorized()
    taken = desk.take(held, {"final_capture": True, "payment_instruction": {"platform_fees": [euro("0.50")]}})
    parts = taken.seller_receivable_breakdown
    # 20.00 at 3.4 % and 0.35 is 1.03; the platform's half euro comes off too
    assert (parts.paypal_fee.value, parts.net_amount.value) == ("1.03", "18.47")
    assert (pay.balance(NAPOLI), pay.balance(standin.PLATFORM)) == (1847, 50)
    assert desk.client.payments.get_captured_payment({"capture_id": taken.id}).body.status == "COMPLETED"


def test_a_fee_named_in_the_order_holds_for_its_capture(desk: Desk, pay: standin.StandIn) -> None:
    desk.take_order(desk.approved("CAPTURE", fee="0.40"))
    assert pay.balance(standin.PLATFORM) == 40


def test_a_fee_of_a_hold_is_named_when_it_is_captured(desk: Desk, pay: standin.StandIn) -> None:
    desk.take(desk.authorized(fee="0.40"), {"final_capture": True})
    assert pay.balance(standin.PLATFORM) == 0


def test_an_authorisation_is_captured_in_parts_and_never_beyond(desk: Desk) -> None:
    held = desk.authorized()
    assert desk.take(held, euro("15.00")).amount.value == "15.00"
    found = desk.client.payments.get_authorized_payment({"authorization_id": held}).body
    assert found.status == "PARTIALLY_CAPTURED"
    assert issue_of(lambda: desk.take(held, euro("5.01"))) == (422, "MAX_CAPTURE_AMOUNT_EXCEEDED")
    assert desk.take(held).amount.value == "5.00"
    assert issue_of(lambda: desk.take(held)) == (422, "AUTHORIZATION_ALREADY_CAPTURED")


def test_a_final_capture_lets_the_rest_go(desk: Desk) -> None:
    held = desk.authorized()
    desk.take(held, euro("5.00") | {"final_capture": True})
    assert issue_of(lambda: desk.take(held)) == (422, "AUTHORIZATION_ALREADY_CAPTURED")


def test_a_void_ends_it(desk: Desk, pay: standin.StandIn) -> None:
    held = desk.authorized()
    assert desk.void(held).body.status == "VOIDED"
    assert issue_of(lambda: desk.take(held)) == (422, "AUTHORIZATION_VOIDED")
    assert issue_of(lambda: desk.void(held)) == (422, "PREVIOUSLY_VOIDED")
    assert pay.events[-1]["event_type"] == "PAYMENT.AUTHORIZATION.VOIDED"


def test_a_void_says_nothing_when_nothing_was_preferred(desk: Desk) -> None:
    answer = desk.void(desk.authorized(), prefer=None)
    assert (answer.status_code, answer.text) == (204, "")


def test_what_was_captured_cannot_be_voided(desk: Desk) -> None:
    held = desk.authorized()
    desk.take(held, {"final_capture": True})
    assert issue_of(lambda: desk.void(held)) == (422, "PREVIOUSLY_CAPTURED")


def test_an_authorisation_runs_out_after_29_days(desk: Desk, pay: standin.StandIn) -> None:
    held = desk.authorized()
    pay.clock.advance(30 * DAY)
    assert issue_of(lambda: desk.take(held)) == (422, "AUTHORIZATION_EXPIRED")


def test_a_hold_is_renewed_from_the_fourth_day(desk: Desk, pay: standin.StandIn) -> None:
    held = desk.authorized()
    renew = {"authorization_id": held, "body": {}, "paypal_auth_assertion": paypal.assertion(NAPOLI)}
    assert issue_of(lambda: desk.client.payments.reauthorize_payment(renew)) == (422, "REAUTHORIZATION_TOO_SOON")
    pay.clock.advance(4 * DAY)
    fresh = desk.client.payments.reauthorize_payment(renew).body
    assert issue_of(lambda: desk.take(held)) == (422, "AUTHORIZATION_VOIDED")
    assert desk.take(fresh.id).amount.value == "20.00"


def test_refunds_come_off_the_balance_and_paypal_keeps_its_fee(desk: Desk, pay: standin.StandIn) -> None:
    taken = desk.taken()
    first = desk.refund(taken, "5.00")
    assert first.seller_payable_breakdown.total_refunded_amount.value == "5.00"
    assert desk.client.payments.get_captured_payment({"capture_id": taken}).body.status == "PARTIALLY_REFUNDED"
    rest = desk.refund(taken)
    assert rest.amount.value == "15.00"
    assert desk.client.payments.get_refund({"refund_id": rest.id}).body.status == "COMPLETED"
    assert pay.balance(NAPOLI) == -103
    assert issue_of(lambda: desk.refund(taken)) == (422, "CAPTURE_FULLY_REFUNDED")


def test_the_platforms_fee_is_given_back_when_asked_and_no_more_than_was_taken(
    desk: Desk, pay: standin.StandIn
) -> None:
    taken = desk.take_order(desk.approved("CAPTURE", fee="0.40")).purchase_units[0].payments.captures[0].id
    body = euro("10.00") | {"payment_instruction": {"platform_fees": [euro("0.20")]}}
    desk.refund(taken, body=body)
    assert pay.balance(standin.PLATFORM) == 20
    body["payment_instruction"] = {"platform_fees": [euro("0.21")]}
    assert issue_of(lambda: desk.refund(taken, body=body)) == (422, "PLATFORM_FEE_EXCEEDED")


def refund_at_once(desk: Desk, taken: str, value: str, times: int) -> list[str]:
    """What each of so many threads is answered."""

    def ask(number: int) -> str:
        try:
            return str(desk.refund(taken, value, paypal_request_id=f"parallel-{number}").status)
        except ErrorException as refusal:
            return str(refusal.details[0].issue)

    with ThreadPoolExecutor(min(times, 16)) as many:
        return list(many.map(ask, range(times)))


@pytest.mark.race
def test_no_more_is_refunded_than_was_captured_though_fifty_ask_at_once(desk: Desk, pay: standin.StandIn) -> None:
    answers = refund_at_once(desk, desk.taken(), "1.00", 50)
    assert answers.count("COMPLETED") == 20
    assert set(answers) == {"COMPLETED", "CAPTURE_FULLY_REFUNDED"}
    assert len(pay.store.refunds) == 20


@pytest.mark.race
@pytest.mark.parametrize(("locked", "refunded"), [(True, 1), (False, 2)])
def test_it_is_the_lock_that_keeps_two_from_giving_back_the_same_money(
    desk: Desk, pay: standin.StandIn, monkeypatch: pytest.MonkeyPatch, locked: bool, refunded: int
) -> None:
    """Each waits for the other where it has seen that nothing was given back yet: with the lock on nobody comes."""
    taken, counted, meeting, met = desk.taken(), refunds.refunded, threading.Barrier(2), threading.local()

    def together(*of: Any) -> Any:
        found = counted(*of)
        if not hasattr(met, "already"):
            met.already = True
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait(timeout=1 if locked else 30)
        return found

    monkeypatch.setattr(refunds, "refunded", together)
    if not locked:
        monkeypatch.setattr(pay.store, "lock", contextlib.nullcontext())
    assert refund_at_once(desk, taken, "20.00", 2).count("COMPLETED") == refunded


def test_a_refund_on_paypals_own_pages_is_announced_with_its_merchant_and_its_capture(
    desk: Desk, pay: standin.StandIn
) -> None:
    taken = desk.taken()
    pay.refund(taken, value="3.00")
    resource = pay.events[-1]["resource"]
    assert (resource["amount"]["value"], resource["payer"]["merchant_id"]) == ("3.00", NAPOLI)
    assert [link["href"] for link in resource["links"] if link["rel"] == "up"] == [
        f"{pay.url}/v2/payments/captures/{taken}"
    ]
    assert pay.balance(NAPOLI) == 1897 - 300


def test_an_over_refund_is_refused(desk: Desk) -> None:
    assert issue_of(lambda: desk.refund(desk.taken(), "20.01")) == (422, "REFUND_AMOUNT_EXCEEDED")


def test_an_e_cheque_is_pending_until_it_clears_or_is_denied(desk: Desk, pay: standin.StandIn) -> None:
    first = desk.take_order(desk.approved("CAPTURE", funding="pending")).purchase_units[0].payments.captures[0]
    assert (first.status, pay.balance(NAPOLI)) == ("PENDING", 0)
    assert issue_of(lambda: desk.refund(first.id)) == (422, "CAPTURE_NOT_COMPLETED")
    pay.settle(first.id)
    assert pay.balance(NAPOLI) == 1897
    second = desk.take_order(desk.approved("CAPTURE", invoice="1-2", funding="pending"))
    pay.settle(second.purchase_units[0].payments.captures[0].id, denied=True)
    assert (pay.balance(NAPOLI), pay.events[-1]["event_type"]) == (1897, "PAYMENT.CAPTURE.DENIED")


def test_nobody_acts_for_a_merchant_without_saying_so(desk: Desk) -> None:
    held = desk.authorized()
    for assertion in (None, paypal.assertion(ROMA)):
        refused = issue_of(lambda assertion=assertion: desk.take(held, paypal_auth_assertion=assertion))
        assert refused == (403, "PERMISSION_DENIED")


def test_the_same_request_id_does_it_once_and_shows_how_it_stands(desk: Desk, pay: standin.StandIn) -> None:
    held = desk.authorized()
    first = desk.take(held, euro("20.00"), paypal_request_id="capture-1")
    desk.refund(first.id)
    again = desk.take(held, euro("20.00"), paypal_request_id="capture-1")
    assert (again.id, again.status) == (first.id, "REFUNDED")
    assert len(pay.store.captures) == 1


def test_the_same_request_id_means_the_same_request(desk: Desk) -> None:
    held = desk.authorized()
    desk.take(held, euro("5.00"), paypal_request_id="capture-1")
    refused = issue_of(lambda: desk.take(held, euro("6.00"), paypal_request_id="capture-1"))
    assert refused == (422, "DUPLICATE_REQUEST_ID")


def test_the_books_can_be_read_back(desk: Desk, pay: standin.StandIn) -> None:
    desk.refund(desk.taken(), "5.00")
    now = pay.store.now()
    around = {"start_date": now - timedelta(days=1), "end_date": now + timedelta(days=1)}
    options = {name: moment.strftime("%Y-%m-%dT%H:%M:%SZ") for name, moment in around.items()}
    # the SDK's search has no parameter for whose books they are: the header is the client's
    desk.client.global_configuration.global_header("PayPal-Auth-Assertion", paypal.assertion(NAPOLI))
    rows = [
        row.transaction_info
        for row in desk.client.transaction_search.search_transactions(options).body.transaction_details
    ]
    assert [(row.transaction_event_code, row.transaction_amount.value, row.fee_amount.value) for row in rows] == [
        ("T0006", "20.00", "-1.03"),
        ("T1107", "-5.00", "0.00"),
    ]
    assert desk.client.transaction_search.search_balances().body.balances[0].total_balance.value == "13.97"
