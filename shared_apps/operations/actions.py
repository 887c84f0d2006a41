"""Close a shop's doors and open them again, each with a reason that is kept."""

from datetime import datetime

from django.db import transaction

from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from shared_apps.operations.errors import ReasonNeeded
from shared_apps.operations.facts import PizzeriaReactivated, PizzeriaSuspended
from tenants import actions as registry
from tenants.models import Pizzeria


@transaction.atomic
def suspend_shop(pizzeria: Pizzeria, *, reason: str, by: Actor, at: datetime) -> None:
    """Close the shop's doors at once; its rows stay. Raises ReasonNeeded or AlreadySuspended."""
    reason = _said(reason)
    registry.suspend_pizzeria(pizzeria, reason=reason, by=by, at=at)
    journal.record(PizzeriaSuspended(str(pizzeria.id), reason), by=by, at=at)


@transaction.atomic
def reactivate_shop(pizzeria: Pizzeria, *, reason: str, by: Actor, at: datetime) -> None:
    """Open a suspended shop again. Raises ReasonNeeded or NotSuspended."""
    reason = _said(reason)
    registry.reactivate_pizzeria(pizzeria, reason=reason, by=by, at=at)
    journal.record(PizzeriaReactivated(str(pizzeria.id), reason), by=by, at=at)


def _said(reason: str) -> str:
    reason = " ".join(reason.split())
    if len(reason) < 3:
        raise ReasonNeeded
    return reason[:300]
