"""Figures of how long things took."""

import statistics
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.measures import share, spread

MINUTE = timedelta(minutes=1)


def test_nothing_measured_is_no_nought():
    assert (spread([]).many, spread([]).p50, spread([]).p90) == (0, None, None)


def test_one_slow_order_does_not_spoil_the_median():
    found = spread([minutes * MINUTE for minutes in (10, 11, 12, 13, 90)])
    assert (found.many, found.p50) == (5, 12 * MINUTE)


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=60))
def test_it_agrees_with_the_textbook(seconds):
    found = spread(timedelta(seconds=second) for second in seconds)
    assert found.p50.total_seconds() == pytest.approx(statistics.median(seconds), abs=1e-3)
    ninth = statistics.quantiles(seconds, n=10, method="inclusive")[8]
    assert found.p90.total_seconds() == pytest.approx(ninth, abs=1e-3)


@pytest.mark.parametrize(
    ("hits", "many", "said"), [(0, 0, None), (0, 9, 0), (1, 1000, 1), (999, 1000, 99), (5, 5, 100), (91, 100, 91)]
)
def test_all_and_none_are_said_of_all_and_none_only(hits, many, said):
    assert share(hits, many) == said
