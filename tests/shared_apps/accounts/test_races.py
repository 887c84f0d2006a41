"""Two at the same moment, on connections of their own; torino's rows are really committed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress

import tenants
from shared_apps.accounts import actions, errors, queries
from shared_apps.accounts.actions import staff
from shared_apps.accounts.models import Invitation, User
from shared_apps.billing import limits, plans
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


def test_two_owners_cannot_unmake_each_other(torino: Any, meet_after_the_check: None, at_once: AtOnce) -> None:
    found, left = owners_unmake_each_other(torino, at_once)
    assert left == 1
    assert kinds(found) == ["LastOwner", "NoneType"]


def test_without_the_lock_they_could(
    torino: Any, meet_after_the_check: None, monkeypatch: pytest.MonkeyPatch, at_once: AtOnce
) -> None:
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


@pytest.fixture
def owner_of_a_full_house(torino: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[User]:
    """One place is left on torino's staff; whoever has counted waits half a second for the other one to count, too."""
    barrier, count = threading.Barrier(2), queries.places_taken

    def count_and_wait() -> int:
        found = count()
        with suppress(threading.BrokenBarrierError):
            barrier.wait(0.5)
        return found

    monkeypatch.setattr(queries, "places_taken", count_and_wait)
    with tenants.inside(torino):
        person = add("uno", "owner", "torino")
        monkeypatch.setitem(plans.PLANS[torino.plan].limits, "staff", count() + 1)  # type: ignore[arg-type]
        yield person


def two_invite(at_once: AtOnce, owner: User) -> list[str]:
    def invite(name: str) -> Callable[[], Any]:
        return lambda: actions.invite_staff(f"{name}@example.test", role="kitchen", by=owner.actor, at=clock.now())

    return kinds(at_once(invite("nino"), invite("rita")))


def test_two_who_invite_at_once_do_not_share_the_last_place(at_once: AtOnce, owner_of_a_full_house: User) -> None:
    assert two_invite(at_once, owner_of_a_full_house) == ["Invitation", "LimitReached"]
    assert Invitation.objects.waiting().count() == 1


def test_without_waiting_for_each_other_they_would(
    at_once: AtOnce, owner_of_a_full_house: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_wait_for_others", lambda what: None)
    assert two_invite(at_once, owner_of_a_full_house) == ["Invitation", "Invitation"]


def test_places_are_counted_in_one_look(napoli: Any, django_assert_num_queries: Any) -> None:
    """Between two looks somebody who accepts would be in neither."""
    with tenants.inside(napoli), django_assert_num_queries(1):
        queries.places_taken()


def test_who_invites_the_same_mailbox_at_the_same_moment_is_told(
    napoli: Any, ciro: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one's invitation is there, but was not when one looked."""
    with tenants.inside(napoli):
        actions.invite_staff("nino@example.test", role="kitchen", by=ciro.actor, at=clock.now())
        monkeypatch.setattr(staff, "withdraw_invitation", lambda *_, **__: None)
        with pytest.raises(errors.AlreadyInvited):
            actions.invite_staff("nino@example.test", role="kitchen", by=ciro.actor, at=clock.now())
