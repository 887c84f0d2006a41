"""Places in the oven: never more than there are, never earlier under more load, as late as they may be when wanted."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.capacity import Need, Oven, Share

QUARTER = timedelta(minutes=15)
SEVEN = datetime(2026, 5, 8, 17, 0, tzinfo=UTC)  # seven in the evening in Rome


def clock(minutes):
    return SEVEN + timedelta(minutes=minutes)


def oven(usual=12, every=QUARTER, special=None, **taken):
    """``at0=5``: five places of the stretch that begins at seven are taken, ``at15`` of the next."""
    known = {clock(int(name[2:])): Decimal(many) for name, many in taken.items()}
    return Oven(every, Decimal(usual), special or {}, known)


def shown(shares):
    """(minutes after seven, places) of each share."""
    if shares is None:
        return None
    return [(int((share.start - SEVEN) / timedelta(minutes=1)), int(share.places)) for share in shares]


def wanted(places, oven, due=60, ready=0):
    return shown(oven.before(Decimal(places), due=clock(due), ready=clock(ready)))


def soonest(places, oven, ready=20, until=240):
    return shown(oven.onward(Decimal(places), ready=clock(ready), until=clock(until)))


@pytest.mark.parametrize("ready, start", [(20, 15), (30, 15), (31, 30), (15, 0), (16, 15)])
def test_what_is_ready_then_comes_out_of_the_stretch_that_ends_no_earlier(ready, start):
    assert oven().start_for(clock(ready)) == clock(start)


@pytest.mark.parametrize("due, start", [(60, 45), (59, 30), (74, 45), (75, 60)])
def test_what_is_due_then_is_baked_in_the_last_stretch_that_has_ended(due, start):
    assert oven().start_by(clock(due)) == clock(start)


def test_an_order_for_a_time_is_baked_just_before_it():
    assert wanted(4, oven()) == [(45, 4)]
    assert wanted(4, oven(at45=8)) == [(45, 4)]
    assert wanted(4, oven(at45=9)) is None  # a small order is baked together


def test_a_large_order_begins_a_stretch_earlier_and_is_done_in_time():
    assert wanted(20, oven()) == [(30, 8), (45, 12)]
    assert wanted(20, oven(at45=6)) == [(15, 2), (30, 12), (45, 6)]
    assert wanted(8, oven(at45=10)) == [(30, 6), (45, 2)]
    assert wanted(20, oven(at45=12, at30=12)) is None


def test_no_part_of_it_is_baked_before_it_can_be_ready():
    assert wanted(20, oven(), ready=40) == [(30, 8), (45, 12)]
    assert wanted(20, oven(), ready=50) is None
    assert wanted(1, oven(), due=20, ready=20) is None


def test_as_soon_as_possible_takes_the_first_places_that_are_free():
    assert soonest(2, oven()) == [(15, 2)]
    assert soonest(2, oven(at15=12, at30=11)) == [(30, 1), (45, 1)]
    assert soonest(30, oven()) == [(15, 12), (30, 12), (45, 6)]
    assert soonest(2, oven(at15=12, at30=12), until=45) is None


def test_what_needs_no_oven_waits_for_none():
    full = oven(at15=12)
    assert soonest(0, full) == [] and wanted(0, full) == []
    assert full.done(()) is None


def test_a_stretch_may_have_more_or_fewer_places_than_usual():
    assert soonest(3, oven(special={clock(15): Decimal(2)})) == [(15, 2), (30, 1)]
    assert soonest(3, oven(special={clock(15): Decimal(0)})) == [(30, 3)]
    assert oven(special={clock(15): Decimal(3)}, at15=5).free(clock(15)) == 0  # fewer than are taken already


def test_the_oven_works_through_a_stretch_evenly():
    assert oven().done((Share(clock(15), Decimal(6)),)) == clock(22.5)
    assert oven(at15=6).done((Share(clock(15), Decimal(6)),)) == clock(30)
    assert oven().done((Share(clock(15), Decimal(12)), Share(clock(30), Decimal(4)))) == clock(35)


def test_what_should_be_done_by_now_stands_in_the_way():
    behind = Need(Decimal(2), at=clock(0), ready=clock(20), until=clock(240), behind=Decimal(26))
    assert shown(behind.plan(oven())) == [(30, 2)]  # 12 now, 12 from quarter past, 2 from half past, then these
    assert behind.done(oven(), behind.plan(oven())) == clock(35)
    on_time = Need(Decimal(2), at=clock(0), ready=clock(20), until=clock(240))
    assert on_time.done(oven(), on_time.plan(oven())) == clock(20)


def test_an_oven_that_is_shut_for_good_never_ends_the_search():
    shut = Oven(QUARTER, Decimal(0))
    assert shut.behind(Decimal(3), at=clock(0)).onward(Decimal(1), ready=clock(0), until=clock(60)) is None


amounts = st.integers(0, 14).map(Decimal)
loads = st.dictionaries(st.integers(-2, 8).map(lambda n: clock(15 * n)), amounts, max_size=8)
sizes = st.decimals("0.5", 40, places=1)
limits = st.integers(1, 14).map(Decimal)


@given(taken=loads, places=sizes, usual=limits, due=st.integers(0, 150), ready=st.integers(0, 90), behind=amounts)
def test_never_more_places_are_given_than_are_free(taken, places, usual, due, ready, behind):
    it = Oven(QUARTER, usual, taken=taken)
    asked = {"at": clock(0), "ready": clock(ready)}
    for need in (
        Need(places, until=clock(150), behind=behind, **asked),
        Need(places, until=clock(due), due=clock(due), **asked),
    ):
        plan = need.plan(it)
        if plan is None:
            continue
        assert sum(share.places for share in plan) == places
        assert all(0 < share.places <= it.free(share.start) for share in plan)
        assert [share.start for share in plan] == sorted({share.start for share in plan})
        assert {share.start for share in plan} <= set(need.candidates(it, plan))
        assert all(share.start + QUARTER >= need.ready for share in plan)
        if need.due:
            assert plan[-1].start + QUARTER <= need.due


@given(taken=loads, more=loads, places=sizes, extra=amounts, usual=limits, ready=st.integers(0, 60), behind=amounts)
def test_more_load_never_promises_earlier(taken, more, places, extra, usual, ready, behind):
    busier = {start: taken.get(start, Decimal(0)) + more.get(start, Decimal(0)) for start in taken | more}
    calm, busy = Oven(QUARTER, usual, taken=taken), Oven(QUARTER, usual, taken=busier)
    need = Need(places, at=clock(0), ready=clock(ready), until=clock(600))
    larger = Need(places + extra, at=clock(0), ready=clock(ready), until=clock(600), behind=behind)
    plan, later = need.plan(calm), larger.plan(busy)
    if later is not None:
        assert plan is not None
        assert need.done(calm, plan) <= larger.done(busy, later)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 5, 8)])
@pytest.mark.parametrize("minutes", [5, 15, 20, 45])
def test_the_nights_that_change_the_clock_neither_lose_nor_double_a_stretch(day, minutes):
    every = timedelta(minutes=minutes)
    night = Oven(every, Decimal(12))
    start = night.floor(datetime(day.year, day.month, day.day, tzinfo=UTC))
    found = list(night.stretches(start, start + timedelta(hours=6)))
    assert len(found) == len(set(found)) == timedelta(hours=6) / every
    assert all(night.floor(moment) == moment == night.start_for(moment + every) for moment in found)


@given(booked=st.dictionaries(st.integers(0, 600), sizes, max_size=8), every=st.sampled_from([5, 10, 15, 20, 30, 60]))
def test_nothing_that_is_booked_is_lost_whatever_the_length_of_a_slot(booked, every):
    moments = {clock(minutes): places for minutes, places in booked.items()}
    it = Oven(timedelta(minutes=every), Decimal(12)).taking(moments.items())
    assert sum(it.taken.values()) == sum(moments.values())
    for moment in moments:
        start = it.floor(moment)
        assert start <= moment < start + it.every
        assert it.free(start) <= max(12 - moments[moment], 0)
