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
    "wait, travel, earliest, latest",
    [(0, 0, "18:20", "18:30"), (12, 0, "18:30", "18:50"), (30, 0, "18:50", "19:15"), (12, 12, "18:45", "19:05")],
)
def test_the_range_moves_and_widens_with_the_wait_and_the_way(wait, travel, earliest, latest):
    told = promise(
        AT, preparation=timedelta(minutes=15), wait=timedelta(minutes=wait), travel=timedelta(minutes=travel)
    )
    assert (clock(told.earliest), clock(told.latest)) == (earliest, latest)


def test_a_whole_five_minutes_stays():
    at = AT.replace(minute=0)
    assert clock(promise(at, preparation=timedelta(minutes=15)).earliest) == "18:15"


@pytest.mark.parametrize("part", ["preparation", "wait", "travel"])
def test_nothing_is_negative(part):
    with pytest.raises(ValueError):
        promise(AT, **{"preparation": timedelta(0), part: timedelta(minutes=-1)})


@given(preparation=minutes, wait=minutes, longer=minutes, travel=minutes)
def test_a_longer_wait_never_makes_it_earlier_or_narrower(preparation, wait, longer, travel):
    told = promise(AT, preparation=preparation, wait=wait, travel=travel)
    busier = promise(AT, preparation=preparation, wait=wait + longer, travel=travel)
    assert told.earliest >= AT + preparation + wait + travel
    assert told.latest - told.earliest >= timedelta(minutes=10)
    assert busier.earliest >= told.earliest and busier.latest >= told.latest
    assert told.earliest.minute % 5 == told.latest.minute % 5 == 0
