"""Nightly and hourly work, one Celery task per pizzeria."""

from datetime import timedelta

import tenants
from shared_apps.billing import limits
from shared_apps.journal.facts import Actor
from tenant_apps.insights import actions, queries
from tenants.tasks import platform_task, tenant_task
from toolbox import clock


@platform_task
def learn_everywhere() -> int:
    """Let every active pizzeria learn from yesterday; return how many were asked."""
    return tenants.for_each(learn)


@tenant_task
def learn() -> None:
    """Learn where the plan has a forecast."""
    if not limits.can_use("forecast"):
        return
    actions.learn_from_sales(by=Actor.system("learning"), at=clock.now())


@platform_task
def hand_in_everywhere() -> int:
    """Let every active pizzeria hand in its last days; return how many were asked."""
    return tenants.for_each(hand_in)


@tenant_task
def hand_in(days: int = 2) -> None:
    """Hand in today and the days before it: what was cancelled since is put right."""
    at = clock.now()
    today = queries.business_day(at=at)
    actions.hand_in_days(today - timedelta(days=days - 1), today, at=at)
