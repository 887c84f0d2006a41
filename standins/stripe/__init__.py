"""Stripe on the loopback: Connect, payments, refunds, disputes and the browser's card form, with faults on request."""

from .standin import CONNECT_SECRET, SECRET, StandIn
from .webhooks import Endpoint

__all__ = ["CONNECT_SECRET", "SECRET", "Endpoint", "StandIn"]
