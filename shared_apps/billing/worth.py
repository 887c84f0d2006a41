"""What a subscription adds to monthly recurring revenue."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from pizzeria import dunning
from shared_apps.billing import plans
from shared_apps.billing.models import Subscription

# In arrears it still counts, as long as the shop is served: ChartMogul's and Stripe's own definition too.
_COUNTING = (dunning.ACTIVE, dunning.PAST_DUE, dunning.RESTRICTED)


def monthly(row: Subscription, *, at: datetime) -> int:
    """Return what the subscription is worth a month, in minor units without VAT.

    The price of its period by the number of months in it, less the coupon that is running, rounded half up once;
    of a year the one that ran when it was billed: what was sold stays sold for the whole of it
    (https://docs.stripe.com/billing/subscriptions/analytics: trials, VAT and metered fees do not count).
    """
    if not row.is_subscribed or row.state not in _COUNTING:
        return 0
    price = Decimal(row.items.get("price") or row.terms.price(row.interval, row.currency))
    billed = row.period_start or at if row.interval == plans.YEAR else at
    if row.discount_ends_at is None or row.discount_ends_at > billed:
        price = max(Decimal(0), price * (100 - row.percent_off) / 100 - row.amount_off)
    months = 12 if row.interval == plans.YEAR else 1
    return int((price / months).quantize(Decimal(1), ROUND_HALF_UP))
