"""What a process remembers of a pizzeria: until its generation is raised, never inside a transaction."""

from datetime import timedelta

import pytest

import tenants
from tenants import memory
from tests.cast import NOON


@pytest.fixture
def outside(monkeypatch):
    """As in a request: not inside the test's own transaction."""
    monkeypatch.setattr(memory, "_in_transaction", lambda: False)
    memory.forget()
    yield
    memory.forget()


def counter(until=None):
    made = []

    def make():
        made.append(1)
        return len(made), until

    return make


def test_it_is_made_once_and_again_for_each_pizzeria(outside, napoli, roma):
    make = counter()
    for here, expected in ((napoli, 1), (napoli, 1), (roma, 2), (napoli, 1)):
        with tenants.inside(here):
            assert memory.remembered("thing", make, at=NOON) == expected


def test_a_raised_generation_makes_it_old(outside, napoli):
    from tenants import actions

    make = counter()
    with tenants.inside(napoli):
        assert memory.remembered("thing", make, at=NOON) == 1
        actions.raise_cache_generation()
    with tenants.inside(napoli.id):
        assert memory.remembered("thing", make, at=NOON) == 2


def test_it_is_good_until_the_moment_it_names(outside, inside_napoli):
    make = counter(until=NOON + timedelta(minutes=5))
    assert memory.remembered("thing", make, at=NOON) == 1
    assert memory.remembered("thing", make, at=NOON + timedelta(minutes=4)) == 1
    assert memory.remembered("thing", make, at=NOON + timedelta(minutes=5)) == 2


def test_inside_a_transaction_rows_are_read(inside_napoli):
    make = counter()
    assert [memory.remembered("thing", make, at=NOON) for _ in range(2)] == [1, 2]


def test_the_platform_remembers_nothing(outside, on_platform):
    make = counter()
    assert [memory.remembered("thing", make, at=NOON) for _ in range(2)] == [1, 2]


def test_it_forgets_what_was_not_asked_for_longest(outside, inside_napoli, monkeypatch):
    monkeypatch.setattr(memory, "MOST", 2)
    make = counter()
    for name in ("a", "b", "a", "c", "a", "b"):
        last = memory.remembered(name, make, at=NOON)
    assert last == 4
