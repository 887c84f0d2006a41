"""Holding places for a basket: the same ones while it wants the same, others when it does not, none when they are gone."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from shared_apps.journal.models import Entry
from tenant_apps.delivery import actions, queries
from tenant_apps.delivery.errors import DoughGone, NotHeld, OvenFull
from tenant_apps.delivery.models import DoughDay, Hold, Slot, Turn
from tenant_apps.shop.models import Shop
from tests.tenant_apps.delivery.conftest import AT, FRIDAY, free, shares

LATER = AT + timedelta(minutes=8)
JUST_BEFORE = LATER - timedelta(seconds=1)


def test_a_basket_holds_places_for_as_long_as_the_shop_says(hold):
    held = hold(4, due=60)
    assert shares(held) == [(45, 4)]
    assert held.expires_at == LATER
    assert free(45) == 8


def test_as_soon_as_possible_is_the_first_free_place(hold):
    assert shares(hold(12)) == [(15, 12)]
    assert shares(hold(14)) == [(30, 12), (45, 2)]


def test_the_same_wish_keeps_its_hold_and_its_time(hold):
    basket = uuid4()
    first = hold(4, due=60, basket=basket)
    again = hold(4, due=60, basket=basket, at=AT + timedelta(minutes=3))
    assert (again.id, again.expires_at) == (first.id, first.expires_at)
    assert Hold.objects.count() == 1


@pytest.mark.parametrize("change", [{"places": 5}, {"due": 75}, {"due": None}, {"balls": 3}])
def test_another_wish_moves_the_hold(hold, change):
    basket = uuid4()
    first = hold(places=4, due=60, basket=basket)
    second = hold(**{"places": 4, "due": 60, "basket": basket, **change})
    assert second.id != first.id
    assert Hold.objects.get() == second


def test_its_own_places_are_free_to_the_basket_that_moves(hold):
    basket = uuid4()
    hold(12, due=60, basket=basket)
    assert shares(hold(6, due=60, basket=basket)) == [(45, 6)]


def test_who_is_refused_keeps_what_they_held(hold):
    basket = uuid4()
    held = hold(4, due=60, basket=basket)
    hold(12, due=75)
    with pytest.raises(OvenFull):
        hold(4, due=75, basket=basket)
    assert shares(Hold.objects.get(basket=basket)) == shares(held) == [(45, 4)]


def test_a_hold_that_ran_out_takes_nothing_though_nobody_swept(hold):
    hold(12, due=60)
    with pytest.raises(OvenFull):
        hold(1, due=60, at=JUST_BEFORE)
    assert free(45, at=JUST_BEFORE) == 0
    assert free(45, at=LATER) == 12
    assert shares(hold(12, due=60, at=LATER)) == [(45, 12)]
    assert Hold.objects.count() == 1


def test_who_comes_back_too_late_takes_places_anew(hold):
    basket = uuid4()
    hold(6, due=60, basket=basket)
    hold(7, due=60, at=LATER)
    with pytest.raises(OvenFull):
        hold(6, due=60, basket=basket, at=LATER)


def test_a_place_soon_that_has_gone_by_is_not_kept(hold):
    Shop.objects.update(hold_minutes=30)
    basket = uuid4()
    assert shares(hold(2, basket=basket)) == [(15, 2)]
    assert shares(hold(2, basket=basket, at=AT + timedelta(minutes=10))) == [(15, 2)]
    assert shares(hold(2, basket=basket, at=AT + timedelta(minutes=11))) == [(30, 2)]


def test_a_large_order_spans_slots(hold):
    assert shares(hold(30, due=60)) == [(15, 6), (30, 12), (45, 12)]
    with pytest.raises(OvenFull):
        hold(1, due=60)


def test_one_stretch_can_have_fewer_places(hold):
    Slot.objects.create(start=AT + timedelta(minutes=45), places=3)
    with pytest.raises(OvenFull):
        hold(4, due=60)
    assert shares(hold(3, due=60)) == [(45, 3)]


@pytest.mark.parametrize(("minutes", "due"), [(30, 90), (20, 80), (10, 80)])
def test_what_was_booked_is_sold_also_when_slots_become_longer_or_shorter(hold, minutes, due):
    hold(12, due=90)  # all of the stretch from 21:15 on, with slots of a quarter of an hour
    Shop.objects.update(slot_minutes=minutes)
    begins = due - minutes
    assert free(begins) == 0
    with pytest.raises(OvenFull):
        hold(1, due=due)
    assert hold(1, due=due + 60)


def test_a_hold_that_ran_out_under_other_slots_takes_nothing(hold):
    hold(12, due=90)
    Shop.objects.update(slot_minutes=30)
    assert hold(12, due=90, at=AT + timedelta(minutes=20))


def test_half_places_add_up(hold):
    for _ in range(8):
        hold("1.5", due=60)
    assert free(45) == 0
    with pytest.raises(OvenFull):
        hold("0.5", due=60)


def test_what_needs_no_oven_takes_no_place(hold):
    held = hold(0, due=60)
    assert shares(held) == [] and not Slot.objects.exists()


def test_the_dough_of_a_day_is_shared_by_all_its_slots(hold):
    Shop.objects.update(dough_balls=10)
    hold(4, due=60, balls=4)
    hold(4, balls=4)
    with pytest.raises(DoughGone):
        hold(3, due=75, balls=3)
    hold(2, due=75, balls=2)
    kitchen = Shop.objects.get()
    assert queries.dough_left(kitchen, FRIDAY, at=AT) == 0
    assert queries.dough_left(kitchen, FRIDAY + timedelta(days=1), at=AT) == 10
    assert queries.dough_left(kitchen, FRIDAY, at=LATER) == 10
    hold(3, balls=3, at=LATER)


def test_a_day_can_have_more_dough_than_usual(hold):
    Shop.objects.update(dough_balls=2)
    DoughDay.objects.create(day=FRIDAY, balls=5)
    hold(5, balls=5)
    with pytest.raises(DoughGone):
        hold(1, balls=1)


def test_who_finds_no_dough_takes_no_places(hold):
    Shop.objects.update(dough_balls=2)
    with pytest.raises(DoughGone):
        hold(3, due=60, balls=3)
    assert free(45) == 12


def test_nobody_counts_dough_where_the_shop_does_not(hold):
    hold(4, balls=400)
    assert queries.dough_left(Shop.objects.get(), FRIDAY, at=AT) is None


def test_the_pages_hear_when_a_slot_fills_and_of_nothing_else(hold):
    hold(11, due=60)
    assert not Entry.objects.filter(fact="SlotFilled").exists()
    hold(1, due=60)
    told = Entry.objects.get(fact="SlotFilled")
    assert told.payload == {"start": (AT + timedelta(minutes=45)).isoformat()}


def test_a_held_place_costs_few_questions(hold, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        hold(30, due=60, balls=30)


class TestWhoOnlyLooks:
    """From one address come so many baskets and so much of the oven, each time for its minutes; who orders is not asked."""

    def test_holds_a_few_baskets(self, hold):
        for _ in range(actions.MOST_HELD):
            hold(1, due=60, visitor="a")
        with pytest.raises(NotHeld):
            hold(1, due=60, visitor="a")
        hold(1, due=60, visitor="b")
        hold(1, due=60)
        hold(1, due=60, visitor="a", at=LATER)

    def test_holds_two_stretches_of_the_oven_whatever_the_baskets(self, hold):
        first = hold(20, visitor="a")
        with pytest.raises(NotHeld):
            hold(5, visitor="a")
        hold(4, visitor="a")
        hold(19, visitor="a", basket=first.basket)
        with pytest.raises(NotHeld):
            hold(25, visitor="b")
        hold(25)

    def test_holds_no_more_dough_than_that(self, hold):
        Shop.objects.update(dough_balls=100)
        hold(1, balls=20, visitor="a")
        with pytest.raises(NotHeld):
            hold(1, balls=5, visitor="a")

    def test_holds_a_time_for_its_minutes_in_all_however_often_it_is_changed(self, hold):
        basket, early = uuid4(), AT + timedelta(minutes=5)
        hold(2, due=60, basket=basket, visitor="a")
        assert hold(3, due=60, basket=basket, visitor="a", at=early).expires_at == LATER
        assert hold(3, due=75, basket=basket, visitor="a", at=early).expires_at == early + timedelta(minutes=8)
        assert hold(3, due=60, basket=basket, visitor="a", at=JUST_BEFORE).expires_at == LATER
        with pytest.raises(NotHeld):
            hold(3, due=60, basket=basket, visitor="a", at=LATER)
        assert hold(3, due=60, basket=basket, at=LATER).places == 3  # to order it

    def test_as_soon_as_possible_is_one_time_too_and_another_day_begins_anew(self, hold):
        basket = uuid4()
        hold(2, basket=basket, visitor="a")
        with pytest.raises(NotHeld):
            hold(2, basket=basket, visitor="a", at=LATER)
        Turn.objects.update(until=LATER - actions.TURN_KEPT)
        assert hold(2, basket=basket, visitor="a", at=LATER).expires_at == LATER + timedelta(minutes=8)
        actions.sweep_holds(at=AT + timedelta(days=2))
        assert not Turn.objects.exists()

    def test_is_forgotten_once_it_is_an_order(self, hold):
        actions.give_to_order(hold(2, due=60, visitor="a"), order=uuid4())
        assert Hold.objects.get().visitor == ""


class TestGivingBack:
    def test_a_basket_left_gives_its_places_back(self, hold):
        held = hold(12, due=60)
        actions.release_basket(held.basket)
        assert free(45) == 12

    def test_an_order_keeps_its_places_for_good(self, hold):
        held, order = hold(12, due=60, balls=3), uuid4()
        actions.give_to_order(held, order=order)
        assert free(45, at=AT + timedelta(days=1)) == 0
        actions.release_order(order)
        assert free(45) == 12

    def test_an_edited_order_takes_what_it_needs_now(self, hold):
        from tenant_apps.delivery.actions import Dough
        from tests.tenant_apps.delivery.conftest import need

        held, order = hold(10, due=60), uuid4()
        actions.give_to_order(held, order=order)
        kitchen = Shop.objects.get()
        moved = actions.move_places(order, shop=kitchen, need=need(12, due=60), dough=Dough(FRIDAY), at=AT)
        assert shares(moved) == [(45, 12)] and moved.expires_at is None
        hold(24, due=45)
        with pytest.raises(OvenFull):
            actions.move_places(order, shop=kitchen, need=need(13, due=60), dough=Dough(FRIDAY), at=AT)
        assert Hold.objects.get(order=order).places == Decimal(12)


class TestSweeping:
    def test_what_ran_out_is_removed_and_nothing_else(self, hold):
        hold(2, due=60)
        order = uuid4()
        actions.give_to_order(hold(3, due=60), order=order)
        live = hold(4, due=75, at=LATER)
        assert actions.sweep_holds(at=LATER) == 1
        assert {row.id for row in Hold.objects.all()} == {live.id, Hold.objects.get(order=order).id}
        assert actions.sweep_holds(at=LATER) == 0

    def test_what_is_long_past_is_forgotten(self, hold):
        Shop.objects.update(dough_balls=10)
        actions.give_to_order(hold(3, due=60, balls=3), order=uuid4())
        actions.sweep_holds(at=AT + timedelta(days=30))
        assert Hold.objects.exists()
        actions.sweep_holds(at=AT + timedelta(days=70))
        assert not (Hold.objects.exists() or Slot.objects.exists() or DoughDay.objects.exists())
