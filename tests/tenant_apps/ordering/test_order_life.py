"""Each step of an order's life: what may follow what, who is told, what is written down."""

from datetime import timedelta

import pytest
from django.http import Http404

from pizzeria.order_flow import FLOW, STATES, verbs_from
from tenant_apps.ordering import actions, errors, queries
from tenant_apps.ordering.models import Order, OrderEvent
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, delivery, facts, wish

pytestmark = pytest.mark.usefixtures("shop")
LATER = FRIDAY_EVENING + timedelta(minutes=5)
FACT = {
    "confirm": "OrderPlaced",
    "accept": "OrderAccepted", "reject": "OrderRejected", "start": "OrderStarted", "ready": "OrderReady",
    "recall": "OrderRecalled", "dispatch": "OrderDispatched", "deliver": "OrderDelivered",
    "collect": "OrderCollected", "cancel": "OrderCancelled",
}  # fmt: skip


def do(verb, order, cook, at=LATER):
    options = {"reason": "Forno rotto"} if verb == "reject" else {}
    return getattr(actions, f"{verb}_order")(order, by=cook, at=at, **options)


def put(order, state):
    Order.objects.filter(id=order.id).update(state=state)
    return queries.order_for_staff(order.id)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", FLOW)
@pytest.mark.parametrize("wished", [wish(), delivery()], ids=["collection", "delivery"])
def test_a_step_happens_where_the_flow_allows_it_and_nowhere_else(place, cook, wished, verb, state):
    order = put(place(wished), state)
    before = facts(order.id)
    if verb in verbs_from(state, order.order_type):
        done = do(verb, order, cook)
        assert done.state == FLOW[verb].target
        assert facts(order.id) == [*before, FACT[verb]]
        event = done.events.last()
        assert (event.verb, event.state, event.at, event.by_kind) == (verb, done.state, LATER, "staff")
    else:
        with pytest.raises(errors.StateChanged) as refused:
            do(verb, order, cook)
        assert refused.value.detail["state"] == state
        assert facts(order.id) == before


def test_of_two_tablets_the_second_is_refused(place, cook):
    order = place()
    one, other = (queries.order_for_staff(order.id) for _ in range(2))
    actions.accept_order(one, by=cook, at=LATER)
    with pytest.raises(errors.StateChanged) as refused:
        actions.reject_order(other, reason="chiuso", by=cook, at=LATER)
    assert "#1 is accepted" in str(refused.value)
    assert facts(order.id) == ["OrderPlaced", "OrderAccepted"]


def test_accepting_may_promise_a_time(place, cook):
    order = actions.accept_order(place(), by=cook, at=LATER, minutes=40)
    assert order.promised_from == LATER + timedelta(minutes=40)
    assert order.promised_to > order.promised_from


def test_accepting_keeps_the_time_that_was_promised(place, cook):
    order = place()
    assert actions.accept_order(order, by=cook, at=LATER).promised_from == order.promised_from


def test_accepting_never_moves_a_chosen_slot(place, cook):
    when = FRIDAY_EVENING + timedelta(hours=1, minutes=30)
    order = actions.accept_order(place(wish(when=when)), by=cook, at=LATER, minutes=10)
    assert order.promised_from == when


@pytest.mark.parametrize("minutes", [0, 4, 181, -5, 10**9])
def test_a_promise_is_between_five_minutes_and_three_hours(place, cook, minutes):
    order = place()
    with pytest.raises(errors.BadMinutes):
        actions.accept_order(order, by=cook, at=LATER, minutes=minutes)
    with pytest.raises(errors.BadMinutes):
        actions.delay_order(order, by=cook, at=LATER, minutes=minutes)


def test_a_delay_moves_the_promise_and_is_told(place, cook):
    order = place()
    later = actions.delay_order(order, minutes=15, by=cook, at=LATER)
    assert later.promised_from - order.promised_from == timedelta(minutes=15)
    assert later.promised_to - order.promised_to == timedelta(minutes=15)
    assert later.state == "placed"
    assert facts(order.id) == ["OrderPlaced", "OrderDelayed"]
    assert next(step.at for step in queries.steps(later)) == FRIDAY_EVENING


def test_what_is_finished_is_not_delayed(place, cook):
    with pytest.raises(errors.StateChanged):
        actions.delay_order(put(place(), "collected"), minutes=15, by=cook, at=LATER)


def test_a_reason_is_kept_where_the_customer_sees_it(place, cook):
    order = actions.reject_order(place(), reason=" Forno\x00 rotto ", by=cook, at=LATER)
    assert order.reason == order.events.last().reason == "Forno rotto"


def test_a_customer_cancels_until_the_shop_has_accepted(place, guest, cook):
    assert actions.cancel_order(place(), by=guest, at=LATER).state == "cancelled"
    accepted = actions.accept_order(place(), by=cook, at=LATER)
    with pytest.raises(errors.TooLateToCancel):
        actions.cancel_order(accepted, by=guest, at=LATER)
    assert actions.cancel_order(accepted, by=cook, at=LATER, reason="Il cliente ha chiamato").state == "cancelled"


def test_cancelling_twice_is_refused(place, guest):
    done = actions.cancel_order(place(), by=guest, at=LATER)
    with pytest.raises(errors.StateChanged):
        actions.cancel_order(done, by=guest, at=LATER)


def test_the_steps_shown_are_those_that_happened(place, cook):
    order = place(delivery())
    for minutes, verb in enumerate(["accept", "start", "ready", "recall", "ready"], start=1):
        order = do(verb, order, cook, at=FRIDAY_EVENING + timedelta(minutes=minutes))
    shown = {step.state: step.at for step in queries.steps(order)}
    assert shown["ready"] == FRIDAY_EVENING + timedelta(minutes=5)
    assert shown["preparing"] == FRIDAY_EVENING + timedelta(minutes=4)
    assert shown["out_for_delivery"] is shown["delivered"] is None
    assert [step.state for step in queries.steps(order) if step.is_now] == ["ready"]


def test_a_recalled_order_is_not_shown_as_ready(place, cook):
    order = place()
    for verb in ("accept", "start", "ready", "recall"):
        order = do(verb, order, cook)
    assert {step.state: step.at for step in queries.steps(order)}["ready"] is None


def test_the_steps_of_a_cancelled_order_end_there(place, cook):
    order = do("cancel", do("accept", place(), cook), cook)
    assert [step.state for step in queries.steps(order)] == ["placed", "accepted", "cancelled"]


def test_what_is_ready_is_open_but_has_not_to_be_made(place, cook):
    first = place()
    second = place(wish(when=FRIDAY_EVENING + timedelta(hours=2)))
    put(first, "ready")
    assert list(queries.not_made()) == [second.id]
    assert [order.number for order in queries.open_orders()] == [1, 2]


def test_imported_history_is_nobodys_order(place):
    order = place()
    Order.objects.update(imported=True)
    with pytest.raises(Http404):
        queries.order_for_customer(order.id, own=[str(order.id)])
    assert OrderEvent.objects.filter(order=order).exists()
