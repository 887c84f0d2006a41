"""Writing facts down, and dealing with each once."""

import pytest
from django.db import transaction

import tenants
from shared_apps.journal import actions
from shared_apps.journal.models import Entry, Reaction, Work
from tests.cast import NOON
from tests.shared_apps.journal import wiring
from tests.shared_apps.journal.conftest import SYSTEM, ring


def test_a_fact_says_what_who_and_when(inside_napoli):
    (entry,) = ring(inside_napoli, 7)
    assert (entry.fact, entry.subject, entry.payload, entry.at) == ("BellRang", "7", {"order": "7"}, NOON)
    assert entry.actor == SYSTEM


def test_a_fact_outside_the_transaction_it_tells_about_is_refused(turin):
    with tenants.inside(turin), pytest.raises(transaction.TransactionManagementError):
        actions.record(wiring.BellRang("1"), by=SYSTEM, at=NOON)


def test_what_is_undone_was_never_told(turin):
    with pytest.raises(ZeroDivisionError), tenants.inside(turin), transaction.atomic():
        actions.record(wiring.BellRang("1"), by=SYSTEM, at=NOON)
        1 / 0
    with tenants.inside(turin):
        assert not Entry.objects.to_relay().exists()
    with tenants.platform():
        assert not Work.objects.exists()


def test_a_fact_marks_its_house_on_the_platform(napoli):
    ring(napoli, 1)
    ring(None, 2)
    with tenants.platform():
        owners = {str(owner) for owner in Work.objects.values_list("owner", flat=True)}
    assert owners == {str(napoli.id), Work.PLATFORM}


def test_an_entry_is_dealt_with_once_by_each_handler(inside_napoli):
    (entry,) = ring(inside_napoli, 1)
    assert actions.react_once(entry, wiring.note, name="a", at=NOON)
    assert not actions.react_once(entry, wiring.note, name="a", at=NOON)
    assert actions.react_once(entry, wiring.note, name="b", at=NOON)
    assert wiring.DEALT_WITH == ["1", "1"]


def test_a_handler_that_fails_has_not_dealt_with_it(inside_napoli):
    (entry,) = ring(inside_napoli, 1)

    def fail(entry):
        raise OSError

    with pytest.raises(OSError):
        actions.react_once(entry, fail, name="a", at=NOON)
    assert not Reaction.objects.exists()
    assert actions.react_once(entry, wiring.note, name="a", at=NOON)
