"""What happens after the commit and by the clock, one Celery task per pizzeria.

Money that is on its way arrives also while the platform keeps a shop's doors closed: it is somebody else's.
"""

import logging

from django.db import DatabaseError

import tenants
from shared_apps.billing import payment_work
from tenant_apps.payments import asking, completing, reconciling
from tenants import registry
from tenants.tasks import platform_task, tenant_task
from toolbox import clock

log = logging.getLogger(__name__)


@tenant_task(runs_while_suspended=True)
def ask_provider(id: str) -> None:
    asking.ask(id, at=clock.now())


@tenant_task(runs_while_suspended=True)
def complete() -> None:
    completing.visit(at=clock.now())


@platform_task
def complete_everywhere() -> None:
    """Send a task to every pizzeria whose mark is due and that is not closed. One query while there is none."""
    for here in registry.not_closed(among=payment_work.marked(at=clock.now())):
        with tenants.inside(here):
            complete.delay()


@platform_task
def mark_everywhere() -> None:
    """Look into every pizzeria that is not closed for work without a mark: written by an older version, or by hand."""
    at = clock.now()
    payment_work.forget_the_gone()
    for here in registry.not_closed():
        try:
            with tenants.inside(here):
                completing.mark_what_is_left(at=at)
        except DatabaseError:
            log.exception("%s was passed over", here.slug)


@tenant_task
def reconcile() -> None:
    reconciling.reconcile(at=clock.now())


@platform_task
def reconcile_everywhere() -> int:
    return tenants.for_each(reconcile)
