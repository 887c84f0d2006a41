"""What happens by the clock, one Celery task per pizzeria."""

import tenants
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions
from tenants.tasks import platform_task, tenant_task
from toolbox import clock


@platform_task
def tidy_everywhere() -> int:
    """Let every active pizzeria tidy up; return how many were asked."""
    return tenants.for_each(tidy)


@tenant_task
def tidy() -> None:
    actions.forget_old_baskets(at=clock.now())


@platform_task
def check_pre_orders_everywhere() -> int:
    """Let every active pizzeria look at its pre-orders that are begun soon; return how many were asked."""
    return tenants.for_each(check_pre_orders)


@tenant_task
def check_pre_orders() -> None:
    now = clock.now()
    for id in actions.due_pre_orders(at=now):
        actions.check_pre_order(id, by=Actor.system("ordering"), at=now)
