"""Two sign-ups for one name at the same moment, and two makers of one shop: one wins. And what happens without the locks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

import tenants
from shared_apps.journal.facts import Actor
from shared_apps.onboarding import actions, codes
from shared_apps.onboarding.models import SignUp
from tenants import provisioning, registry
from tenants.errors import SlugTaken
from tenants.models import Pizzeria
from tests.cast import NOON
from tests.races import AtOnce

pytestmark = pytest.mark.race
BY = Actor.system("race")


@pytest.fixture(autouse=True)
def committed(torino: Any) -> Iterator[None]:
    """On the platform. Threads see only what is committed; what they commit goes afterwards."""
    with tenants.platform():
        yield
        for row in Pizzeria.objects.filter(slug__startswith="gara"):
            provisioning.drop_pizzeria(row)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE accounts_user, onboarding_signup, journal_entry, journal_work CASCADE")
    registry.forget()


def wish(number: int, slug: str = "gara-unica") -> actions.Wish:
    return actions.Wish("Gara", slug, f"gara{number}@example.test", "una-bella-gara-9", menu="empty")


def ask(number: int, slug: str = "gara-unica") -> Callable[[], SignUp]:
    return lambda: actions.request_sign_up(wish(number, slug), by=BY, at=NOON)


def test_of_two_sign_ups_for_one_name_one_holds_it(at_once: AtOnce) -> None:
    results = at_once(*(ask(number) for number in range(4)))
    assert sorted(type(result) for result in results if isinstance(result, SignUp)) == [SignUp]
    assert sum(isinstance(result, SlugTaken) for result in results) == 3


def test_names_that_look_the_same_are_one_name(at_once: AtOnce) -> None:
    results = at_once(ask(1, "gara-ol"), ask(2, "gara-0l"))
    assert sum(isinstance(result, SignUp) for result in results) == 1


def test_without_the_constraint_both_would_hold_it(at_once: AtOnce) -> None:
    """Negative control: the race is real, and the constraint is what ends it."""
    constraint = SignUp._meta.constraints[0]
    with connection.schema_editor() as editor:
        editor.remove_constraint(SignUp, constraint)
    try:
        results = at_once(*(ask(number) for number in range(4)))
        assert sum(isinstance(result, SignUp) for result in results) > 1
    finally:
        SignUp.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(SignUp, constraint)


def test_of_two_who_make_one_shop_one_makes_it(at_once: AtOnce) -> None:
    sign_up = actions.request_sign_up(wish(1), by=BY, at=NOON)
    actions.verify_sign_up(sign_up.id, code=codes.code_of(sign_up), by=BY, at=NOON)
    results = at_once(*(lambda: actions.provision_sign_up(sign_up.id, at=NOON) for _ in range(3)))
    assert {result.state for result in results} <= {SignUp.State.ACTIVE, SignUp.State.PROVISIONING}
    assert SignUp.objects.get().state == SignUp.State.ACTIVE
    assert SignUp.objects.get().attempts == 1
    assert Pizzeria.objects.filter(slug="gara-unica").count() == 1


def test_many_guesses_at_once_are_no_more_than_five(at_once: AtOnce) -> None:
    sign_up = actions.request_sign_up(wish(1), by=BY, at=NOON)
    wrong = "000000" if codes.code_of(sign_up) != "000000" else "111111"
    guess = lambda: actions.verify_sign_up(sign_up.id, code=wrong, by=BY, at=NOON)  # noqa: E731
    at_once(*(guess for _ in range(8)))
    assert SignUp.objects.get().tries == actions.MOST_TRIES
