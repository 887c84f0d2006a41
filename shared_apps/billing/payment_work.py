"""Which pizzerias have payments to finish, and from when on: so that the completer need not look into every one.

A row for each piece of work, in its own transaction: there is no work without a mark, whoever dies. Marks are never shared,
and only such are taken away as were there before the pizzeria was looked at: docs/adr/0011 says why.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

import tenants
from shared_apps.billing.models import PaymentWork
from tenants import Here
from tenants.models import Pizzeria

# It names its schema because a pizzeria's connection does not see the platform's tables.
_MARK = "INSERT INTO public.billing_paymentwork (pizzeria, due_at) VALUES (%s, %s)"


def mark_work(*, due_at: datetime) -> None:
    """Note on the platform that the pizzeria one is in has a payment to finish, not before then.

    Must be called inside the transaction of what makes the work. Raises NoTenant, TransactionManagementError.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("work is marked in the transaction that makes it")
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [_here().id, due_at])


def marked(*, at: datetime) -> set[UUID]:
    """Return who has work that is due. One query."""
    with tenants.platform():
        return set(PaymentWork.objects.filter(due_at__lte=at).values_list("pizzeria", flat=True).distinct())


def marks_here() -> list[PaymentWork]:
    """Return the marks of the pizzeria one is in, also those that are not due yet. One query."""
    here = _here()
    with tenants.platform():
        return list(PaymentWork.objects.filter(pizzeria=here.id))


def clear(marks: Collection[PaymentWork]) -> None:
    """Take these marks away, and none that came after them; those that somebody else is taking away are left to them."""
    with tenants.platform(), transaction.atomic():
        mine = PaymentWork.objects.filter(id__in=[mark.id for mark in marks]).select_for_update(skip_locked=True)
        PaymentWork.objects.filter(id__in=list(mine.values_list("id", flat=True))).delete()


def forget_the_gone() -> None:
    """Drop the marks of pizzerias that are no more."""
    with tenants.platform():
        PaymentWork.objects.exclude(pizzeria__in=Pizzeria.objects.values("id")).delete()


def _here() -> Here:
    here = tenants.current()
    if here is None:
        raise tenants.NoTenant("payments are a pizzeria's, not the platform's")
    return here
