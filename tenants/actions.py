"""Changing a pizzeria's registry row.

Every change is announced, so that no process goes on with the old row. The journal
is written by the callers: it stands above this room.
"""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

import tenants
from tenants import registry
from tenants.errors import AlreadySuspended, NotSuspended
from tenants.models import Pizzeria


class By(Protocol):
    """Whoever does it: shared_apps.journal.facts.Actor has this shape."""

    @property
    def kind(self) -> str: ...

    @property
    def id(self) -> str | None: ...

    @property
    def name(self) -> str: ...


def suspend_pizzeria(pizzeria: Pizzeria, *, reason: str, by: By, at: datetime) -> None:
    """Close the shop's doors at once; its rows stay. Raises AlreadySuspended. Call it on the platform."""
    if not _change_state(pizzeria, Pizzeria.State.ACTIVE, Pizzeria.State.SUSPENDED, reason=reason, by=by, at=at):
        raise AlreadySuspended(name=pizzeria.name)


def reactivate_pizzeria(pizzeria: Pizzeria, *, reason: str, by: By, at: datetime) -> None:
    """Open a suspended shop again. Raises NotSuspended. Call it on the platform."""
    if not _change_state(pizzeria, Pizzeria.State.SUSPENDED, Pizzeria.State.ACTIVE, reason=reason, by=by, at=at):
        raise NotSuspended(name=pizzeria.name)


@transaction.atomic
def set_terms(pizzeria: UUID, *, plan: str, standing: str) -> bool:
    """Write what the shop pays for and may do; return whether that is news. Call it on the platform.

    Its kept pages become old with it: they say whether it takes orders.
    """
    rows = Pizzeria.objects.filter(id=pizzeria).exclude(plan=plan, standing=standing)
    changed = rows.update(plan=plan, standing=standing, cache_generation=F("cache_generation") + 1)
    if changed:
        registry.announce(pizzeria)
    return bool(changed)


def raise_cache_generation() -> None:
    """Make every page kept for the pizzeria one is in old. Call it in the transaction of the change."""
    here = tenants.current()
    assert here is not None, "the platform keeps no pages"
    with tenants.platform():
        Pizzeria.objects.filter(id=here.id).update(cache_generation=F("cache_generation") + 1)
    registry.announce(here.id)


def note_activity(*, at: datetime) -> None:
    """Note that the pizzeria one is in is alive; to five minutes, so that a busy shop does not queue for its row."""
    here = tenants.current()
    assert here is not None, "the platform is always alive"
    with tenants.platform():
        stale = Q(last_activity_at=None) | Q(last_activity_at__lt=at - timedelta(minutes=5))
        Pizzeria.objects.filter(stale, id=here.id).update(last_activity_at=at)


def name_of(by: By) -> str:
    return " ".join(part for part in (by.kind, by.name or by.id) if part)[:120]


@transaction.atomic
def _change_state(pizzeria: Pizzeria, expected: str, state: str, *, reason: str, by: By, at: datetime) -> bool:
    """Return whether it was this call that changed the state."""
    change = {"state": state, "state_reason": reason[:300], "state_by": name_of(by), "state_at": at}
    changed = Pizzeria.objects.filter(id=pizzeria.id, state=expected).update(**change)
    registry.announce(pizzeria.id)
    pizzeria.refresh_from_db()
    return bool(changed)
