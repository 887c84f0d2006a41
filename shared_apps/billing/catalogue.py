"""The provider's catalogue, made from plans.py: products, prices by lookup key, the meter, VAT, a coupon.

Nothing is ever changed or deleted there: a new amount is a new price with a key of its own,
and those who pay the old one go on paying it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import stripe

from shared_apps.billing import plans
from shared_apps.billing.stripe_client import Refused, speaking


@dataclass(frozen=True)
class Price:
    key: str
    plan: plans.Plan
    currency: str
    amount: int
    interval: str
    is_metered: bool


def wanted() -> Iterator[Price]:
    """Every price that plans.py asks for."""
    for plan in plans.PLANS.values():
        for currency in plan.monthly:
            for interval in plans.INTERVALS:
                amount = plan.price(interval, currency)
                yield Price(plan.lookup_key(interval, currency), plan, currency, amount, interval, False)
            yield Price(plan.meter_key(currency), plan, currency, plan.order_fee[currency], plans.MONTH, True)


def sync() -> list[str]:
    """Make what is missing and return its names; run again it makes nothing. Raises Away."""
    with speaking() as api:
        made = [*_products(api), *_coupon(api), *_vat(api)]
        meter, fresh = _meter(api)
        return [*made, *fresh, *_prices(api, meter)]


def price_ids(keys: Sequence[str]) -> Mapping[str, str]:
    """Return the provider's ids of these lookup keys, making what is missing first. Raises Away or Refused."""
    found = _lookup(keys)
    if set(keys) - found.keys():
        sync()
        found = _lookup(keys)
    if missing := set(keys) - found.keys():
        raise Refused(f"no price for {', '.join(sorted(missing))}")
    return found


def _lookup(keys: Sequence[str]) -> dict[str, str]:
    with speaking() as api:
        listed = api.v1.prices.list(params={"lookup_keys": list(keys), "active": True, "limit": 100})
        return {str(price.lookup_key): price.id for price in listed.data}


def _products(api: stripe.StripeClient) -> Iterator[str]:
    known = {product.id for product in api.v1.products.list(params={"limit": 100}).auto_paging_iter()}
    for plan in plans.PLANS.values():
        if (id := product_id(plan)) not in known:
            api.v1.products.create(params={"id": id, "name": f"PizzaMama {plan.name}", "metadata": {"plan": plan.code}})
            yield id


def product_id(plan: plans.Plan) -> str:
    return f"pizzamama_{plan.code}"


def _meter(api: stripe.StripeClient) -> tuple[str, list[str]]:
    for meter in api.v1.billing.meters.list(params={"status": "active", "limit": 100}).auto_paging_iter():
        if meter.event_name == plans.METER:
            return meter.id, []
    made = api.v1.billing.meters.create(
        params={
            "display_name": "Orders",
            "event_name": plans.METER,
            "default_aggregation": {"formula": "sum"},
            "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"},
            "value_settings": {"event_payload_key": "value"},
        },
        options={"idempotency_key": f"meter-{plans.METER}"},
    )
    return made.id, [made.id]


def _prices(api: stripe.StripeClient, meter: str) -> Iterator[str]:
    keys = [price.key for price in wanted()]
    known: set[str] = set()
    for first in range(0, len(keys), 10):  # the provider takes ten keys at a time
        known |= _lookup(keys[first : first + 10]).keys()
    for price in wanted():
        if price.key not in known:
            api.v1.prices.create(params=_params(price, meter), options={"idempotency_key": f"price-{price.key}"})
            yield price.key


def _params(price: Price, meter: str) -> Any:
    recurring: dict[str, str] = {"interval": price.interval}
    if price.is_metered:
        recurring |= {"usage_type": "metered", "meter": meter}
    return {
        "product": product_id(price.plan),
        "currency": price.currency.lower(),
        "unit_amount": price.amount,
        "lookup_key": price.key,
        "tax_behavior": "exclusive",
        "nickname": f"{price.plan.name}, {'per order' if price.is_metered else 'by the ' + price.interval}",
        "recurring": recurring,
    }


def tax_rates(country: str) -> list[str]:
    """Return the ids of the VAT on bills to this country, making it first where it is missing. Raises Away or Refused."""
    if country not in plans.VAT:
        return []
    with speaking() as api:
        if not (found := _known_vat(api)).get(country):
            list(_vat(api))
            found = _known_vat(api)
    return [found[country]]


def _known_vat(api: stripe.StripeClient) -> dict[str, str]:
    rates = api.v1.tax_rates.list(params={"active": True, "limit": 100}).auto_paging_iter()
    return {
        str(rate.country): rate.id
        for rate in rates
        if not rate.inclusive and rate.country in plans.VAT and rate.percentage == plans.VAT[rate.country]
    }


def _vat(api: stripe.StripeClient) -> Iterator[str]:
    known = _known_vat(api)
    for country, percent in plans.VAT.items():
        if country not in known:
            made = api.v1.tax_rates.create(
                params={"display_name": "IVA", "country": country, "percentage": percent, "inclusive": False},
                options={"idempotency_key": f"vat-{country}-{percent}"},
            )
            yield made.id


def _coupon(api: stripe.StripeClient) -> Iterator[str]:
    known = {coupon.id for coupon in api.v1.coupons.list(params={"limit": 100}).auto_paging_iter()}
    if plans.WIN_BACK_COUPON not in known:
        api.v1.coupons.create(
            params={
                "id": plans.WIN_BACK_COUPON,
                "name": "Welcome back",
                "percent_off": plans.WIN_BACK_PERCENT,
                "duration": "repeating",
                "duration_in_months": plans.WIN_BACK_MONTHS,
            }
        )
        yield plans.WIN_BACK_COUPON
