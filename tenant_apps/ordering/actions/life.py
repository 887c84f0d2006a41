"""The steps of an order's life. Each is one conditional update: of two tablets one wins."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from pizzeria import order_flow, promise
from shared_apps.billing import payment_work
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.delivery import actions as delivery
from tenant_apps.ordering import errors, facts
from tenant_apps.ordering.models import BasketLine, Order, OrderEvent
from toolbox.typed import clean

LEAST_MINUTES, MOST_MINUTES = 5, 180
# Until then what is not made after all gives its places and its dough back.
NOT_BEGUN = ("unpaid", "placed", "accepted")
# So long somebody has to pay online, with a place in the oven kept for them.
TO_PAY = timedelta(minutes=15)

FACTS: dict[str, type[facts.OrderFact]] = {
    "accept": facts.OrderAccepted,
    "reject": facts.OrderRejected,
    "start": facts.OrderStarted,
    "ready": facts.OrderReady,
    "recall": facts.OrderRecalled,
    "dispatch": facts.OrderDispatched,
    "deliver": facts.OrderDelivered,
    "collect": facts.OrderCollected,
    "cancel": facts.OrderCancelled,
}


@transaction.atomic
def confirm_order(order: Order, *, by: Actor, at: datetime) -> Order:
    """The money for it is held: now it is an order, and the shop hears of it. What was in the basket is ordered.

    Raises StateChanged when nobody waits for it any more.
    """
    target = order_flow.next_state("confirm", order_flow.UNPAID, order.order_type)
    waiting = Order.objects.filter(id=order.id, state=order_flow.UNPAID)
    if not waiting.update(state=target, placed_at=at, basket_id=None):
        _refuse(order)
    BasketLine.objects.filter(basket=order.basket_id).delete()
    order.state = target
    _note(order, "confirm", by=by, at=at)
    announce(order, by=by, at=at)
    return _fresh(order)


def announce(order: Order, *, by: Actor, at: datetime) -> None:
    """Record that it is placed, or that it waits for its payment first: somebody comes when that does not."""
    if order.state == order_flow.UNPAID:
        payment_work.mark_work(due_at=order.placed_at + TO_PAY)
        journal.record(facts.OrderAwaitsPayment(**_told(order)), by=by, at=at)
        return
    items = order.lines.standing().aggregate(sum=Sum("quantity"))["sum"] or 0
    placed: dict[str, Any] = {
        "channel": order.channel,
        "items": items,
        "total": str(order.total),
        "currency": order.currency,
    }
    journal.record(facts.OrderPlaced(**_told(order), **placed), by=by, at=at)


@transaction.atomic
def forget_unpaid(basket: UUID, *, by: Actor, at: datetime) -> None:
    """Who goes back from paying and orders anew does not want the first one too; its places come free."""
    for order in Order.objects.filter(basket_id=basket, state=order_flow.UNPAID):
        with suppress(errors.StateChanged):
            _move(order, "cancel", by=by, at=at)


def accept_order(order: Order, *, by: Actor, at: datetime, minutes: int | None = None) -> Order:
    """Take it on; with ``minutes`` the promise becomes the one the shop makes now. A chosen slot stays."""
    if minutes is None or order.requested_for:
        return _move(order, "accept", by=by, at=at)
    _check_minutes(minutes)
    told = promise.promise(at, preparation=timedelta(minutes=minutes))
    return _move(order, "accept", by=by, at=at, promised_from=told.earliest, promised_to=told.latest)


def reject_order(order: Order, *, reason: str, by: Actor, at: datetime) -> Order:
    """Say no, and why; the customer is told. Raises ReasonMissing."""
    why = clean(reason, most=200)
    if not why:
        raise errors.ReasonMissing()
    return _move(order, "reject", by=by, at=at, reason=why)


def start_order(order: Order, *, by: Actor, at: datetime) -> Order:
    return _move(order, "start", by=by, at=at)


def ready_order(order: Order, *, by: Actor, at: datetime) -> Order:
    return _move(order, "ready", by=by, at=at, ready_at=at)


def recall_order(order: Order, *, by: Actor, at: datetime) -> Order:
    """Bring it back into the kitchen: it was bumped too early."""
    return _move(order, "recall", by=by, at=at, ready_at=None)


def dispatch_order(order: Order, *, by: Actor, at: datetime) -> Order:
    return _move(order, "dispatch", by=by, at=at)


def deliver_order(order: Order, *, by: Actor, at: datetime) -> Order:
    return _move(order, "deliver", by=by, at=at, finished_at=at)


def collect_order(order: Order, *, by: Actor, at: datetime) -> Order:
    return _move(order, "collect", by=by, at=at, finished_at=at)


def cancel_order(order: Order, *, by: Actor, at: datetime, reason: str = "") -> Order:
    """Stop it. A customer can until the shop has accepted; who works here until it is finished."""
    if by.kind in ("guest", "customer") and order.state != order_flow.FIRST and order.state in order_flow.OPEN:
        raise errors.TooLateToCancel()
    return _move(order, "cancel", by=by, at=at, reason=clean(reason, most=200))


@transaction.atomic
def delay_order(order: Order, *, minutes: int, by: Actor, at: datetime) -> Order:
    """Promise it ``minutes`` later than before; the customer sees the new time."""
    _check_minutes(minutes)
    later = timedelta(minutes=minutes)
    still = Order.objects.filter(id=order.id, state=order.state).open()
    if not still.update(promised_from=F("promised_from") + later, promised_to=F("promised_to") + later):
        _refuse(order)
    _note(order, "delay", by=by, at=at)
    journal.record(facts.OrderDelayed(**_told(order), minutes=minutes), by=by, at=at)
    return _fresh(order)


@transaction.atomic
def _move(order: Order, verb: str, *, by: Actor, at: datetime, reason: str = "", **changes: Any) -> Order:
    """Follow the flow by one verb, or refuse: the update finds the row only in the state it was loaded in."""
    try:
        target = order_flow.next_state(verb, order.state, order.order_type)
    except order_flow.NotNow:
        _refuse(order)
    if reason:
        changes["reason"] = reason
    if not _in_expected_state(order).update(state=target, **changes):
        _refuse(order)
    if target in order_flow.LOST and order.state in NOT_BEGUN:
        delivery.release_order(order.id)
    order.state = target
    _note(order, verb, by=by, at=at, reason=reason)
    journal.record(FACTS[verb](**_told(order)), by=by, at=at)
    return _fresh(order)


def _in_expected_state(order: Order) -> Any:
    return Order.objects.filter(id=order.id, state=order.state)


def _refuse(order: Order) -> NoReturn:
    now = _fresh(order)
    raise errors.StateChanged(number=now.day_number or now.number, state=now.state, state_name=now.state_name)


def _note(order: Order, verb: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    OrderEvent.objects.create(
        order=order, verb=verb, state=order.state, by_kind=by.kind, by_id=by.id or "", reason=reason, at=at
    )


def _told(order: Order) -> dict[str, Any]:
    return {
        "order": str(order.id),
        "number": order.number,
        "order_type": order.order_type,
        "state": order.state,
        "business_day": order.business_day.isoformat(),
    }


def _fresh(order: Order) -> Order:
    return Order.objects.prefetch_related("lines", "events").get(id=order.id)


def _check_minutes(minutes: int) -> None:
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise errors.BadMinutes(least=LEAST_MINUTES, most=MOST_MINUTES)
