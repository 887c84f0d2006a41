"""What head office does by the calendar."""

import logging

from shared_apps.franchise import actions
from shared_apps.franchise.models import Franchise
from shared_apps.journal.facts import Actor
from tenants.tasks import platform_task
from toolbox import clock

log = logging.getLogger(__name__)


@platform_task
def freeze_due_statements() -> int:
    """Freeze every month whose day has come; return how many statements that made. Safe to repeat."""
    by, at, made = Actor.system("royalties"), clock.now(), 0
    for franchise in Franchise.objects.order_by("id"):
        try:
            made += actions.freeze_what_is_due(franchise, by=by, at=at)
        except Exception:
            log.exception("franchise %s is not frozen", franchise.id)  # the others are
    return made
