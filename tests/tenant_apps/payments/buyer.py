"""A shop that takes PayPal: what a buyer, PayPal and a worker do there, in their words."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

import tenants
from shared_apps.journal.facts import Actor
from standins import paypal as stand
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import queries as orders
from tenant_apps.payments import actions, asking, queries
from tenant_apps.payments.models import Payment, Refund
from tests.standins.paypal.conftest import NAPOLI
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, filled_basket, wish
from tests.tenant_apps.payments.conftest import follow, take_cards
from toolbox import paypal

__all__ = ["Buyer", "buyer", "post"]
PATH = "/webhooks/paypal/"
STAFF = Actor("staff", None, "counter")


class Buyer:
    """What happens around a payment by PayPal, in the words of those who do it."""

    def __init__(self, pay: stand.StandIn) -> None:
        self.pay, self.at = pay, FRIDAY_EVENING

    def order(self, **wished: Any) -> Any:
        wished = {"tender": "paypal"} | wished
        return ordering.place_order(filled_basket(), wish=wish(**wished), by=Actor.guest(), at=self.at)

    def begin(self, order: Any) -> Payment:
        payment, begun = asking.begin(order, "paypal", user=None, by=Actor.guest(), at=self.at)
        assert begun.address
        return payment

    def settle(self, payment: Payment) -> Payment:
        return asking.ask_open(asking.settle(payment, at=self.at), at=self.at)

    def begun(self, **wished: Any) -> tuple[Any, Payment]:
        order = self.order(**wished)
        return order, self.begin(order)

    def held(self, **wished: Any) -> tuple[Any, Payment]:
        order, payment = self.begun(**wished)
        self.pay.approve(payment.reference)
        payment = self.settle(payment)
        order.refresh_from_db()
        return order, payment

    def captured(self, **wished: Any) -> tuple[Any, Payment]:
        order, payment = self.held(**wished)
        ordering.accept_order(orders.order_for_staff(order.id), by=STAFF, at=self.at)
        self.follow()
        return order, self.fresh(payment)

    def give(self, order: Any, amount: int, key: str = "one") -> Refund:
        wanted = actions.RefundWish(extra=amount)
        return actions.request_refund(order, wish=wanted, key=key, by=STAFF, at=self.at)

    def follow(self) -> None:
        follow(self.at)

    def fresh(self, row: Any) -> Any:
        return type(row).objects.get(pk=row.pk)

    def in_balance(self) -> bool:
        return queries.account("paypal") == self.pay.balance(NAPOLI)


@pytest.fixture
def buyer(shop: Any, settings: Any) -> Iterator[Buyer]:
    with stand.StandIn(background=False) as running:
        settings.PAYPAL_API_BASE = running.url
        settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = stand.CLIENT_ID, stand.CLIENT_SECRET
        settings.PAYPAL_WEBHOOK_ID = stand.WEBHOOK_ID
        paypal._client.cache_clear()
        take_cards(NAPOLI, provider="paypal")
        yield Buyer(running)
    paypal._client.cache_clear()


@pytest.fixture
def post(buyer: Buyer, at_platform: Client) -> Callable[[], int]:
    """Bring the waiting webhooks to the product as PayPal would."""

    def deliver(body: bytes, headers: dict[str, str]) -> int:
        return send(at_platform, body, headers)

    def bring() -> int:
        with tenants.platform():
            return buyer.pay.flush()

    buyer.pay.deliver = deliver
    return bring


def send(client: Client, body: bytes, headers: dict[str, str]) -> int:
    told = {name: value for name, value in headers.items() if name.startswith("PAYPAL-")}
    with tenants.platform():
        return int(client.post(PATH, body, content_type="application/json", headers=told).status_code)
