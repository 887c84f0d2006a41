"""The plans: what each costs, allows and includes. Data, so that a page, a limit and an invoice read the same."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """``payment_fee_bps``: our share of what customers pay online, in hundredths of a percent of the amount."""

    code: str
    name: str
    payment_fee_bps: int


PLANS = {
    plan.code: plan
    for plan in (
        Plan("starter", "Starter", payment_fee_bps=100),
        Plan("pro", "Pro", payment_fee_bps=50),
        Plan("franchise", "Franchise", payment_fee_bps=30),
    )
}
DEFAULT = "starter"


def plan_of(code: str) -> Plan:
    """Return the plan; a code that nobody sells any more is the default."""
    return PLANS.get(code, PLANS[DEFAULT])
