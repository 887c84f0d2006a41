"""Two at the same moment, on connections of their own; torino's rows are really committed."""

import threading
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress

import tenants
from shared_apps.accounts import actions, errors
from shared_apps.accounts.actions import staff
from shared_apps.accounts.models import User
from shared_apps.journal.models import Entry, Work
from tests.people import add
from tests.races import AtOnce, kinds
from toolbox import clock

pytestmark = pytest.mark.race


@pytest.fixture
def meet_after_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has checked that another owner stays waits half a second for the other one to check it too."""
    barrier, check = threading.Barrier(2), staff._check_can_unmake_owner

    def check_and_wait(*args: Any) -> None:
        check(*args)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(0.5)

    monkeypatch.setattr(staff, "_check_can_unmake_owner", check_and_wait)


def owners_unmake_each_other(torino: Any, at_once: AtOnce) -> tuple[list[Any], int]:
    at = clock.now()
    with tenants.inside(torino):
        one, two = add("uno", "owner", "torino"), add("due", "owner", "torino")
        found = at_once(
            lambda: actions.change_role(two, role="manager", by=one.actor, at=at),
            lambda: actions.change_role(one, role="manager", by=two.actor, at=at),
        )
        return found, User.objects.filter(role="owner").count()


@pytest.mark.usefixtures("meet_after_the_check")
def test_two_owners_cannot_unmake_each_other(torino: Any, at_once: AtOnce) -> None:
    found, left = owners_unmake_each_other(torino, at_once)
    assert left == 1
    assert kinds(found) == ["LastOwner", "NoneType"]


@pytest.mark.usefixtures("meet_after_the_check")
def test_without_the_lock_they_could(torino: Any, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "_locked", lambda user: User.objects.get(pk=user.pk))
    _, left = owners_unmake_each_other(torino, at_once)
    assert left == 0


def test_of_two_who_use_one_link_one_arrives(torino: Any, at_once: AtOnce) -> None:
    with tenants.platform():
        person = add("uno", "owner", "torino")
        link = actions.hand_over(torino, person=person, purpose="owner", by=person.actor, at=clock.now())
    token = urlsplit(link).path.split("/")[3]
    try:
        with tenants.inside(torino):
            found = at_once(*[lambda: actions.use_hand_over(token, at=clock.now())] * 2)
        assert kinds(found) == ["Arrival", "LinkClosed"], found
    finally:
        with tenants.platform():
            EmailAddress.objects.filter(user=person).delete()
            # Not person.delete(): Django would look for baskets and orders, which the platform has not.
            User.objects.filter(pk=person.pk)._raw_delete("default")
            Entry.objects.all().delete()
            Work.objects.all().delete()


def test_who_invites_the_same_mailbox_at_the_same_moment_is_told(
    napoli: Any, ciro: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one's invitation is there, but was not when one looked."""
    with tenants.inside(napoli):
        actions.invite_staff("nino@example.test", role="kitchen", by=ciro.actor, at=clock.now())
        monkeypatch.setattr(staff, "withdraw_invitation", lambda *_, **__: None)
        with pytest.raises(errors.AlreadyInvited):
            actions.invite_staff("nino@example.test", role="kitchen", by=ciro.actor, at=clock.now())
