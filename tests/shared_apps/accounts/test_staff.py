"""Who works here: invitations, roles, locking out."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

import tenants
from shared_apps.accounts import actions, errors, forms, links, reactions, tasks
from shared_apps.accounts.models import Invitation, User
from shared_apps.journal.models import Entry
from toolbox import clock

INVITED = "nino@example.test"
WELCOME = {"name": "Nino", "password": "quattro-stagioni"}


def invite(napoli: Any, by: User, email: str = INVITED, role: str = "kitchen") -> Invitation:
    with tenants.inside(napoli):
        return actions.invite_staff(email, role=role, by=by.actor, at=clock.now())


def path_of(napoli: Any, invitation: Invitation) -> str:
    with tenants.inside(napoli):
        return links.invitation_path(invitation)


def test_an_invitation_comes_by_mail_and_lets_one_in_once(
    napoli: Any, ciro: Any, signed_in: Any, at_napoli: Client
) -> None:
    answer = signed_in(napoli, ciro).post("/manage/staff/", {"email": INVITED, "role": "kitchen"})
    assert answer.url == "/manage/staff/"
    with tenants.inside(napoli):
        tasks.mail_invitation(str(Invitation.objects.get().id))
    path = re.findall(r"http://napoli\.localhost:\d+(/\S+)", str(mail.outbox[-1].body))[0]
    assert INVITED in at_napoli.get(path).content.decode()
    assert at_napoli.post(path, WELCOME).url == "/account/home/"
    assert at_napoli.get("/account/home/").url == "/kitchen/"
    assert Client(HTTP_HOST=napoli.host).get(path).status_code == 410
    assert Client(HTTP_HOST=napoli.host).post(path, WELCOME).status_code == 410


def test_a_password_that_everybody_uses_is_refused(napoli: Any, ciro: Any, at_napoli: Client) -> None:
    path = path_of(napoli, invite(napoli, ciro))
    assert at_napoli.post(path, {"name": "Nino", "password": "password"}).status_code == 200
    with tenants.inside(napoli):
        assert not User.objects.filter(email=INVITED).exists()


def test_an_invitation_of_napoli_is_nothing_in_roma(napoli: Any, ciro: Any, at_roma: Client) -> None:
    assert at_roma.get(path_of(napoli, invite(napoli, ciro))).status_code == 410


def test_it_is_good_for_a_week(napoli: Any, ciro: Any, at_napoli: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path = path_of(napoli, invite(napoli, ciro))
    monkeypatch.setenv("NOW", "+6d")
    assert at_napoli.get(path).status_code == 200
    monkeypatch.setenv("NOW", "+8d")
    assert at_napoli.get(path).status_code == 410


def test_a_withdrawn_one_lets_nobody_in(napoli: Any, ciro: Any, signed_in: Any, at_napoli: Client) -> None:
    offer = invite(napoli, ciro)
    signed_in(napoli, ciro).post(f"/manage/staff/invitations/{offer.id}/withdraw/")
    assert at_napoli.post(path_of(napoli, offer), WELCOME).status_code == 410


def test_sent_again_the_old_link_is_dead(napoli: Any, ciro: Any, signed_in: Any, at_napoli: Client) -> None:
    offer = invite(napoli, ciro)
    signed_in(napoli, ciro).post(f"/manage/staff/invitations/{offer.id}/resend/")
    assert at_napoli.get(path_of(napoli, offer)).status_code == 410
    with tenants.inside(napoli):
        fresh = Invitation.objects.waiting().get()
    assert at_napoli.get(path_of(napoli, fresh)).status_code == 200


def test_who_signed_up_with_an_unproven_address_loses_what_they_set(napoli: Any, ciro: Any, at_napoli: Client) -> None:
    """Somebody else may have registered it, waiting for it to become staff."""
    at_napoli.post("/account/signup/", {"email": INVITED, "password1": "the-squatters-own"})
    owner = Client(HTTP_HOST=napoli.host)
    owner.post(path_of(napoli, invite(napoli, ciro, role="manager")), WELCOME)
    with tenants.inside(napoli):
        person = User.objects.get(email=INVITED)
        assert person.role == "manager"
        assert not person.check_password("the-squatters-own")
    assert at_napoli.get("/account/home/").url.startswith("/account/login/")


def test_staff_is_not_invited_twice(napoli: Any, ciro: Any, anna: Any) -> None:
    with pytest.raises(errors.AlreadyOnStaff):
        invite(napoli, ciro, anna.email)


def test_a_manager_makes_no_owner_and_unmakes_none(napoli: Any, ciro: Any, mara: Any, anna: Any) -> None:
    with tenants.inside(napoli):
        by, at = mara.actor, clock.now()
        for act in (
            lambda: actions.invite_staff(INVITED, role="owner", by=by, at=at),
            lambda: actions.change_role(anna, role="owner", by=by, at=at),
            lambda: actions.change_role(ciro, role="kitchen", by=by, at=at),
            lambda: actions.deactivate_person(ciro, by=by, at=at),
        ):
            with pytest.raises(errors.OwnersOnly):
                act()
        actions.change_role(anna, role="cashier", by=by, at=at)
        assert User.objects.get(id=anna.id).role == "cashier"


@pytest.mark.parametrize("role", ["hq", "admin", "", "king"])
def test_a_shop_gives_only_the_roles_of_a_shop(napoli: Any, ciro: Any, anna: Any, role: str) -> None:
    with tenants.inside(napoli), pytest.raises(errors.NoSuchRole):
        actions.change_role(anna, role=role, by=ciro.actor, at=clock.now())


def test_the_last_owner_stays(napoli: Any, ciro: Any, anna: Any) -> None:
    with tenants.inside(napoli):
        at = clock.now()
        with pytest.raises(errors.LastOwner):
            actions.change_role(ciro, role="manager", by=ciro.actor, at=at)
        actions.change_role(anna, role="owner", by=ciro.actor, at=at)
        actions.change_role(ciro, role="manager", by=ciro.actor, at=at)
        assert list(User.objects.filter(role="owner")) == [anna]


def test_who_is_locked_out_is_out_at_once_and_can_be_let_back(
    napoli: Any, ciro: Any, anna: Any, signed_in: Any
) -> None:
    hers, his = signed_in(napoli, anna), signed_in(napoli, ciro)
    his.post(f"/manage/staff/{anna.id}/deactivate/")
    assert hers.get("/account/home/").url.startswith("/account/login/")
    assert "reactivate" in his.get("/manage/staff/").content.decode()
    his.post(f"/manage/staff/{anna.id}/reactivate/")
    with tenants.inside(napoli):
        assert User.objects.get(id=anna.id).is_active
        facts = set(Entry.objects.about(anna.id).values_list("fact", flat=True))
    assert {"PersonDeactivated", "PersonReactivated"} <= facts


def test_nobody_locks_themselves_out(napoli: Any, mara: Any) -> None:
    with tenants.inside(napoli), pytest.raises(errors.NotYourself):
        actions.deactivate_person(mara, by=mara.actor, at=clock.now())


def test_customers_are_nobody_on_the_staff_page(napoli: Any, ciro: Any, giulia: Any, signed_in: Any) -> None:
    his = signed_in(napoli, ciro)
    assert giulia.email not in his.get("/manage/staff/").content.decode()
    assert his.post(f"/manage/staff/{giulia.id}/role/", {"role": "kitchen"}).status_code == 404


def test_the_page_of_a_manager_offers_no_ownership(napoli: Any, ciro: Any, mara: Any, signed_in: Any) -> None:
    page = signed_in(napoli, mara).get("/manage/staff/").content.decode()
    assert 'value="owner"' not in page
    assert 'value="owner"' in signed_in(napoli, ciro).get("/manage/staff/").content.decode()


def test_signing_out_elsewhere_ends_the_other_sessions(napoli: Any, anna: Any, signed_in: Any) -> None:
    here, elsewhere = signed_in(napoli, anna), signed_in(napoli, anna)
    here.post("/account/sign-out-elsewhere/")
    assert here.get("/account/home/").url == "/kitchen/"
    assert elsewhere.get("/account/home/").url.startswith("/account/login/")


def test_what_is_so_already_is_told_to_nobody(napoli: Any, ciro: Any, anna: Any) -> None:
    with tenants.inside(napoli):
        before = Entry.objects.count()
        actions.change_role(anna, role="kitchen", by=ciro.actor, at=clock.now())
        actions.reactivate_person(anna, by=ciro.actor, at=clock.now())
        assert Entry.objects.count() == before
        actions.deactivate_person(anna, by=ciro.actor, at=clock.now())
        actions.deactivate_person(anna, by=ciro.actor, at=clock.now())
        assert Entry.objects.count() == before + 1


def test_an_invitation_that_was_taken_is_neither_withdrawn_nor_taken_again(napoli: Any, ciro: Any) -> None:
    offer = invite(napoli, ciro)
    with tenants.inside(napoli):
        actions.accept_invitation(offer, **WELCOME, at=clock.now())
        with pytest.raises(errors.InvitationClosed):
            actions.accept_invitation(offer, **WELCOME, at=clock.now())
        with pytest.raises(errors.InvitationClosed):
            actions.withdraw_invitation(offer, by=ciro.actor, at=clock.now())


def test_an_old_invitation_takes_no_ownership_away(napoli: Any, ciro: Any, giulia: Any) -> None:
    with tenants.inside(napoli):
        offer = actions.invite_staff(giulia.email, role="kitchen", by=ciro.actor, at=clock.now())
        actions.change_role(giulia, role="owner", by=ciro.actor, at=clock.now())
        with pytest.raises(errors.InvitationClosed):
            actions.accept_invitation(offer, **WELCOME, at=clock.now())
        assert User.objects.get(id=giulia.id).role == "owner"


def test_a_refusal_is_said_on_the_page(napoli: Any, ciro: Any, anna: Any, signed_in: Any) -> None:
    his = signed_in(napoli, ciro)
    answer = his.post("/manage/staff/", {"email": anna.email, "role": "kitchen"})
    assert answer.status_code == 422
    assert anna.email in answer.content.decode()
    his.post(f"/manage/staff/{ciro.id}/role/", {"role": "kitchen"})
    with tenants.inside(napoli):
        assert User.objects.get(id=ciro.id).role == "owner"


def test_the_mail_is_a_task_of_its_own(napoli: Any, ciro: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the reaction a transaction is open, and a mail server may be slow."""
    sent: list[str] = []
    monkeypatch.setattr(tasks.mail_invitation, "delay", sent.append)
    offer = invite(napoli, ciro)
    with tenants.inside(napoli):
        reactions.mail_invitation(Entry.objects.get(fact="StaffInvited"))
        actions.withdraw_invitation(offer, by=ciro.actor, at=clock.now())
        tasks.mail_invitation(sent[0])
    assert sent == [str(offer.id)]
    assert mail.outbox == []


@pytest.mark.parametrize(("typed", "fine"), [("Anna", True), ("\u200b\u2066", False)])
def test_who_joins_has_a_name_that_can_be_seen(typed: str, fine: bool) -> None:
    form = forms.Accept({"name": typed, "password": "correct-horse-battery"})
    assert form.is_valid() is fine
    assert fine or "name" in form.errors
