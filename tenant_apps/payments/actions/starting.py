"""Beginning to pay online: the row and the call, before anybody is asked."""

from datetime import datetime

from django.db import transaction

from pizzeria import ledger
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import queries
from tenant_apps.payments.actions.planning import plan_call, write_call
from tenant_apps.payments.errors import NothingDue
from tenant_apps.payments.merchant import Merchant
from tenant_apps.payments.models import Call, Payment


@transaction.atomic
def start_payment(order: Order, *, method: str, merchant: Merchant, by: Actor, at: datetime) -> Payment:
    """Return a payment of what is due by this method: the one that was begun already, or a new one.

    One that was begun for another amount or another account is given up. Raises NothingDue.
    """
    order = Order.objects.select_for_update().get(id=order.id)
    standing = queries.standing(order)
    due = standing.due(method)
    if not due:
        raise NothingDue()
    begun = None
    for payment in standing.payments:
        # Begun by another way it stays: its customer may be paying there at this moment. Whichever is second is let go.
        if payment.state != Payment.State.STARTED or payment.method != method:
            continue
        if (payment.amount, payment.merchant) == (due, merchant.reference):
            begun = payment
        elif payment.reference:
            plan_call(payment, Call.Verb.VOID, at=at)
    return begun or _begin(order, method, due, merchant, standing, at=at)


def _begin(
    order: Order, method: str, due: int, merchant: Merchant, standing: queries.Standing, *, at: datetime
) -> Payment:
    tips_paid = sum(
        one.tip for one in standing.payments if one.state in (Payment.State.AUTHORISED, Payment.State.CAPTURED)
    )
    tip = queries.minor(order.tip, order.currency) - tips_paid
    payment = Payment.objects.create(
        order=order,
        method=method,
        amount=due,
        tip=max(min(tip, due), 0),
        currency=order.currency,
        holder=ledger.HOLDERS[method],
        merchant=merchant.reference,
        fee_bps=merchant.fee_bps,
        started_at=at,
    )
    write_call(payment, Call.Verb.CREATE, amount=due, at=at)
    return payment


@transaction.atomic
def note_reference(payment: Payment, *, reference: str, at: datetime) -> Payment:
    """The provider has a name for it now: the call that made it is settled. Told again it changes nothing."""
    Payment.objects.filter(id=payment.id, reference=None).update(reference=reference)
    Call.objects.open().filter(payment=payment, verb=Call.Verb.CREATE).update(state=Call.State.SETTLED, settled_at=at)
    payment.refresh_from_db()
    return payment
