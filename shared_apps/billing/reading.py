"""What Stripe says about a customer, as an Answer: read whole each time, whoever asks and whatever has happened."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import stripe

from shared_apps.billing import plans
from shared_apps.billing.seen import Answer, SeenInvoice, SeenSubscription
from shared_apps.billing.stripe_client import speaking

LIVE = ("active", "trialing", "past_due", "unpaid", "paused")
_NEVER_BEGAN = ("incomplete", "incomplete_expired")
INVOICES = 24

Raw = Mapping[str, Any]


def read_customer(customer: str, *, turn: int) -> Answer:
    """Return everything there is about this customer. Raises Away or Refused."""
    with speaking() as api:
        subscriptions = api.v1.subscriptions.list(
            params={"customer": customer, "status": "all", "limit": 20, "expand": ["data.discounts"]}
        )
        invoices = api.v1.invoices.list(params={"customer": customer, "limit": INVOICES})
        chosen = _the_one([each.to_dict() for each in subscriptions.data])
        return Answer(
            customer=customer,
            turn=turn,
            subscription=_subscription(api, chosen) if chosen else None,
            invoices=tuple(_invoice(raw) for each in invoices.data if not never_began(raw := each.to_dict())),
            card=_card(api, customer),
        )


def never_began(invoice: Raw) -> bool:
    """Whether it is the first of a subscription that waits for it to be paid, or waited in vain: nobody owes that."""
    return invoice.get("billing_reason") == "subscription_create" and invoice["status"] in ("open", "void")


def _the_one(found: list[Raw]) -> Raw | None:
    """Return the subscription that counts: the live one, else the newest that ever began."""
    begun = [each for each in found if each["status"] not in _NEVER_BEGAN]
    return max(begun, key=lambda each: (each["status"] in LIVE, each["created"]), default=None)


def _subscription(api: stripe.StripeClient, raw: Raw) -> SeenSubscription:
    items = [(item, item["price"]) for item in raw["items"]["data"]]
    base = next((pair for pair in items if pair[1]["recurring"].get("usage_type") != "metered"), items[0])
    meter = next((pair[0]["id"] for pair in items if pair is not base), "")
    known = plans.plan_by_key(base[1].get("lookup_key") or "")
    return SeenSubscription(
        reference=raw["id"],
        call=(raw.get("metadata") or {}).get("call", ""),
        status=raw["status"],
        plan=known[0].code if known else "",
        interval=base[1]["recurring"]["interval"],
        currency=raw["currency"].upper(),
        price=base[1]["unit_amount"] or 0,
        item=base[0]["id"],
        meter_item=meter,
        period_start=moment(base[0].get("current_period_start")),
        period_end=moment(base[0].get("current_period_end")),
        billed_from=moment(raw.get("trial_end") or raw.get("start_date")),
        trial_end=moment(raw.get("trial_end")),
        cancel_at=moment(raw.get("cancel_at")),
        ended_at=moment(raw.get("ended_at")),
        **_discount(api, raw),
    )


def _discount(api: stripe.StripeClient, raw: Raw) -> dict[str, Any]:
    found = [each for each in raw.get("discounts") or () if isinstance(each, Mapping)]
    if not found:
        return {}
    coupon = (found[0].get("source") or {}).get("coupon") or found[0].get("coupon")
    if isinstance(coupon, str):
        coupon = api.v1.coupons.retrieve(coupon).to_dict()
    if not coupon:
        return {}
    return {
        "coupon": coupon["id"],
        "percent_off": Decimal(str(coupon.get("percent_off") or 0)),
        "amount_off": coupon.get("amount_off") or 0,
        "discount_ends_at": moment(found[0].get("end")),
    }


def is_due(invoice: Raw, subscription: str) -> bool:
    """Whether it is to be paid while this is the subscription: as Invoices.due."""
    return invoice["status"] == "open" or (invoice["status"] == "uncollectible" and _source(invoice) == subscription)


def subscription_in(invoice: Raw) -> Raw:
    """Return what an invoice says of the subscription it is for; nothing of one that is for none."""
    found: Raw = (invoice.get("parent") or {}).get("subscription_details") or {}
    return found


def _source(invoice: Raw) -> str:
    return str(_id(subscription_in(invoice).get("subscription")) or "")


def _invoice(raw: Raw) -> SeenInvoice:
    attempts = raw.get("attempt_count") or 0
    return SeenInvoice(
        reference=raw["id"],
        source=_source(raw),
        number=raw.get("number") or "",
        state=raw.get("status") or "draft",
        currency=raw["currency"].upper(),
        total=raw["total"],
        tax=sum(each["amount"] for each in raw.get("total_taxes") or ()),
        paid=raw["amount_paid"],
        attempts=attempts,
        is_overdue=raw.get("status") == "uncollectible" or (raw.get("status") == "open" and attempts > 0),
        period_start=_moment(raw["period_start"]),
        period_end=_moment(raw["period_end"]),
        made_at=_moment(raw["created"]),
        page_url=raw.get("hosted_invoice_url") or "",
        pdf_url=raw.get("invoice_pdf") or "",
    )


def _card(api: stripe.StripeClient, customer: str) -> str:
    """Return the card, or whatever else is charged, as people know it; nothing when there is none."""
    settings = api.v1.customers.retrieve(customer).to_dict().get("invoice_settings") or {}
    default = _id(settings.get("default_payment_method"))
    if not default:
        return ""
    return card_words(api.v1.payment_methods.retrieve(default).to_dict())


def card_words(method: Raw) -> str:
    """Visa 4242; of another kind of payment its name: Sepa Debit 3000."""
    kind = str(method.get("type") or "card")
    details = method.get(kind) or {}
    name = str(details.get("brand") or kind).replace("_", " ").title()
    return f"{name} {details.get('last4') or ''}".strip()


def _id(found: Any) -> str | None:
    """An id, or the expanded object it stands for."""
    return found["id"] if isinstance(found, Mapping) else found


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
