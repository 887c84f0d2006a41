"""napoli with a subscription; what the provider says is made up here, and really asked in test_with_provider.py."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared_apps.billing import actions, plans
from shared_apps.billing.models import Subscription
from shared_apps.billing.seen import Answer, SeenInvoice, SeenSubscription
from shared_apps.journal.facts import Actor
from tenants.models import Pizzeria
from tests.cast import NOON

OWNER = Actor("owner", "1", "owner")
SYSTEM = Actor.system("test")


@pytest.fixture
def row(napoli: Any, on_platform: None) -> Subscription:
    """napoli's subscription, on trial since NOON."""
    return actions.begin_trial(Pizzeria.objects.get(id=napoli.id), by=SYSTEM, at=NOON)


def days(number: float) -> datetime:
    return NOON + timedelta(days=number)


def seen(**change: Any) -> SeenSubscription:
    """A subscription to Pro by the month that began when the trial ended."""
    first = days(plans.TRIAL_DAYS)
    usual = SeenSubscription(
        "sub_1", "active", "pro", "month", "EUR", 6900, "si_1", "si_2", first, first + timedelta(days=30)
    )
    return replace(usual, **change)


def bill(number: int = 1, **change: Any) -> SeenInvoice:
    first = days(plans.TRIAL_DAYS)
    usual = SeenInvoice(
        f"in_{number}", "sub_1", f"PM-{number:04}", "paid", "EUR", 8418, 1518, 8418, 1, False,
        first, first + timedelta(days=30), first,
    )  # fmt: skip
    return replace(usual, **change)


OVERDUE = {"state": "open", "paid": 0, "is_overdue": True}


@pytest.fixture
def settle(row: Subscription) -> Callable[..., Subscription]:
    """``settle(seen(), bill(), at=…)``: take this over as the provider's newest answer; return the fresh row."""

    def settle(
        subscription: SeenSubscription | None, *invoices: SeenInvoice, at: datetime, **more: Any
    ) -> Subscription:
        turn = more.pop("turn", None) or actions.take_turn(row.pk)
        answer = Answer("cus_1", turn, subscription, invoices, card="Visa 4242")
        actions.settle_answer(row.pk, answer, by=SYSTEM, at=at, **more)
        return Subscription.objects.get(pk=row.pk)

    return settle
