"""Any sequence of verbs, by anybody, with stale copies too: the order stays what the flow allows."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from pizzeria import order_flow
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions, errors, queries
from tenant_apps.ordering.models import Order
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, delivery, facts, filled_basket, wish

STAFF, GUEST = Actor("staff", None, "counter"), Actor.guest()


class Life(RuleBasedStateMachine):
    """The model is FLOW alone: the state it says is the state in the row, and each step is told exactly once."""

    @initialize(wished=st.sampled_from([wish(), delivery()]))
    def placed(self, wished: Any) -> None:
        order = actions.place_order(filled_basket(), wish=wished, by=GUEST, at=FRIDAY_EVENING)
        self.id, self.order_type, self.state = order.id, order.order_type, "placed"
        self.stale = order
        self.told = ["OrderPlaced"]
        self.at = FRIDAY_EVENING

    @rule(verb=st.sampled_from([*order_flow.FLOW]), is_stale=st.booleans(), by=st.sampled_from([STAFF, GUEST]))
    def step(self, verb: str, is_stale: bool, by: Actor) -> None:
        self.at += timedelta(minutes=1)
        order = self.stale if is_stale else queries.order_for_staff(self.id)
        options = {"reason": "chiuso"} if verb == "reject" else {}
        known = order.state
        allowed = verb in order_flow.verbs_from(known, self.order_type) and known == self.state
        if verb == "cancel" and by is GUEST:
            allowed = allowed and known == "placed"
        try:
            done = getattr(actions, f"{verb}_order")(order, by=by, at=self.at, **options)
        except (errors.StateChanged, errors.TooLateToCancel):
            assert not allowed
        else:
            assert allowed
            self.state = done.state
            self.told.append(verb)

    @rule()
    def a_tablet_looks(self) -> None:
        self.stale = queries.order_for_staff(self.id)

    @rule(minutes=st.integers(-5, 200))
    def delay(self, minutes: int) -> None:
        order = queries.order_for_staff(self.id)
        try:
            actions.delay_order(order, minutes=minutes, by=STAFF, at=self.at)
        except errors.BadMinutes:
            assert not 5 <= minutes <= 180
        except errors.StateChanged:
            assert self.state in order_flow.FINAL
        else:
            assert self.state in order_flow.OPEN
            self.told.append("delay")

    @invariant()
    def the_row_the_events_and_the_journal_agree(self) -> None:
        order = queries.order_for_staff(self.id)
        assert order.state == self.state
        assert order.events.last().state == self.state
        assert order.events.count() == len(self.told) == len(facts(self.id))
        assert order.promised_from < order.promised_to
        assert order.total == order.goods + order.fees - order.discounts

    @invariant()
    def the_steps_shown_are_in_order(self) -> None:
        times = [step.at for step in queries.steps(queries.order_for_staff(self.id)) if step.at]
        assert times == sorted(times)


@pytest.mark.usefixtures("shop")
def test_no_sequence_of_verbs_leads_where_the_flow_does_not() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        Life, settings=settings(max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=checks)
    )
    assert Order.objects.exists()
