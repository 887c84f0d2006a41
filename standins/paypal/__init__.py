"""PayPal on the loopback: Orders v2, Payments v2, disputes and signed webhooks, with faults on request."""

from standins.paypal.standin import CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID, StandIn
from standins.paypal.store import PLATFORM
from standins.paypal.webhooks import Endpoint

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "PLATFORM", "WEBHOOK_ID", "Endpoint", "StandIn"]
