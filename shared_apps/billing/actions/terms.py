"""The state of a subscription, and what follows from it: what the shop may do, what its owner hears, what it is worth."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from pizzeria import dunning
from shared_apps.billing import plans, worth
from shared_apps.billing.errors import AlreadySubscribed
from shared_apps.billing.facts import NoticeDue, TermsChanged, TrialBegan
from shared_apps.billing.models import Invoice, Movement, Subscription
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenants import actions as registry
from tenants.models import Pizzeria

_SYSTEM = Actor.system("billing")


@transaction.atomic
def begin_trial(pizzeria: Pizzeria, *, by: Actor, at: datetime) -> Subscription:
    """Return the pizzeria's subscription, on trial from now if it had none. No card and no provider is asked for."""
    row, fresh = Subscription.objects.get_or_create(
        pizzeria=pizzeria,
        defaults={
            "plan": plans.plan_of(pizzeria.plan).code,
            "interval": plans.MONTH,
            "currency": pizzeria.currency,
            "began_at": at,
            "trial_ends_at": at + timedelta(days=plans.TRIAL_DAYS),
            "company": pizzeria.name,
            "country": pizzeria.country,
        },
    )
    if fresh:
        journal.record(TrialBegan(str(pizzeria.id), row.plan), by=by, at=at)
    return row


def begin_missing_trials(*, at: datetime) -> int:
    """Begin the trial of every pizzeria that opened before there were plans; return how many."""
    without = list(Pizzeria.objects.active().filter(subscription=None).order_by("id")[:500])
    for pizzeria in without:
        begin_trial(pizzeria, by=_SYSTEM, at=at)
    return len(without)


@transaction.atomic
def move_on(id: UUID, *, at: datetime) -> Subscription:
    """Let the state follow the clock, and announce the notice that is due, once."""
    row = locked(id)
    renew_terms(row, by=_SYSTEM, at=at)
    notice = dunning.notice_now(row.account, told=frozenset(row.told), at=at)
    if notice is not None:
        row.told = [*row.told[-40:], notice.key]
        row.save(update_fields=["told"])
        journal.record(NoticeDue(str(row.pizzeria_id), notice.code, notice.key), by=_SYSTEM, at=at)
    return row


@transaction.atomic
def cancel_trial(id: UUID, *, undo: bool = False, by: Actor, at: datetime) -> None:
    """End a trial that nobody has put a card into, on the day it ends anyway; or think better of it.

    Raises AlreadySubscribed where the provider has to be asked.
    """
    row = locked(id)
    if row.is_subscribed:
        raise AlreadySubscribed()
    row.cancel_at = None if undo else max(at, row.trial_ends_at)
    row.save(update_fields=["cancel_at"])
    renew_terms(row, by=by, at=at)


def locked(id: UUID) -> Subscription:
    """Return the row as it is now, and keep it: everything about one subscription happens one after the other."""
    return Subscription.objects.select_for_update().get(pk=id)


def renew_terms(row: Subscription, *, by: Actor, at: datetime) -> None:
    """Save what follows from the locked row's moments: its state, the shop's standing, the month's revenue."""
    before, was_worth = row.state, row.monthly_value
    row.state = row.state_at(at)
    # Who has not paid yet is on trial still, whatever the provider calls it: the first charge may fail.
    has_paid = row.invoices.filter(state=Invoice.State.PAID, total__gt=0).exists()
    row.monthly_value = worth.monthly(row, at=at) if has_paid else 0
    row.save(update_fields=["state", "monthly_value"])
    _note_movement(row, was_worth, at=at)
    news = registry.set_terms(row.pizzeria_id, plan=row.plan, standing=dunning.standing_of(row.state))
    if news or row.state != before:
        journal.record(TermsChanged(str(row.pizzeria_id), row.plan, before, row.state), by=by, at=at)


def _note_movement(row: Subscription, before: int, *, at: datetime) -> None:
    after = row.monthly_value
    if before == after:
        return
    Kind = Movement.Kind
    if not before:
        kind = Kind.BACK if row.movements.exists() else Kind.NEW
    elif not after:
        kind = Kind.LOST
    else:
        kind = Kind.UP if after > before else Kind.DOWN
    Movement.objects.create(
        subscription=row, kind=kind, plan=row.plan, currency=row.currency, before=before, after=after, at=at
    )
