from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.hours import Closure
from pizzeria.slots import slots

from .test_hours import AUTUMN, MONDAY, PREPARATION, ROME, SPRING, local, wall, week

DINNER = week("18:30-20:00")


def offered(hours=DINNER, day=MONDAY, at=None, closures=(), **options):
    options = {"order_type": "delivery", "preparation": PREPARATION, **options}
    return slots(hours, closures, day=day, zone=ROME, at=at or local("09:00", day), **options)


def starts(*args, **options):
    return [wall(slot.start)[4:] for slot in offered(*args, **options)]


def test_slots_run_from_opening_plus_preparation_to_closing():
    assert starts() == ["19:00", "19:15", "19:30", "19:45"]
    assert wall(offered()[-1].end) == "Mon 20:00"


def test_what_cannot_be_made_in_time_is_not_offered():
    assert starts(at=local("18:50")) == ["19:30", "19:45"]
    assert starts(at=local("19:15")) == ["19:45"]
    assert starts(at=local("19:16")) == []


def test_slots_have_the_length_asked_for():
    assert starts(every=timedelta(minutes=20)) == ["19:10", "19:30"]
    with pytest.raises(ValueError):
        offered(every=timedelta(0))


def test_no_slot_on_a_closed_day_or_for_another_order_type():
    assert starts(closures=[Closure(MONDAY)]) == []
    assert starts(order_type="eat_in") == []


def test_the_slots_after_midnight_belong_to_the_evening():
    late = week("23:00-01:00", days=[0])
    assert starts(late)[0] == "23:30" and starts(late)[-1] == "00:45"
    assert starts(late, day=date(2026, 6, 2)) == []


def test_a_kitchen_that_never_cools_loses_no_slot_to_preparation():
    always = week("00:00-00:00")
    assert len(offered(always, at=local("00:00") - timedelta(days=1))) == 96
    assert starts(week("12:00-14:00", "14:00-15:00"))[6] == "14:00"


@pytest.mark.parametrize("day, count", [(SPRING, 92), (AUTUMN, 100), (MONDAY, 96)])
def test_the_nights_that_change_the_clock_neither_lose_nor_double_a_slot(day, count):
    found = offered(week("00:00-00:00"), day=day, at=local("00:00", day) - timedelta(days=1))
    assert len(found) == len(set(found)) == count
    assert all(after.start == before.end for before, after in pairwise(found))


quarters = st.integers(0, 95).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")


@given(
    rows=st.lists(st.tuples(quarters, quarters).map("-".join), max_size=4),
    day=st.sampled_from([MONDAY, SPRING, AUTUMN]),
    hour=st.integers(-20, 30),
)
def test_slots_are_in_order_disjoint_whole_and_possible(rows, day, hour):
    at = datetime.combine(day, time(), ROME) + timedelta(hours=hour)
    found = [slot for n in (-1, 0, 1) for slot in offered(week(*rows), day=day + timedelta(days=n), at=at)]
    for slot in found:
        assert slot.end - slot.start == timedelta(minutes=15)
        assert slot.start >= at + PREPARATION
    assert all(before.end <= after.start for before, after in pairwise(found))
