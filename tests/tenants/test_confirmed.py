"""What a process remembers may be used inside a transaction once the rows have confirmed its generation, not otherwise."""

import pytest
from django.db import transaction

import tenants
from tenants import actions, memory, registry
from tests.cast import NOON


@pytest.fixture
def remembers(inside_napoli, monkeypatch):
    """napoli, of which this process remembers "first" from outside a transaction; now it is inside one."""
    memory.forget()
    with monkeypatch.context() as outside:
        outside.setattr(memory, "_in_transaction", lambda: False)
        assert ask("first") == "first"
    yield inside_napoli
    memory.forget()


def ask(word, name="thing"):
    return memory.remembered(name, lambda: (word, None), at=NOON)


def test_unconfirmed_it_is_read_from_the_rows(remembers):
    assert ask("rows") == "rows"


def test_confirmed_it_is_recalled_for_one_query(remembers, django_assert_num_queries):
    with django_assert_num_queries(1), memory.confirmed():
        assert ask("rows") == "first"


def test_it_ends_with_the_block(remembers):
    with memory.confirmed():
        pass
    assert ask("rows") == "rows"


def test_after_a_change_the_rows_are_read_though_this_process_has_not_heard(remembers):
    """The process still believes the old number: ``inside_napoli`` was entered with it."""
    actions.raise_cache_generation()
    assert tenants.current().cache_generation == remembers.cache_generation
    with memory.confirmed():
        assert ask("rows") == "rows"


def test_what_is_read_in_a_transaction_is_never_kept(remembers):
    with memory.confirmed():
        assert [ask("one", "other"), ask("two", "other")] == ["one", "two"]


def test_one_pizzerias_number_says_nothing_of_anothers(remembers, roma, monkeypatch):
    monkeypatch.setattr(registry, "generation_now", lambda here: remembers.cache_generation)
    with memory.confirmed(), tenants.inside(roma):
        assert ask("roma's rows") == "roma's rows"


def test_a_pizzeria_that_is_gone_confirms_nothing(remembers, monkeypatch):
    monkeypatch.setattr(registry.Pizzeria.objects.none().__class__, "first", lambda found: None)
    with memory.confirmed():
        assert ask("rows") == "rows"


def test_a_number_that_may_yet_be_undone_is_not_remembered(torino, django_db_blocker):
    """Else pages made from the old rows would be kept under a number that the next change gets too."""
    with django_db_blocker.unblock(), tenants.inside(torino):
        before = registry.by_id(torino.id).cache_generation
        with transaction.atomic():
            actions.raise_cache_generation()
            assert registry.by_id(torino.id).cache_generation == before + 1
            transaction.set_rollback(True)
        assert registry.by_id(torino.id).cache_generation == before
