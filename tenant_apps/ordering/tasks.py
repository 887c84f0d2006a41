"""Nightly work, one Celery task per pizzeria."""

import tenants
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
