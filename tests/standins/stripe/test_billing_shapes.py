"""What Billing answers has the fields that the SDK's own classes say, no more and no fewer."""

import typing
from typing import Any

import pytest
import stripe

from standins.stripe import StandIn
from standins.stripe.listing import visible
from tests.standins.stripe.billing import DAY, Platform

CLASSES: dict[str, Any] = {
    "billing.meter": stripe.billing.Meter,
    "billing.meter_event": stripe.billing.MeterEvent,
    "billing_portal.session": stripe.billing_portal.Session,
    "checkout.session": stripe.checkout.Session,
    "coupon": stripe.Coupon,
    "credit_note": stripe.CreditNote,
    "customer": stripe.Customer,
    "discount": stripe.Discount,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "invoiceitem": stripe.InvoiceItem,
    "line_item": stripe.InvoiceLineItem,
    "price": stripe.Price,
    "product": stripe.Product,
    "promotion_code": stripe.PromotionCode,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "tax_id": stripe.TaxId,
    "tax_rate": stripe.TaxRate,
    "test_helpers.test_clock": stripe.test_helpers.TestClock,
}
# Shown by Stripe only to who asks with `expand`, or only for features the stand-in has not.
ASKED_FOR = {
    "amount_paid_off_stripe", "payments", "confirmation_secret", "currency_options", "tiers", "applies_to", "deleted",
    "cash_balance", "sources", "subscriptions", "tax", "tax_ids", "test_clock", "shipping_cost", "line_items",
}  # fmt: skip


def optional(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


@pytest.fixture
def everything(platform: Platform, standin: StandIn) -> dict[str, dict[str, Any]]:
    """One of each kind, newest, as it goes out."""
    v1 = platform.client.v1
    platform.give_card()
    v1.customers.tax_ids.create(platform.customer, params={"type": "eu_vat", "value": "IT01234567890"})
    vat = v1.tax_rates.create(params={"display_name": "IVA", "percentage": 22, "inclusive": False}).id
    coupon = v1.coupons.create(params={"percent_off": 10, "duration": "forever"}).id
    v1.promotion_codes.create(params={"promotion": {"type": "coupon", "coupon": coupon}})
    running = platform.subscribe(
        platform.monthly, platform.metered("100"), discounts=[{"coupon": coupon}], default_tax_rates=[vat]
    )
    platform.count(3, identifier="one")
    item = next(item.id for item in running["items"].data if item.price.id == platform.monthly)
    v1.subscriptions.update(running.id, params={"items": [{"id": item, "price": platform.price("month", 5900)}]})
    v1.credit_notes.create(params={"invoice": running.latest_invoice, "credit_amount": 100})
    v1.billing_portal.sessions.create(params={"customer": platform.customer, "return_url": "http://localhost/"})
    v1.checkout.sessions.create(
        params={"customer": platform.customer, "mode": "setup", "currency": "eur", "success_url": "http://localhost/"}
    )
    platform.advance(DAY)
    books = standin.store.platform
    found = {kind: visible(books.all(kind)[0]) for kind in CLASSES if books.all(kind)}
    found["billing.meter_event"].pop("id")
    found["subscription_item"] = found["subscription"]["items"]["data"][0]
    found["line_item"] = found["invoice"]["lines"]["data"][0]
    return found


@pytest.mark.parametrize("kind", CLASSES)
def test_the_fields_are_the_sdks(everything: dict[str, dict[str, Any]], kind: str) -> None:
    known = {name: hint for name, hint in CLASSES[kind].__annotations__.items() if not name.startswith(("_", "OBJECT"))}
    given = everything[kind]
    assert sorted(given.keys() - known.keys()) == []
    assert sorted(known.keys() - given.keys() - ASKED_FOR) == []
    needed = {name for name, hint in known.items() if not optional(hint)}
    assert sorted(name for name in needed - {"object"} if given.get(name) is None and name not in ASKED_FOR) == []
