"""Tidying away holds that ran out, one Celery task per pizzeria."""

import tenants
from tenant_apps.delivery import actions
from tenants.tasks import platform_task, tenant_task
from toolbox import clock


@platform_task
def sweep_everywhere() -> int:
    """Let every active pizzeria sweep its holds; return how many were asked."""
    return tenants.for_each(sweep)


@tenant_task
def sweep() -> None:
    actions.sweep_holds(at=clock.now())
