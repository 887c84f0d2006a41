"""What a plan allows, asked where the act happens. Inside a pizzeria, without a query: its terms stand in its registry row.

A feature stops with the plan that has it and is there again with it; nothing of it is deleted. A limit takes nothing away.
accounts lies below billing, franchise beside it: they ask through ``settings.LIMITS``.
"""

from collections.abc import Callable

from django.db import connection

import tenants
from pizzeria import dunning
from shared_apps.billing import plans
from shared_apps.billing.errors import LimitReached, NotInPlan, Restricted


def check_can_change() -> None:
    """Raises Restricted when a bill is so overdue that the back office waits."""
    here = tenants.current()
    if here is not None and here.standing != dunning.GOOD:
        raise Restricted()


def check_can_add(what: str, *, have: Callable[[], int], adding: int = 1) -> None:
    """Let ``adding`` more of plans.LIMITS be added to those one has. Raises LimitReached or Restricted.

    Nothing is ever taken away: who has more than the plan allows keeps it all and adds no more. Whoever adds of the
    same kind at this moment waits until this transaction ends, and only then counts what they ``have``.
    """
    check_can_change()
    if tenants.current() is not None and adding > 0:
        _wait_for_others(what)
        check_room(what, have=have(), adding=adding)


def _wait_for_others(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))", [f" adds {what}"])


def check_room(what: str, *, have: int = 0, adding: int, plan: str | None = None) -> None:
    """The same for a shop that is being made; ``plan`` is for one that one is not in. Raises LimitReached."""
    here = tenants.current()
    code = plan or (here.plan if here else None)
    if code is None or adding <= 0:
        return
    terms = plans.plan_of(code)
    most = terms.limits[what]
    if most is not None and have + adding > most:
        raise LimitReached(what=plans.LIMITS[what], most=most, have=have, plan=terms.name)


def can_use(feature: str) -> bool:
    """Whether the plan of the pizzeria one is in has this feature of plans.FEATURES."""
    return lack(feature) is None


def lack(feature: str) -> NotInPlan | None:
    """Return the refusal to show where the plan of the pizzeria one is in does not have this feature; None where it has."""
    here = tenants.current()
    return None if here is None else _lack(feature, here.plan)


def check_in_plan(feature: str, *, plan: str | None = None) -> None:
    """For what only reads or goes on by itself, and for a pizzeria (of this ``plan``) that one is not in. Raises NotInPlan."""
    if refusal := lack(feature) if plan is None else _lack(feature, plan):
        raise refusal


def check_can_use(feature: str) -> None:
    """For what changes something. Raises NotInPlan or Restricted."""
    check_can_change()
    check_in_plan(feature)


def _lack(feature: str, code: str) -> NotInPlan | None:
    plan = plans.plan_of(code)
    if feature in plan.features:
        return None
    others = ", ".join(other.name for other in plans.PLANS.values() if feature in other.features)
    return NotInPlan(what=plans.FEATURES[feature], plan=plan.name, plans=others)


def takes_orders() -> bool:
    """Whether the pizzeria one is in takes new orders; those it has go on in any case."""
    here = tenants.current()
    return here is None or here.standing != dunning.SUSPENDED
