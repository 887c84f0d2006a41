"""What the stand-in's tests do again and again."""

from typing import Any

import stripe

from standins.stripe import StandIn


def authorise(client: stripe.StripeClient, account: str, amount: int, **params: Any) -> stripe.PaymentIntent:
    """A payment held on the shop's account, not yet captured."""
    wish = {
        "amount": amount,
        "currency": "eur",
        "capture_method": "manual",
        "payment_method": "pm_card_visa",
        "confirm": True,
    }
    return client.v1.payment_intents.create(params=wish | params, options={"stripe_account": account})


def pay(client: stripe.StripeClient, account: str, amount: int, **params: Any) -> stripe.PaymentIntent:
    """A payment that is captured."""
    return authorise(client, account, amount, **{"capture_method": "automatic", **params})


def refund(client: stripe.StripeClient, account: str, intent: str, **params: Any) -> stripe.Refund:
    return client.v1.refunds.create(params={"payment_intent": intent, **params}, options={"stripe_account": account})


def balance_of(client: stripe.StripeClient, account: str | None = None) -> int:
    balance = client.v1.balance.retrieve(options={"stripe_account": account} if account else {})
    return sum(item.amount for item in (*balance.available, *balance.pending))


def types(standin: StandIn) -> list[str]:
    return [event["type"] for event in standin.events]
