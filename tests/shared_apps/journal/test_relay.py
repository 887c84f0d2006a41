"""Facts reach the screens and the workers: all of them, in order, whatever dies on the way."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
import redis
from django.db import connection

import tenants
from shared_apps.journal import actions, relay, tasks
from shared_apps.journal.models import Work
from tenants.models import Pizzeria
from tests.cast import NOON
from tests.shared_apps.journal import wiring
from tests.shared_apps.journal.conftest import heard, ring
from toolbox import clock


def marks():
    with tenants.platform():
        return Work.objects.count()


def test_facts_go_to_the_screens_and_to_the_workers_of_their_house(napoli, roma, stream, sent):
    entries = ring(napoli, 1, 2) + ring(roma, 3)
    while relay.relay_once(stream):
        pass
    assert heard(stream, napoli) == ["1", "2"]
    assert heard(stream, roma) == ["3"]
    assert sent == [
        (house, str(entry.id), wiring.HANDLER)
        for house, entry in zip(["napoli", "napoli", "roma"], entries, strict=True)
    ]
    assert marks() == 0


def test_the_platform_sees_which_house_is_alive(napoli, roma, stream, sent, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=3))
    ring(napoli, 1)
    relay.relay_once(stream)
    with tenants.platform():
        alive = dict(Pizzeria.objects.values_list("slug", "last_activity_at"))
    assert alive == {"napoli": NOON + timedelta(days=3), "roma": NOON}


def test_the_platforms_own_facts_go_to_the_workers_only(on_platform, stream, sent):
    (entry,) = ring(None, 1)
    assert relay.relay_once(stream) == 1
    assert sent == [(None, str(entry.id), wiring.HANDLER)]
    assert list(stream.scan_iter("live:*")) == []


def test_nothing_to_do_is_nothing(on_platform, stream, sent):
    assert relay.relay_once(stream) == 0


def test_a_fact_is_sent_once(napoli, stream, sent):
    ring(napoli, 1)
    assert relay.relay_once(stream) == 1
    with tenants.inside(napoli):
        actions.mark_work(at=NOON)
    assert relay.relay_once(stream) == 0
    assert len(sent) == 1


def test_order_is_kept_over_many_batches(napoli, stream, sent, monkeypatch):
    monkeypatch.setattr(relay, "BATCH", 7)
    ring(napoli, *range(20))
    assert relay.relay_once(stream) == 20
    assert heard(stream, napoli) == [str(number) for number in range(20)]


def test_a_crash_between_sending_and_marking_sends_again_and_reactions_run_once(turin, stream, sent, monkeypatch):
    ring(turin, 1)
    with monkeypatch.context() as dying:
        dying.setattr(relay.clock, "now", lambda: (_ for _ in ()).throw(redis.ConnectionError("died here")))
        with pytest.raises(redis.ConnectionError):
            relay.relay_once(stream)
    assert marks() == 1
    assert relay.relay_once(stream) == 1
    assert heard(stream, turin) == ["1", "1"]
    assert len(sent) == 2
    with tenants.inside(turin):
        for _, id, handler in sent:
            tasks._react(id, handler)
    assert wiring.DEALT_WITH == ["1"]


def test_redis_away_loses_nothing(turin, stream, sent):
    ring(turin, 1)
    away = redis.Redis(port=1, retry=None)
    with pytest.raises(redis.ConnectionError):
        relay.relay_once(away)
    assert relay.relay_once(stream) == 1


def test_the_sweeper_finds_what_a_crash_left_unmarked(napoli, roma, stream, sent):
    ring(napoli, 1)
    ring(roma, 2)
    with tenants.platform():
        Work.objects.all().delete()
    tasks.sweep_journals()
    assert marks() == 2
    while relay.relay_once(stream):
        pass
    tasks.sweep_journals()
    assert marks() == 0


def test_a_fact_committed_while_its_house_was_drained_is_not_forgotten(turin, stream, sent):
    """A mark shared by many facts would have been taken away before the second one was committed."""
    ring(turin, 1)
    recorded, drained = threading.Event(), threading.Event()

    def slow_order():
        from django.db import transaction

        try:
            with tenants.inside(turin), transaction.atomic():
                actions.record(wiring.BellRang("2"), by=ring.__globals__["SYSTEM"], at=NOON)
                recorded.set()
                drained.wait(10)
        finally:
            connection.close()

    other = threading.Thread(target=slow_order)
    other.start()
    recorded.wait(10)
    assert relay.relay_once(stream) == 1
    drained.set()
    other.join()
    assert relay.relay_once(stream) == 1  # at once, not when the sweeper comes
    assert heard(stream, turin) == ["1", "2"]


def relay_twice_at_once(turin, stream, monkeypatch):
    """Let two relays drain the same house; return what came out."""
    monkeypatch.setattr(relay, "BATCH", 20)
    ring(turin, *range(100))
    start = threading.Barrier(2)

    def run():
        try:
            start.wait()
            for _ in range(50):
                relay.relay_once(stream)
                if not marks():
                    return
        finally:
            connection.close()

    relays = [threading.Thread(target=run) for _ in range(2)]
    for one in relays:
        one.start()
    for one in relays:
        one.join()
    return heard(stream, turin)


def test_two_relays_at_once_send_no_duplicates_and_keep_the_order(turin, stream, sent, monkeypatch):
    assert relay_twice_at_once(turin, stream, monkeypatch) == [str(number) for number in range(100)]
    assert len(sent) == 100


def test_without_the_houses_lock_they_would(turin, stream, sent, monkeypatch):
    @contextmanager
    def unlocked(owner):
        yield True

    monkeypatch.setattr(relay, "_alone_in", unlocked)
    assert relay_twice_at_once(turin, stream, monkeypatch) != [str(number) for number in range(100)]


def test_houses_that_are_gone_hold_up_nobody(napoli, stream, sent):
    """A relay that finds nothing to send rests a little: many such houses in a row would make the next one wait."""
    with tenants.platform():
        for number in range(15):
            Work.objects.create(owner=f"018f0000-0000-7000-8000-{number:012}", since=NOON)
    ring(napoli, 1)
    assert relay.relay_once(stream) == 1
    assert marks() == 0


def test_a_house_that_has_nothing_left_to_say_holds_up_nobody(napoli, roma, stream, sent):
    with tenants.inside(napoli):
        actions.mark_work(at=NOON)
    ring(roma, 1)
    assert relay.relay_once(stream) == 1
    assert heard(stream, roma) == ["1"]
    assert marks() == 0


def test_a_fact_nobody_can_show_holds_up_nobody(napoli, stream, sent):
    ring(napoli, 1, fact=wiring.BellBroke)
    ring(napoli, 2)
    assert relay.relay_once(stream) == 2
    assert heard(stream, napoli) == ["2"]


def test_what_the_broker_forgot_is_started_again(napoli, stream, sent, monkeypatch):
    done, forgotten = ring(napoli, 1, 2)
    ring(None, 3)
    while relay.relay_once(stream):
        pass
    with tenants.inside(napoli):
        actions.react_once(done, wiring.note, name=wiring.HANDLER, at=NOON)
    sent.clear()
    tasks.sweep_reactions()
    assert sent == []  # a worker may be at it still
    relay.sweep_reactions(at=clock.now() + timedelta(minutes=16))
    assert [(house, entry) for house, entry, _ in sent if house] == [("napoli", str(forgotten.id))]
    assert len(sent) == 2


def test_a_house_that_cannot_be_read_is_passed_over(napoli, roma, monkeypatch, sent):
    ring(roma, 1)
    real = relay._house

    def house(owner):
        if str(owner) == str(napoli.id):
            raise tenants.NoTenant("its tables are gone")
        return real(owner)

    monkeypatch.setattr(relay, "_house", house)
    with tenants.platform():
        Work.objects.all().delete()
    relay.sweep(at=NOON)
    assert marks() == 1


def test_the_command_drains_until_it_is_asked_to_stop(turin, stream, sent, monkeypatch):
    from django.core.management import call_command

    from shared_apps.journal.management.commands import relay as command

    running, slept, real = command.Command(), [], relay.drain

    def drain(*args):
        if slept == [0.1]:
            raise redis.ConnectionError("away")
        return real(*args)

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 1:
            ring(turin, 2)
        if len(slept) == 3:
            running.stop()

    ring(turin, 1)
    monkeypatch.setattr(relay, "drain", drain)
    monkeypatch.setattr(command.time, "sleep", sleep)
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    call_command(running)
    assert slept == [0.1, 1, 0.1]
    assert heard(stream, turin) == ["1", "2"]
