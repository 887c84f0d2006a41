"""The platform's side of Billing for tests: its prices, one customer with a clock of their own, and short verbs."""

import json
import urllib.request
from datetime import UTC, datetime
from typing import Any

import stripe

from standins.stripe import StandIn

DAY = 86400
START = int(datetime(2026, 5, 1, 12, tzinfo=UTC).timestamp())


class Platform:
    def __init__(self, client: stripe.StripeClient, standin: StandIn) -> None:
        self.client, self.standin = client, standin
        v1 = client.v1
        self.product = v1.products.create(params={"name": "Pro"}).id
        self.monthly = self.price("month", 2900, lookup_key="pro-monthly")
        self.yearly = self.price("year", 29000, lookup_key="pro-yearly")
        self.clock = v1.test_helpers.test_clocks.create(params={"frozen_time": START}).id
        self.now = START
        self.customer = v1.customers.create(params={"email": "ciro@napoli.test", "test_clock": self.clock}).id

    def price(self, interval: str, amount: int, **more: Any) -> str:
        wish = {"product": self.product, "currency": "eur", "unit_amount": amount, "recurring": {"interval": interval}}
        return self.client.v1.prices.create(params=wish | more).id

    def metered(self, cents: str, interval: str = "month") -> str:
        """A price for each order, which the meter ``orders`` counts."""
        meter = self.client.v1.billing.meters.create(
            params={"display_name": "Orders", "event_name": "orders", "default_aggregation": {"formula": "sum"}}
        )
        recurring = {"interval": interval, "usage_type": "metered", "meter": meter.id}
        wish = {"product": self.product, "currency": "eur", "unit_amount_decimal": cents, "recurring": recurring}
        return self.client.v1.prices.create(params=wish).id

    def count(self, value: int, *, identifier: str, at: int | None = None) -> None:
        payload = {"stripe_customer_id": self.customer, "value": str(value)}
        wish = {"event_name": "orders", "payload": payload, "identifier": identifier, "timestamp": at or self.now}
        self.client.v1.billing.meter_events.create(params=wish)

    def give_card(self, method: str = "pm_card_visa") -> str:
        """The customer's card from now on."""
        attached = self.client.v1.payment_methods.attach(method, params={"customer": self.customer}).id
        settings = {"default_payment_method": attached}
        self.client.v1.customers.update(self.customer, params={"invoice_settings": settings})
        return attached

    def subscribe(self, *prices: str, **more: Any) -> stripe.Subscription:
        items = [{"price": price} for price in prices]
        return self.client.v1.subscriptions.create(params={"customer": self.customer, "items": items, **more})

    def advance(self, seconds: int) -> None:
        self.now += seconds
        self.client.v1.test_helpers.test_clocks.advance(self.clock, params={"frozen_time": self.now})

    def read(self, subscription: stripe.Subscription) -> stripe.Subscription:
        return self.client.v1.subscriptions.retrieve(subscription.id)

    def invoice(self, subscription: stripe.Subscription, **params: Any) -> stripe.Invoice:
        """Its latest invoice, as it is now."""
        return self.client.v1.invoices.retrieve(self.read(subscription).latest_invoice, params=params)

    def customer_now(self) -> stripe.Customer:
        return self.client.v1.customers.retrieve(self.customer)

    def control(self, name: str, **wish: Any) -> None:
        body, headers = json.dumps(wish).encode(), {"Content-Type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(f"{self.standin.url}/{name}", body, headers), timeout=5).close()

    @staticmethod
    def day(moment: int) -> str:
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
