"""PayPal's own client as the house sets it up: where it goes, how long it waits, and what it keeps to itself."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from apimatic_core.exceptions.auth_validation_exception import AuthValidationException

from standins import paypal as standin
from toolbox import paypal


@pytest.fixture
def pay(settings: Any) -> Iterator[standin.StandIn]:
    with standin.StandIn(background=False) as running:
        settings.PAYPAL_API_BASE = f"{running.url}/"
        settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = standin.CLIENT_ID, standin.CLIENT_SECRET
        yield running
        paypal._client.cache_clear()


def test_one_token_serves_many_calls(pay: standin.StandIn) -> None:
    for _ in range(3):
        paypal.client().transaction_search.search_balances()
    assert len(pay.store.tokens) == 1


def test_wrong_keys_are_told_before_anything_is_asked(pay: standin.StandIn, settings: Any) -> None:
    settings.PAYPAL_CLIENT_SECRET = "another"
    with pytest.raises(AuthValidationException):
        paypal.client().transaction_search.search_balances()


def test_no_secret_is_written_to_the_log(pay: standin.StandIn, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        paypal.client().transaction_search.search_balances()
    words = (standin.CLIENT_SECRET, *pay.store.tokens)
    assert [record for record in caplog.messages for word in words if word in record] == []


def test_an_answer_that_does_not_come_is_given_up(pay: standin.StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paypal, "SECONDS", 0.2)
    pay.faults.api("slow", "/v1/reporting/*", seconds=1)
    with pytest.raises(requests.ConnectionError, match="timed out"):
        paypal.client().transaction_search.search_balances()
