"""An edit against the steps of an order's life: one waits for the other, and with the lock off the race is shown."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions, errors, queries
from tenant_apps.ordering.actions import editing
from tenant_apps.ordering.models import Order
from tests.races import kinds
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, configuration, filled_basket, wish

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("inside_torino")]

BY = Actor("staff", None, "cashier")


def accepted_order() -> Any:
    order = actions.place_order(filled_basket(), wish=wish(), by=BY, at=FRIDAY_EVENING)
    return actions.accept_order(order, by=BY, at=FRIDAY_EVENING)


def draft_with_more(order: Any) -> Any:
    basket = actions.open_draft(order, by=BY, at=FRIDAY_EVENING)
    actions.add_to_basket(basket, configuration=configuration("Diavola"), at=FRIDAY_EVENING)
    return basket


def edit(basket: Any) -> Callable[[], Any]:
    return lambda: actions.edit_order(basket, by=BY, at=FRIDAY_EVENING)


def start(order: Any) -> Any:
    return actions.start_order(queries.order_for_staff(order.id), by=BY, at=FRIDAY_EVENING)


def starting_in_the_middle(monkeypatch: pytest.MonkeyPatch, order: Any) -> Callable[[], Any]:
    """The edit stands still once it has looked at the order; return how the kitchen begins it at that moment."""
    looked, begun = Event(), Event()
    check = editing.check_can_edit

    def slow(order: Any, by: Any, *, at: Any) -> None:
        check(order, by, at=at)
        looked.set()
        begun.wait(2)  # in vain while the row is locked: the kitchen waits for us

    def begin() -> Any:
        looked.wait(10)
        started = start(order)
        begun.set()
        return started

    monkeypatch.setattr(editing, "check_can_edit", slow)
    return begin


def test_the_kitchen_that_begins_during_an_edit_begins_what_was_agreed(at_once, monkeypatch):
    order = accepted_order()
    basket = draft_with_more(order)
    edited, started = at_once(edit(basket), starting_in_the_middle(monkeypatch, order))
    assert (edited.revision, started.revision) == (1, 1)
    assert started.state == "preparing"


def test_control_without_the_lock_the_kitchen_begins_what_is_not_agreed_any_more(at_once, monkeypatch):
    order = accepted_order()
    basket = draft_with_more(order)
    careless = lambda order: Order.objects.prefetch_related("lines").get(id=order.id)  # noqa: E731
    monkeypatch.setattr(editing, "_locked_order", careless)
    edited, started = at_once(edit(basket), starting_in_the_middle(monkeypatch, order))
    assert (edited.revision, started.revision) == (1, 0)
    assert edited.state == "preparing"  # edited although it was being made


def test_what_is_being_made_is_not_edited(at_once):
    for _ in range(5):
        order = accepted_order()
        results = at_once(lambda order=order: start(order), edit(draft_with_more(order)))
        assert kinds(results) in (["Order", "Order"], ["Order", "TooLateToEdit"])
        order.refresh_from_db()
        assert (order.state, order.revision) == ("preparing", kinds(results).count("Order") - 1)


def test_two_edits_at_once_are_one(at_once):
    order = accepted_order()
    basket = draft_with_more(order)
    assert kinds(at_once(edit(basket), edit(basket))) == ["BasketGone", "Order"]
    order.refresh_from_db()
    assert order.revision == 1


def test_of_an_edit_and_a_cancellation_both_or_the_cancellation_stand(at_once):
    for _ in range(5):
        order = accepted_order()
        found = queries.order_for_staff(order.id)
        results = at_once(
            lambda found=found: actions.cancel_order(found, by=BY, at=FRIDAY_EVENING), edit(draft_with_more(order))
        )
        assert kinds(results) in (["Order", "Order"], ["Order", "TooLateToEdit"])
        order.refresh_from_db()
        assert order.state == "cancelled"
        with pytest.raises(errors.TooLateToEdit):
            actions.open_draft(order, by=BY, at=FRIDAY_EVENING)
