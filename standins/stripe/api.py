"""Every table of routes. A new group of resources is a module with its own `routes`, named here."""

from . import (
    accounts,
    balance,
    billing,
    charges,
    controls,
    customers,
    disputes,
    events,
    fees,
    pages,
    payment_intents,
    payouts,
    refunds,
    saved_cards,
    setup_intents,
    tax_ids,
)
from .routing import Routes

MODULES = (
    *billing.MODULES, tax_ids, accounts, customers, saved_cards, payment_intents, setup_intents, charges, refunds, disputes,
    fees, balance, payouts, events, controls, pages,
)  # fmt: skip

ROUTES = Routes()
for _module in MODULES:
    ROUTES.extend(_module.routes)
    ROUTES.reactions.extend(_module.routes.reactions)
    ROUTES.ticks.extend(_module.routes.ticks)
