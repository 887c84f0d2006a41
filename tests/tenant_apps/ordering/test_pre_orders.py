"""Orders for later are looked at again before the kitchen begins them: price, stock, dough; the shop decides."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.delivery.models import DoughDay
from tenant_apps.menu import actions as menu
from tenant_apps.menu.models import Ingredient, ProductPrice
from tenant_apps.ordering import actions, queries, tasks, times
from tenant_apps.shop.models import Shop
from tests.tenant_apps.ordering.conftest import FRIDAY_AFTERNOON, FRIDAY_EVENING, facts, filled_basket, wish

pytestmark = pytest.mark.usefixtures("shop")

BY = Actor("staff", None, "cashier")


@pytest.fixture
def pre_order() -> Any:
    """Accepted in the afternoon for the evening."""
    slot = times.times("collection", at=FRIDAY_AFTERNOON).slots[6].start
    basket = filled_basket("Margherita", "Diavola", at=FRIDAY_AFTERNOON)
    order = actions.place_order(basket, wish=wish(when=slot), by=BY, at=FRIDAY_AFTERNOON)
    return actions.accept_order(order, by=BY, at=FRIDAY_AFTERNOON)


def check(order: Any, at: datetime | None = None) -> Any:
    return actions.check_pre_order(order.id, by=Actor.system("ordering"), at=at or order.fires_at)


def test_it_is_due_half_an_hour_before_it_is_begun(pre_order):
    begins = pre_order.fires_at
    assert actions.due_pre_orders(at=begins - timedelta(minutes=31)) == []
    assert actions.due_pre_orders(at=begins - timedelta(minutes=30)) == [pre_order.id]


def test_what_can_be_made_is_ticked_off_once(pre_order):
    checked = check(pre_order)
    assert (checked.checked_at, checked.problem) == (pre_order.fires_at, {})
    assert check(pre_order) is None
    assert actions.due_pre_orders(at=pre_order.fires_at) == []
    assert facts(pre_order.id).count("PreOrderChecked") == 1
    assert "PreOrderInTrouble" not in facts(pre_order.id)


def test_what_ran_out_is_said_to_the_shop_and_not_to_the_customer(pre_order):
    out = Ingredient.objects.get(name__it="salame piccante")
    menu.eighty_six(out, until=None, by=BY, at=FRIDAY_EVENING)
    checked = check(pre_order)
    assert "Diavola" in checked.problem["it"] and "salame piccante" in checked.problem["it"]
    assert "spicy salami" in checked.problem["en"]
    assert checked.state == "accepted"
    assert "PreOrderInTrouble" in facts(pre_order.id)


def test_the_agreed_price_stands_and_the_difference_is_noted(pre_order):
    ProductPrice.objects.update(price=Decimal("20.00"))
    checked = check(pre_order)
    assert (checked.total, checked.problem) == (pre_order.total, {})
    noted = Entry.objects.about(pre_order.id).get(fact="PreOrderChecked").payload
    assert Decimal(noted["agreed"]) == pre_order.total
    assert Decimal(noted["today"]) == Decimal("80.00")


def test_dough_that_was_counted_anew_and_is_not_there(pre_order):
    DoughDay.objects.update_or_create(day=pre_order.business_day, defaults={"balls": 3})
    assert "1" in check(pre_order).problem["en"]


def test_an_edit_lets_it_be_looked_at_again(pre_order):
    menu.eighty_six(Ingredient.objects.get(name__it="salame piccante"), until=None, by=BY, at=FRIDAY_EVENING)
    check(pre_order)
    basket = actions.open_draft(pre_order, by=BY, at=pre_order.fires_at)
    actions.keep_line(basket, pre_order.standing[1], quantity=0, at=pre_order.fires_at)
    edited = actions.edit_order(basket, by=BY, at=pre_order.fires_at)
    assert (edited.problem, edited.checked_at) == ({}, None)
    assert check(edited).problem == {}


def test_the_shop_settles_it(pre_order):
    menu.eighty_six(Ingredient.objects.get(name__it="salame piccante"), until=None, by=BY, at=FRIDAY_EVENING)
    check(pre_order)
    assert actions.settle_problem(pre_order, by=BY, at=pre_order.fires_at).problem == {}
    actions.settle_problem(pre_order, by=BY, at=pre_order.fires_at)
    assert facts(pre_order.id).count("PreOrderSettled") == 1


def test_what_was_cancelled_is_not_looked_at(pre_order):
    actions.cancel_order(pre_order, by=BY, at=FRIDAY_AFTERNOON)
    assert check(pre_order) is None


def test_the_clock_looks_at_all_that_is_due(pre_order, monkeypatch):
    monkeypatch.setenv("NOW", pre_order.fires_at.isoformat())
    tasks.check_pre_orders.run()
    assert queries.order_for_staff(pre_order.id).checked_at == pre_order.fires_at


def test_what_runs_out_after_it_was_looked_at_is_found_too(pre_order):
    early = pre_order.fires_at - timedelta(minutes=25)
    check(pre_order, at=early)
    for name, again in (("acciughe", 0), ("salame piccante", 1)):
        gone = Ingredient.objects.get(name__it=name)
        menu.eighty_six(gone, until=None, by=BY, at=early + timedelta(minutes=5))
        assert actions.look_again(str(gone.id), at=early + timedelta(minutes=5)) == again
    assert actions.due_pre_orders(at=early + timedelta(minutes=5)) == [pre_order.id]
    assert "Diavola" in check(pre_order, at=early + timedelta(minutes=6)).problem["it"]


def test_other_slots_by_now_move_no_promise_of_before(pre_order):
    Shop.objects.update(slot_minutes=30)
    basket = actions.open_draft(pre_order, by=BY, at=FRIDAY_AFTERNOON)
    actions.keep_line(basket, pre_order.standing[0], quantity=3, at=FRIDAY_AFTERNOON)
    edited = actions.edit_order(basket, by=BY, at=FRIDAY_AFTERNOON)
    assert edited.standing != pre_order.standing
    assert (edited.promised_to, edited.first_promised_to) == (pre_order.promised_to, pre_order.first_promised_to)


def test_an_order_that_is_late_does_not_become_punctual_by_being_made_smaller():
    order = actions.place_order(filled_basket("Margherita", "Diavola"), wish=wish(), by=BY, at=FRIDAY_EVENING)
    late = order.promised_to + timedelta(minutes=10)
    basket = actions.open_draft(order, by=BY, at=late)
    actions.keep_line(basket, order.standing[1], quantity=0, at=late)
    edited = actions.edit_order(basket, by=BY, at=late)
    assert edited.promised_to > order.promised_to  # what the customer is told is what can be kept
    assert edited.first_promised_to == order.first_promised_to


def test_what_is_begun_is_not_looked_at_again(pre_order):
    check(pre_order)
    out = Ingredient.objects.get(name__it="salame piccante")
    assert actions.look_again(str(out.id), at=pre_order.fires_at) == 0


def test_an_order_that_grows_is_begun_earlier(pre_order):
    basket = actions.open_draft(pre_order, by=BY, at=FRIDAY_AFTERNOON)
    actions.keep_line(basket, pre_order.standing[0], quantity=30, at=FRIDAY_AFTERNOON)
    grown = actions.edit_order(basket, by=BY, at=FRIDAY_AFTERNOON)
    assert grown.fires_at < pre_order.fires_at
    basket = actions.open_draft(grown, by=BY, at=FRIDAY_AFTERNOON)
    large = next(line for line in grown.standing if line.quantity == 30)
    actions.keep_line(basket, large, quantity=1, at=FRIDAY_AFTERNOON)
    assert actions.edit_order(basket, by=BY, at=FRIDAY_AFTERNOON).fires_at == pre_order.fires_at
