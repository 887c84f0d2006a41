"""What happens after the commit and by the clock, one Celery task per pizzeria.

Money that is on its way arrives also while the platform keeps a shop's doors closed: it is somebody else's.
"""

import tenants
from tenant_apps.payments import asking, reconciling
from tenants import registry
from tenants.tasks import platform_task, tenant_task
from toolbox import clock


@tenant_task(runs_while_suspended=True)
def ask_provider(id: str) -> None:
    asking.ask(id, at=clock.now())


@tenant_task(runs_while_suspended=True)
def complete() -> None:
    asking.complete(at=clock.now())


@platform_task
def complete_everywhere() -> None:
    """Look at every pizzeria that is not closed; only those with something open get a task."""
    at = clock.now()
    for here in registry.not_closed():
        with tenants.inside(here):
            if asking.is_anything_open(at=at):
                complete.delay()


@tenant_task
def reconcile() -> None:
    reconciling.reconcile(at=clock.now())


@platform_task
def reconcile_everywhere() -> int:
    return tenants.for_each(reconcile)
