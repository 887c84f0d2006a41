"""Stripe Billing: what a pizzeria pays the platform. Catalogue, subscriptions, invoices, usage, dunning, test clocks."""

from . import (
    catalog,
    changes,
    clocks,
    coupons,
    credit,
    cycle,
    invoices,
    invoicing,
    meters,
    pages,
    previews,
    sessions,
    subscriptions,
)

# previews before invoicing: /v1/invoices/create_preview is no id of an invoice
MODULES = (
    catalog, coupons, meters, credit, previews, invoicing, invoices, changes, subscriptions, cycle, clocks,
    sessions, pages,
)  # fmt: skip
