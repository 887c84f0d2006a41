"""What all processes share: made once per pizzeria and generation, waited for briefly, never missed when Redis is away."""

import threading
import time
from datetime import timedelta

import pytest
import redis
from django.conf import settings

import tenants
from tenants import actions, shelf
from tenants.shelf import Made
from tests.cast import NOON


@pytest.fixture(autouse=True)
def outside(monkeypatch):
    """As in a request: not inside the test's own transaction. What is left in Redis goes with the test."""
    monkeypatch.setattr(shelf, "_in_transaction", lambda: False)
    monkeypatch.setattr(shelf, "_away_until", 0.0)
    monkeypatch.setattr(shelf.release, "current", lambda: "a-test")
    yield
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter("shelf:a-test:*"):
        client.delete(key)
    client.close()


class Baker:
    """Counts how often it had to make the thing."""

    def __init__(self, until=None, seconds=0.0):
        self.made, self.until, self.seconds = [], until, seconds

    def __call__(self):
        self.made.append(str(tenants.current().slug))
        time.sleep(self.seconds)
        return Made(f"{tenants.current().slug} {len(self.made)}".encode(), self.until)


def take(here, bake, at=NOON, name="page"):
    with tenants.inside(here):
        return shelf.shared(name, bake, at=at).body.decode()


def test_what_one_process_made_the_others_find(napoli):
    bake = Baker()
    assert [take(napoli, bake) for _ in range(3)] == ["napoli 1"] * 3


def test_each_pizzeria_has_a_shelf_of_its_own(napoli, roma):
    bake = Baker()
    assert [take(here, bake) for here in (napoli, roma, napoli, roma)] == ["napoli 1", "roma 2", "napoli 1", "roma 2"]


def test_a_change_makes_what_stands_old_in_that_pizzeria_and_in_no_other(napoli, roma):
    bake = Baker()
    take(napoli, bake), take(roma, bake)
    with tenants.inside(napoli):
        actions.raise_cache_generation()
    assert [take(here.id, bake) for here in (napoli, roma)] == ["napoli 3", "roma 2"]


def test_another_release_makes_its_own(napoli, monkeypatch):
    bake = Baker()
    take(napoli, bake)
    monkeypatch.setattr(shelf.release, "current", lambda: "a-test:2")
    assert take(napoli, bake) == "napoli 2"


def test_it_is_good_until_the_moment_it_names(napoli):
    bake = Baker(until=NOON + timedelta(minutes=5))
    minutes = [0, 4, 5]
    assert [take(napoli, bake, NOON + timedelta(minutes=m)) for m in minutes] == ["napoli 1", "napoli 1", "napoli 2"]


def test_redis_forgets_it_when_it_is_no_longer_true(napoli):
    take(napoli, Baker(until=NOON + timedelta(minutes=5)))
    client = redis.Redis.from_url(settings.REDIS_URL)
    lives = [client.pttl(key) for key in client.scan_iter("shelf:a-test:*")]
    client.close()
    assert len(lives) == 1  # the maker's lock is gone
    assert 0 < lives[0] <= 300_000


def test_inside_a_transaction_everything_is_made(napoli, monkeypatch):
    monkeypatch.setattr(shelf, "_in_transaction", lambda: True)
    bake = Baker()
    assert [take(napoli, bake) for _ in range(2)] == ["napoli 1", "napoli 2"]


def test_of_many_who_come_at_once_one_makes_it(napoli):
    bake = Baker(seconds=0.3)
    assert stampede(napoli, bake) == ["napoli 1"] * 6
    assert len(bake.made) == 1


def test_without_the_lock_everybody_makes_it(napoli, monkeypatch):
    """The negative control of the one above."""
    monkeypatch.setattr(shelf, "_take_or_wait", lambda key, at: b"everybody's")
    bake = Baker(seconds=0.3)
    stampede(napoli, bake)
    assert len(bake.made) == 6


def test_a_maker_that_died_is_not_waited_for_long(napoli, monkeypatch):
    monkeypatch.setattr(shelf, "PATIENCE", 0.2)
    client = redis.Redis.from_url(settings.REDIS_URL)
    key = f"shelf:a-test:{napoli.id}:{napoli.cache_generation}:page"
    client.set(f"{key}:making", "somebody who is gone", px=60_000)
    assert take(napoli, Baker()) == "napoli 1"
    assert client.get(f"{key}:making") == b"somebody who is gone"  # nobody lets go of what is another's
    client.close()


def test_who_fails_to_make_it_stands_in_nobodys_way(napoli):
    def fail():
        raise ValueError("no flour")

    with pytest.raises(ValueError):
        take(napoli, fail)
    began = time.monotonic()
    assert take(napoli, Baker()) == "napoli 1"
    assert time.monotonic() - began < shelf.PATIENCE


def test_a_redis_that_is_away_costs_no_page_and_is_left_alone_for_a_while(napoli, monkeypatch):
    asked = []

    class Away(redis.Connection):
        def connect(self, *args, **kwargs):
            asked.append(1)
            raise redis.ConnectionError("nobody there")

        connect_check_health = connect

    monkeypatch.setattr(shelf, "_pool", redis.ConnectionPool(connection_class=Away))
    bake = Baker()
    assert [take(napoli, bake) for _ in range(3)] == ["napoli 1", "napoli 2", "napoli 3"]
    assert asked, "it was asked once"
    before = len(asked)
    take(napoli, bake)
    assert len(asked) == before


def stampede(here, bake, many=6):
    """Return what each of ``many`` got who came at the same moment."""
    found, start = [], threading.Barrier(many)

    def come():
        with tenants.inside(here):
            start.wait()
            found.append(shelf.shared("page", bake, at=NOON).body.decode())

    threads = [threading.Thread(target=come) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
