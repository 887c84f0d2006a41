"""The plans: what each costs, allows and includes. Data, so that a page, a limit and an invoice read the same.

``manage.py sync_plans`` makes the provider's catalogue from this file; ``docs/adr/0020`` says why it is this way round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MONTH, YEAR = INTERVALS = ("month", "year")
METER = "pizzamama_orders"  # the provider's name for what is counted

FEATURES: Mapping[str, str | Promise] = MappingProxyType(
    {
        "deals": _("Deals and bundles"),
        "forecast": _("Forecast and prep plan"),
        "api": _("API access"),
        "head_office": _("Head office for several stores"),
    }
)
# ``orders`` is soft: it is shown and said, and never stops a customer.
LIMITS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "products": _("Products on the menu"),
        "staff": _("People on the staff"),
        "orders": _("Orders this month"),
    }
)


@dataclass(frozen=True)
class Plan:
    """``monthly``, ``yearly`` and ``order_fee`` are minor units by currency, without VAT: what a period costs, and each
    order that was not rejected or cancelled. ``payment_fee_bps``: our share of what customers pay online, in hundredths
    of a percent of the amount. A limit of None is no limit.
    """

    code: str
    name: str
    payment_fee_bps: int
    monthly: Mapping[str, int]
    yearly: Mapping[str, int]
    order_fee: Mapping[str, int]
    limits: Mapping[str, int | None]
    features: frozenset[str] = frozenset()

    def price(self, interval: str, currency: str = "EUR") -> int:
        """Return what one period costs, in minor units without VAT. Raises KeyError for a currency we do not sell in."""
        return (self.yearly if interval == YEAR else self.monthly)[currency]

    def lookup_key(self, interval: str, currency: str = "EUR") -> str:
        """Return the provider's name of the price; the amount is in it, so that a new amount is a new price."""
        return f"{self.code}_{interval}_{currency}_{self.price(interval, currency)}".lower()

    def meter_key(self, currency: str = "EUR") -> str:
        """The same for the fee per order, which is collected every month whatever the plan's interval is."""
        return f"{self.code}_order_{currency}_{self.order_fee[currency]}".lower()


PLANS: Mapping[str, Plan] = MappingProxyType(
    {
        plan.code: plan
        for plan in (
            Plan(
                "starter",
                "Starter",
                payment_fee_bps=100,
                monthly={"EUR": 2900},
                yearly={"EUR": 29000},
                order_fee={"EUR": 15},
                limits={"products": 80, "staff": 6, "orders": 600},
            ),
            Plan(
                "pro",
                "Pro",
                payment_fee_bps=50,
                monthly={"EUR": 6900},
                yearly={"EUR": 69000},
                order_fee={"EUR": 8},
                limits={"products": 400, "staff": 40, "orders": 3000},
                features=frozenset({"deals", "forecast", "api"}),
            ),
            Plan(
                "franchise",
                "Franchise",
                payment_fee_bps=30,
                monthly={"EUR": 12900},
                yearly={"EUR": 129000},
                order_fee={"EUR": 5},
                limits={"products": None, "staff": None, "orders": None},
                features=frozenset(FEATURES),
            ),
        )
    }
)
# What a shop begins with: a trial shows all that one would pay for.
DEFAULT = "pro"
OF_A_FRANCHISE = "franchise"  # of a store that head office opens
TRIAL_DAYS = 30
# Percent on our own bills, by the country of whom they are made out to; elsewhere nobody is sold to yet.
VAT: Mapping[str, int] = MappingProxyType({"IT": 22})
# What brings somebody back who left and paid by the month; a coupon of the provider, made by sync_plans.
WIN_BACK_COUPON, WIN_BACK_PERCENT, WIN_BACK_MONTHS = "welcome-back-30", 30, 3


def plan_of(code: str) -> Plan:
    """Return the plan; a code that nobody sells any more is the default."""
    return PLANS.get(code, PLANS[DEFAULT])


def plan_by_key(lookup_key: str) -> tuple[Plan, str] | None:
    """Return plan and interval of a provider's price, also one of an amount we no longer ask; None if it is no plan's."""
    code, _, rest = lookup_key.partition("_")
    interval = rest.partition("_")[0]
    if code in PLANS and interval in INTERVALS:
        return PLANS[code], interval
    return None
