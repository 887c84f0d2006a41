"""Striking lines off, and bumping the whole."""

import pytest

from shared_apps.journal.models import Entry
from tenant_apps.kitchen import actions
from tenant_apps.kitchen.errors import NotInTheKitchen
from tenant_apps.kitchen.models import ItemBump
from tenant_apps.ordering.errors import StateChanged
from tests import orders
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK


def told(fact):
    return Entry.objects.filter(fact=fact).count()


def test_the_first_item_starts_the_order(accepted):
    order = accepted("Margherita", "Diavola")
    actions.finish_item(order.lines.first(), by=COOK, at=LUNCH)
    order.refresh_from_db()
    assert (order.state, told("OrderStarted"), told("ItemFinished")) == ("preparing", 1, 1)
    actions.finish_item(order.lines.last(), by=COOK, at=LUNCH)
    assert (told("OrderStarted"), told("ItemFinished")) == (1, 2)


def test_two_taps_on_the_same_line_are_one(accepted):
    line = accepted().lines.first()
    actions.finish_item(line, by=COOK, at=LUNCH)
    actions.finish_item(line, by=COOK, at=LUNCH)
    assert (ItemBump.objects.count(), told("ItemFinished")) == (1, 1)


def test_a_line_comes_back(accepted):
    line = accepted().lines.first()
    actions.finish_item(line, by=COOK, at=LUNCH)
    actions.reopen_item(line, by=COOK, at=LUNCH)
    actions.reopen_item(line, by=COOK, at=LUNCH)
    assert (ItemBump.objects.count(), told("ItemReopened")) == (0, 1)


@pytest.mark.parametrize("act", [actions.finish_item, actions.reopen_item])
def test_nothing_is_made_of_an_order_nobody_accepted(open_napoli, act):
    order = orders.order()
    with pytest.raises(NotInTheKitchen) as refused:
        act(order.lines.first(), by=COOK, at=LUNCH)
    assert str(order.number) in str(refused.value)


def test_a_bump_starts_what_nobody_started(accepted):
    assert actions.bump_ticket(accepted(), by=COOK, at=LUNCH).state == "ready"
    assert (told("OrderStarted"), told("OrderReady")) == (1, 1)


def test_the_second_tablet_loses_and_changes_nothing(accepted):
    order = accepted()
    actions.bump_ticket(order, by=COOK, at=LUNCH)  # `order` is still as the other tablet loaded it
    with pytest.raises(StateChanged):
        actions.bump_ticket(order, by=COOK, at=LUNCH)
    assert (told("OrderStarted"), told("OrderReady")) == (1, 1)
