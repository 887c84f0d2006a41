"""PayPal on the loopback with its real client before it, and one order in each of its stages."""

from collections.abc import Callable
from typing import Any

import pytest
from paypalserversdk.exceptions.error_exception import ErrorException
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient

from standins import paypal as standin
from toolbox import paypal

NAPOLI, ROMA = "NAPQ2Y3L4N5T6", "RQMA2Y3L4N5T6"
ALL = "return=representation"


@pytest.fixture
def pay(paypal_standin: standin.StandIn) -> standin.StandIn:
    return paypal_standin


@pytest.fixture
def client(pay: standin.StandIn) -> PaypalServersdkClient:
    return paypal.client()


def order(intent: str = "AUTHORIZE", *, value: str = "20.00", invoice: str = "1-1", fee: str = "") -> dict[str, Any]:
    """The body of an order of one pizzeria's; ``fee`` is the platform's."""
    unit: dict[str, Any] = {
        "amount": {"currency_code": "EUR", "value": value},
        "payee": {"merchant_id": NAPOLI},
        "custom_id": f"order-{invoice}",
        "invoice_id": invoice,
    }
    if fee:
        unit["payment_instruction"] = {"platform_fees": [{"amount": {"currency_code": "EUR", "value": fee}}]}
    context = {"return_url": "http://napoli.test/back", "cancel_url": "http://napoli.test/cancelled?why=buyer"}
    return {
        "intent": intent,
        "purchase_units": [unit],
        "payment_source": {"paypal": {"experience_context": context}},
    }


class Desk:
    """What a shop does with PayPal, one verb each, all for napoli."""

    def __init__(self, client: PaypalServersdkClient, pay: standin.StandIn) -> None:
        self.client, self.pay = client, pay
        self._asked = 0

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        self._asked += 1
        mine = {"paypal_auth_assertion": paypal.assertion(NAPOLI), "prefer": ALL}
        return mine | {"paypal_request_id": f"request-{self._asked}"} | options

    def create(self, body: dict[str, Any] | None = None, **options: Any) -> Any:
        return self.client.orders.create_order(self._options({"body": body or order()} | options)).body

    def approved(self, intent: str = "AUTHORIZE", *, funding: str = "good", **body: Any) -> str:
        made = self.create(order(intent, **body))
        self.pay.approve(made.id, funding=funding)
        return str(made.id)

    def authorize(self, order_id: str, **options: Any) -> Any:
        return self.client.orders.authorize_order(self._options({"id": order_id, "body": {}} | options)).body

    def authorized(self, **body: Any) -> str:
        held = self.authorize(self.approved(**body))
        return str(held.purchase_units[0].payments.authorizations[0].id)

    def take_order(self, order_id: str, **options: Any) -> Any:
        return self.client.orders.capture_order(self._options({"id": order_id, "body": {}} | options)).body

    def take(self, authorization_id: str, body: dict[str, Any] | None = None, **options: Any) -> Any:
        asked = self._options({"authorization_id": authorization_id, "body": body or {}} | options)
        return self.client.payments.capture_authorized_payment(asked).body

    def taken(self, **body: Any) -> str:
        return str(self.take(self.authorized(**body), {"final_capture": True}).id)

    def void(self, authorization_id: str, **options: Any) -> Any:
        return self.client.payments.void_payment(self._options({"authorization_id": authorization_id} | options))

    def refund(self, capture_id: str, value: str = "", **options: Any) -> Any:
        body = {"amount": {"currency_code": "EUR", "value": value}} if value else {}
        asked = self._options({"capture_id": capture_id, "body": body} | options)
        return self.client.payments.refund_captured_payment(asked).body


@pytest.fixture
def desk(client: PaypalServersdkClient, pay: standin.StandIn) -> Desk:
    return Desk(client, pay)


def issue_of(call: Callable[[], Any]) -> tuple[int, str]:
    """The status and the issue with which PayPal refuses the call."""
    with pytest.raises(ErrorException) as refusal:
        call()
    return refusal.value.response_code, refusal.value.details[0].issue
