"""The life of a sign-up by property: whatever happens in whatever order, it ends in a shop or a free name."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared_apps.journal.facts import Actor
from shared_apps.onboarding import actions, codes, queries
from shared_apps.onboarding.models import SignUp
from tenants import provisioning
from tenants.models import Pizzeria
from tests.cast import NOON
from toolbox.refusals import Refusal

State = SignUp.State
BY = Actor.system("property")
MAY_FOLLOW = {
    State.REQUESTED: {State.VERIFIED, State.REFUSED},
    State.VERIFIED: {State.PROVISIONING, State.ACTIVE, State.REFUSED},
    State.PROVISIONING: {State.ACTIVE, State.REFUSED},
    State.ACTIVE: set(),
    State.REFUSED: set(),
}
STEPS = ("right code", "wrong code", "new code", "provision", "broken provision", "free", "wait", "wait long")


class Broken(Exception):
    pass


@pytest.fixture
def makers(monkeypatch):
    """Making a shop is proven elsewhere; here it is a registry row, or a fault."""
    fails = {"now": False}

    def make(wish, *, seed, by, at):
        if fails["now"]:
            raise Broken
        return Pizzeria.objects.create(
            name=wish.name, slug=wish.slug, look_alike=wish.slug, plan="free", country="IT", timezone=wish.timezone,
            currency="EUR", language="it", state_at=at, schema_version="", created_at=at,
        )  # fmt: skip

    monkeypatch.setattr(provisioning, "create_pizzeria", make)
    monkeypatch.setattr(actions, "make_password", lambda text: "hashed")
    return fails


def take(step, sign_up, fails, at):
    """Do one thing and return the time after it."""
    if step in ("right code", "wrong code"):
        right = codes.code_of(SignUp.objects.get(id=sign_up.id))
        said = right if step == "right code" else str((int(right) + 1) % 10**6).zfill(6)
        actions.verify_sign_up(sign_up.id, code=said, by=BY, at=at)
    elif step == "new code":
        actions.renew_code(sign_up.id, by=BY, at=at)
    elif step in ("provision", "broken provision"):
        fails["now"] = step == "broken provision"
        actions.provision_sign_up(sign_up.id, at=at)
    elif step == "free":
        actions.free_expired(at=at)
    return at + {"wait": timedelta(minutes=2), "wait long": timedelta(minutes=45)}.get(step, timedelta(seconds=1))


@given(steps=st.lists(st.sampled_from(STEPS), max_size=14))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("on_platform")
def test_every_way_ends_in_a_shop_or_a_free_name(steps, makers):
    from django.db import transaction

    with transaction.atomic():
        _live(steps, makers)
        transaction.set_rollback(True)


def _live(steps, makers):
    at = NOON
    sign_up = actions.request_sign_up(actions.Wish("Prova", "prova", "prova@example.test", "x"), by=BY, at=at)
    before = State.REQUESTED
    for step in (*steps, "wait long", "wait long", "free", *("provision", "wait") * 2):
        try:
            at = take(step, sign_up, makers, at)
        except Refusal:
            at += timedelta(seconds=1)
        sign_up.refresh_from_db()
        now = State(sign_up.state)
        assert now == before or now in MAY_FOLLOW[before], (step, before, now)
        assert sign_up.tries <= actions.MOST_TRIES and sign_up.codes_made <= actions.MOST_CODES
        before = now
    assert before in (State.ACTIVE, State.REFUSED)
    if before == State.ACTIVE:
        assert sign_up.pizzeria.slug == "prova" and sign_up.password == ""
    else:
        assert queries.check_free("prova", at=at) == "prova"
