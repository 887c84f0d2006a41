from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.promise import promise

AT = datetime(2026, 5, 1, 18, 2, tzinfo=UTC)
minutes = st.integers(0, 120).map(lambda n: timedelta(minutes=n))


def clock(moment):
    return f"{moment:%H:%M}"


@pytest.mark.parametrize(
    "queue, travel, earliest, latest",
    [(0, 0, "18:20", "18:30"), (4, 0, "18:30", "18:50"), (10, 0, "18:50", "19:15"), (4, 12, "18:45", "19:05")],
)
def test_the_range_moves_and_widens_with_the_queue_and_the_way(queue, travel, earliest, latest):
    told = promise(AT, preparation=timedelta(minutes=15), queue=queue, travel=timedelta(minutes=travel))
    assert (clock(told.earliest), clock(told.latest)) == (earliest, latest)


def test_a_whole_five_minutes_stays():
    at = AT.replace(minute=0)
    assert clock(promise(at, preparation=timedelta(minutes=15), queue=0).earliest) == "18:15"


def test_nothing_is_negative():
    with pytest.raises(ValueError):
        promise(AT, preparation=timedelta(minutes=15), queue=-1)
    with pytest.raises(ValueError):
        promise(AT, preparation=timedelta(minutes=-15), queue=0)


@given(preparation=minutes, queue=st.integers(0, 60), travel=minutes)
def test_one_more_order_never_makes_it_earlier_or_narrower_in_total(preparation, queue, travel):
    told = promise(AT, preparation=preparation, queue=queue, travel=travel)
    busier = promise(AT, preparation=preparation, queue=queue + 1, travel=travel)
    assert told.earliest >= AT + preparation + travel
    assert told.latest - told.earliest >= timedelta(minutes=10)
    assert busier.earliest >= told.earliest and busier.latest >= told.latest
    assert told.earliest.minute % 5 == told.latest.minute % 5 == 0
