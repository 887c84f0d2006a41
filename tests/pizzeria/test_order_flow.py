import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.order_flow import FINAL, FIRST, FLOW, STATES, UNPAID, NotNow, diagram, next_state, verbs_from
from pizzeria.tax import ORDER_TYPES


def walk(order_type, *verbs):
    state = FIRST
    for verb in verbs:
        state = next_state(verb, state, order_type)
    return state


def test_a_delivery_goes_by_courier():
    assert walk("delivery", "accept", "start", "ready", "dispatch", "deliver") == "delivered"


@pytest.mark.parametrize("order_type", ["collection", "eat_in"])
def test_other_orders_are_handed_over_at_the_counter(order_type):
    assert walk(order_type, "accept", "start", "ready", "collect") == "collected"


@pytest.mark.parametrize(
    "verb, state, order_type",
    [
        ("dispatch", "ready", "collection"),
        ("collect", "ready", "delivery"),
        ("reject", "accepted", "delivery"),
        ("ready", "accepted", "delivery"),
        ("recall", "preparing", "delivery"),
        ("recall", "out_for_delivery", "delivery"),
        ("cancel", "delivered", "delivery"),
        ("accept", "placed", "drive_in"),
    ],
)
def test_what_may_not_follow_is_refused(verb, state, order_type):
    with pytest.raises(NotNow) as refused:
        next_state(verb, state, order_type)
    assert (refused.value.verb, refused.value.state, refused.value.order_type) == (verb, state, order_type)
    assert state in str(refused.value)


def test_the_kitchen_can_take_a_bump_back():
    assert walk("delivery", "accept", "start", "ready", "recall") == "preparing"


def test_an_unknown_verb_is_a_mistake_in_the_code():
    with pytest.raises(KeyError):
        next_state("teleport", "placed", "delivery")


def test_final_states_have_no_way_on():
    assert sorted(FINAL) == ["cancelled", "collected", "delivered", "rejected"]
    assert all(verbs_from(state, order_type) == () for state in FINAL for order_type in ORDER_TYPES)


def test_verbs_from_is_what_next_state_takes():
    assert verbs_from("ready", "delivery") == ("recall", "dispatch", "cancel")
    assert verbs_from("ready", "collection") == ("recall", "collect", "cancel")
    assert verbs_from("placed", "eat_in") == ("accept", "reject", "cancel")


@given(st.sampled_from(ORDER_TYPES), st.lists(st.sampled_from(sorted(FLOW)), max_size=30))
def test_no_walk_leaves_the_states_or_a_final_one(order_type, verbs):
    state = FIRST
    for verb in verbs:
        allowed = verb in verbs_from(state, order_type)
        try:
            after = next_state(verb, state, order_type)
        except NotNow:
            assert not allowed
            continue
        assert allowed and state not in FINAL and after in STATES
        assert {"dispatch": "delivery", "deliver": "delivery"}.get(verb, order_type) == order_type
        state = after


@pytest.mark.parametrize("order_type", ORDER_TYPES)
def test_every_state_of_an_order_can_be_reached_and_left(order_type):
    reached, todo = set(), [FIRST, UNPAID]
    while todo:
        state = todo.pop()
        reached.add(state)
        assert state in FINAL or verbs_from(state, order_type)
        todo += {next_state(verb, state, order_type) for verb in verbs_from(state, order_type)} - reached
    unreachable = {"collected"} if order_type == "delivery" else {"delivered", "out_for_delivery"}
    assert reached == set(STATES) - unreachable


def test_the_diagram_shows_every_move():
    rows = diagram().splitlines()
    assert rows[0] == "stateDiagram-v2"
    assert "    [*] --> placed" in rows
    assert "    ready --> out_for_delivery: dispatch (delivery)" in rows
    assert "    ready --> collected: collect (collection, eat_in)" in rows
    assert "    ready --> preparing: recall" in rows
    assert "    cancelled --> [*]" in rows
    assert "    [*] --> unpaid: paid online" in rows
    assert len(rows) == 3 + sum(len(move.sources) for move in FLOW.values()) + len(FINAL)
