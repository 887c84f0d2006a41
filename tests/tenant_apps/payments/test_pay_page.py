"""The page to pay on, and its button to PayPal: what they ask of a provider, and where they lead."""

from typing import Any

import pytest
import redis
from django.core.cache import caches
from django.test import Client

from tenant_apps.payments.models import Payment
from tenant_apps.payments.views import pay
from tests.tenant_apps.payments.buyer import Buyer
from tests.tenant_apps.payments.conftest import Desk


def test_the_button_to_paypal_leads_there(buyer: Buyer, phone: Client) -> None:
    order = buyer.order()
    page = phone.post(f"/orders/{order.id}/pay/paypal/").content.decode()
    assert f"/checkoutnow?token={Payment.objects.get().reference}" in page


def test_who_said_yes_at_paypal_and_presses_the_button_again_has_paid(buyer: Buyer, phone: Client) -> None:
    order, payment = buyer.begun()
    buyer.pay.approve(payment.reference)  # the tab was closed, and the post has not come yet
    answer = phone.post(f"/orders/{order.id}/pay/paypal/")
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.id}/paid/")
    assert phone.get(answer["Location"])["Location"] == f"/orders/{order.id}/"
    assert buyer.fresh(payment).state == "authorised"
    assert buyer.fresh(order).state == "placed"


def test_a_page_that_is_only_looked_for_begins_nothing(desk: Desk, phone: Client) -> None:
    order = desk.order()
    assert phone.head(f"/orders/{order.id}/pay/").status_code == 200
    assert not Payment.objects.exists()


def test_a_page_loaded_again_and_again_asks_the_bank_no_more(
    desk: Desk, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, other = desk.order(), desk.order()
    asked: list[Any] = []
    begin = pay.asking.begin
    monkeypatch.setattr(pay.asking, "begin", lambda *args, **told: asked.append(args) or begin(*args, **told))
    for _again in range(pay.MOST_LOOKS):
        assert phone.get(f"/orders/{order.id}/pay/").status_code == 200
    answer = phone.get(f"/orders/{order.id}/pay/")
    assert answer.status_code == 429
    assert "Wait a minute" in answer.content.decode() and "data-secret" not in answer.content.decode()
    assert len(asked) == pay.MOST_LOOKS
    assert phone.get(f"/orders/{other.id}/pay/").status_code == 200  # somebody else's page is not meant


def test_without_redis_nobody_counts_and_everybody_may_pay(
    desk: Desk, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: Any, **options: Any) -> None:
        raise redis.ConnectionError("gone")

    order = desk.order()
    monkeypatch.setattr(type(caches["default"]), "incr", gone)
    answer = phone.get(f"/orders/{order.id}/pay/")
    assert (answer.status_code, "data-secret" in answer.content.decode()) == (200, True)
