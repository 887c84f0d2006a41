"""What head office does by the calendar."""

from shared_apps.franchise import actions
from shared_apps.franchise.models import Franchise
from shared_apps.journal.facts import Actor
from tenants.tasks import platform_task
from toolbox import clock


@platform_task
def freeze_due_statements() -> int:
    """Freeze every month whose day has come; return how many statements that made. Safe to repeat."""
    by, at = Actor.system("royalties"), clock.now()
    return sum(actions.freeze_what_is_due(franchise, by=by, at=at) for franchise in Franchise.objects.order_by("id"))
