"""What would be charged: asked of Stripe, so that the page and the bill say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared_apps.billing import catalogue, plans
from shared_apps.billing.models import Subscription
from shared_apps.billing.reading import moment
from shared_apps.billing.stripe_client import speaking
from shared_apps.billing.verbs import discount, ends_discount, items_of


@dataclass(frozen=True)
class Line:
    words: str
    amount: int


@dataclass(frozen=True)
class Preview:
    """Amounts in minor units. ``on``: when it is charged, None for at once."""

    lines: Sequence[Line]
    tax: int
    total: int
    currency: str
    on: datetime | None = None


def next_bill(row: Subscription) -> Preview:
    """Return the bill that comes next as it stands now; of a yearly plan also the monthly one for its orders.

    Raises Away, or Refused when there comes none.
    """
    return _preview({"customer": row.customer, "subscription": row.reference})


def of_change(row: Subscription, plan: plans.Plan, interval: str, *, proration_date: int) -> Preview:
    """Return what is charged at once for changing to this plan; less than nothing is credit. Raises Away or Refused."""
    details: dict[str, Any] = {
        "items": items_of(plan, interval, row.currency, instead_of=row.items),
        "proration_behavior": "always_invoice",
        "proration_date": proration_date,
    }
    if row.status == "trialing":
        details = {**details, "proration_behavior": "none"}
        del details["proration_date"]
    asked: Any = {"customer": row.customer, "subscription": row.reference, "subscription_details": details}
    if ends_discount(row, interval):
        asked["discounts"] = ""
    return replace(_preview(asked), on=row.period_end if row.status == "trialing" else None)


def of_beginning(
    row: Subscription, plan: plans.Plan, interval: str, *, coupon: str, trial_end: datetime | None
) -> Preview:
    """Return the first bill of a subscription; ``coupon``: "" for none. Raises Away or Refused."""
    asked: dict[str, Any] = {
        "currency": row.currency.lower(),
        "subscription_details": {
            "items": items_of(plan, interval, row.currency),
            "default_tax_rates": catalogue.tax_rates(row.country),
        },
    }
    if row.customer:
        asked["customer"] = row.customer
    if coupon:
        asked["discounts"] = [discount(coupon)]
    return replace(_preview(asked), on=trial_end)


def _preview(asked: Any) -> Preview:
    with speaking() as api:
        raw = api.v1.invoices.create_preview(params=asked).to_dict()
    lines = [Line(line.get("description") or "", line["amount"]) for line in raw["lines"]["data"] if line["amount"]]
    for each in raw.get("total_discount_amounts") or ():
        lines.append(Line("", -each["amount"]))
    return Preview(
        lines=lines,
        tax=sum(each["amount"] for each in raw.get("total_taxes") or ()),
        total=raw["total"],
        currency=raw["currency"].upper(),
        on=moment(raw.get("next_payment_attempt") or raw.get("period_end")),
    )
