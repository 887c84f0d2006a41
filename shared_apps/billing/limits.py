"""What a plan allows, asked where the act happens. Inside a pizzeria, without a query: its terms stand in its registry row.

accounts lies below billing and asks through ``settings.LIMITS``.
"""

import tenants
from pizzeria import dunning
from shared_apps.billing import plans
from shared_apps.billing.errors import LimitReached, NotInPlan, Restricted


def check_can_change() -> None:
    """Raises Restricted when a bill is so overdue that the back office waits."""
    here = tenants.current()
    if here is not None and here.standing != dunning.GOOD:
        raise Restricted()


def check_can_add(what: str, *, have: int, adding: int = 1) -> None:
    """Let ``adding`` more of plans.LIMITS be added to those one has. Raises LimitReached or Restricted.

    Nothing is ever taken away: who has more than the plan allows keeps it all and adds no more.
    """
    check_can_change()
    if (here := tenants.current()) is None or adding <= 0:
        return
    plan = plans.plan_of(here.plan)
    most = plan.limits[what]
    if most is not None and have + adding > most:
        raise LimitReached(what=plans.LIMITS[what], most=most, have=have, plan=plan.name)


def can_use(feature: str) -> bool:
    """Whether the plan of the pizzeria one is in has this feature of plans.FEATURES."""
    here = tenants.current()
    return here is None or feature in plans.plan_of(here.plan).features


def check_can_use(feature: str) -> None:
    """Raises NotInPlan or Restricted."""
    check_can_change()
    if (here := tenants.current()) is not None and not can_use(feature):
        raise NotInPlan(what=plans.FEATURES[feature], plan=plans.plan_of(here.plan).name)


def takes_orders() -> bool:
    """Whether the pizzeria one is in takes new orders; those it has go on in any case."""
    here = tenants.current()
    return here is None or here.standing != dunning.SUSPENDED
