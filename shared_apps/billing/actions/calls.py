"""What we ask of the provider is written down, with its key, before it is asked: reserve and intent in one step.

Between the intent and its settlement no transaction is open and no row is locked; ``asking.py`` does that part.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from shared_apps.billing.actions.terms import locked
from shared_apps.billing.errors import AlreadySubscribed, NotSubscribed, StillBusy
from shared_apps.billing.models import Call, Subscription
from shared_apps.journal.facts import Actor

# Who asked and got no answer in this time is dead: the completer asks again.
GIVEN_UP_AFTER = timedelta(seconds=30)


@transaction.atomic
def intend_call(id: UUID, verb: str, *, params: Mapping[str, Any], by: Actor, at: datetime) -> Call:
    """Write down what will be asked for this subscription and return it: its id is the idempotency key.

    Raises StillBusy while something else is under way for it, and AlreadySubscribed or NotSubscribed where another
    press was faster.
    """
    _check_fits(locked(id), verb)
    try:
        with transaction.atomic():
            return Call.objects.create(
                subscription_id=id,
                verb=verb,
                params=dict(params),
                by_kind=by.kind,
                by_id=by.id or "",
                intended_at=at,
                tried_at=at,
            )
    except IntegrityError:
        raise StillBusy() from None


def _check_fits(row: Subscription, verb: str) -> None:
    if verb == "subscribe" and row.is_subscribed:
        raise AlreadySubscribed()
    if verb in ("change", "cancel", "keep", "coupon") and not row.is_subscribed:
        raise NotSubscribed()


def check_free_to_call(id: UUID) -> None:
    """Raises StillBusy while something is under way for this subscription."""
    if Call.objects.filter(subscription=id, state=Call.State.INTENDED).exists():
        raise StillBusy()


@transaction.atomic
def refuse_call(id: UUID, *, problem: str, at: datetime) -> bool:
    """Note that the provider has said no, for good; return whether it was still open."""
    waiting = Call.objects.filter(id=id, state=Call.State.INTENDED)
    return bool(waiting.update(state=Call.State.REFUSED, problem=problem[:300], settled_at=at))


@transaction.atomic
def note_done(id: UUID, *, at: datetime) -> None:
    """It was done, whoever said so and whatever was said before."""
    Call.objects.filter(id=id).exclude(state=Call.State.DONE).update(state=Call.State.DONE, problem="", settled_at=at)


@transaction.atomic
def note_unconfirmed(id: UUID, *, call: UUID, at: datetime) -> None:
    """The plan that was asked for begins when the bank has confirmed its first payment, if ever: until then it is not done."""
    if not locked(id).is_subscribed:
        waits = Call.objects.filter(id=call, state=Call.State.DONE)
        waits.update(state=Call.State.REFUSED, problem="not confirmed by the bank", settled_at=at)
