"""From the platform into a shop: once, within a minute, into that shop, as that person."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

import tenants
from shared_apps.accounts import actions, errors
from shared_apps.accounts.models import HandOver, User
from shared_apps.journal.models import Entry
from tests.people import PASSWORD
from toolbox import clock


def link(napoli: Any, person: User, purpose: str = "owner", reason: str = "") -> str:
    with tenants.platform():
        address = actions.hand_over(
            napoli, person=person, purpose=purpose, reason=reason, by=person.actor, at=clock.now()
        )
    assert urlsplit(address).hostname == napoli.host
    return urlsplit(address).path


def support(napoli: Any, ada: User) -> str:
    return link(napoli, ada, "support", "the oven will not print")


def test_an_owner_arrives_as_their_own_user(napoli: Any, ciro: Any, ciro_on_platform: Any, at_napoli: Client) -> None:
    assert at_napoli.get(link(napoli, ciro_on_platform)).url == "/manage/"
    assert at_napoli.get("/account/home/").url == "/manage/"
    with tenants.inside(napoli):
        assert HandOver.objects.get().user == ciro
        entry = Entry.objects.get(fact="HandOverUsed")
    assert entry.payload["platform_user"] == str(ciro_on_platform.id)
    assert entry.by_id == str(ciro.id)
    with tenants.platform():
        assert Entry.objects.get(fact="HandOverGiven").payload["pizzeria"] == str(napoli.id)


def test_the_first_time_the_owners_user_is_made(napoli: Any, ciro_on_platform: Any, at_napoli: Client) -> None:
    at_napoli.get(link(napoli, ciro_on_platform))
    with tenants.inside(napoli):
        assert User.objects.get(email=ciro_on_platform.email).role == "owner"


def test_who_waited_with_the_owners_unproven_address_gets_nothing(
    napoli: Any, ciro_on_platform: Any, at_napoli: Client
) -> None:
    squatter = Client(HTTP_HOST=napoli.host)
    squatter.post("/account/signup/", {"email": ciro_on_platform.email, "password1": PASSWORD})
    at_napoli.get(link(napoli, ciro_on_platform))
    squatter.post("/account/login/", {"login": ciro_on_platform.email, "password": PASSWORD})
    assert squatter.get("/account/home/").url.startswith("/account/login/")


def test_a_link_works_once(napoli: Any, ciro: Any, ciro_on_platform: Any, at_napoli: Client) -> None:
    path = link(napoli, ciro_on_platform)
    at_napoli.get(path)
    again = Client(HTTP_HOST=napoli.host).get(path)
    assert again.status_code == 410
    assert not again.cookies.get("session")


def test_after_a_minute_it_is_dead(
    napoli: Any, ciro_on_platform: Any, at_napoli: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link(napoli, ciro_on_platform)
    monkeypatch.setenv("NOW", "+61s")
    assert at_napoli.get(path).status_code == 410


def test_it_leads_into_no_other_shop(napoli: Any, ciro_on_platform: Any, at_roma: Client, at_platform: Client) -> None:
    path = link(napoli, ciro_on_platform)
    assert at_roma.get(path).status_code == 410
    assert at_platform.get(path).status_code == 404


def test_a_forged_one_is_dead(at_napoli: Client) -> None:
    assert at_napoli.get("/account/enter/eyJpZCI6IjEifQ:1abc:xyz/").status_code == 410


def test_who_was_locked_out_of_the_platform_meanwhile_does_not_arrive(
    napoli: Any, ciro_on_platform: Any, at_napoli: Client
) -> None:
    path = link(napoli, ciro_on_platform)
    with tenants.platform():
        User.objects.update(is_active=False)
    assert at_napoli.get(path).status_code == 410


@pytest.mark.parametrize(("purpose", "reason"), [("support", ""), ("support", "  "), ("tourist", "to look")])
def test_support_needs_a_reason(napoli: Any, ada_on_platform: Any, purpose: str, reason: str) -> None:
    with pytest.raises(errors.MayNotHandOver):
        link(napoli, ada_on_platform, purpose, reason)


def test_head_office_is_not_support(napoli: Any, hilde_on_platform: Any) -> None:
    with pytest.raises(errors.MayNotHandOver):
        support(napoli, hilde_on_platform)


def test_support_looks_with_a_banner_and_both_names_in_the_journal(
    napoli: Any, ciro: Any, ada_on_platform: Any, at_napoli: Client
) -> None:
    assert at_napoli.get(support(napoli, ada_on_platform)).url == "/manage/"
    page = at_napoli.get("/manage/staff/")
    assert page.status_code == 200
    assert "the oven will not print" in page.content.decode()
    with tenants.inside(napoli):
        entry = Entry.objects.get(fact="HandOverUsed")
    assert (entry.by_kind, entry.by_id) == ("support", str(ada_on_platform.id))
    assert str(ciro.id) in entry.by_name


def test_support_changes_nothing(napoli: Any, ciro: Any, anna: Any, ada_on_platform: Any, at_napoli: Client) -> None:
    at_napoli.get(support(napoli, ada_on_platform))
    for path in (f"/manage/staff/{anna.id}/deactivate/", "/manage/staff/", "/account/signup/", "/language/"):
        assert at_napoli.post(path).status_code == 403
    answer = at_napoli.post("/api/v1/me/")
    assert (answer.status_code, answer.json()["code"]) == (403, "support_only_looks")


@pytest.mark.parametrize(
    "path", ["", "password/change/", "password/set/", "email/", "2fa/", "2fa/totp/activate/", "2fa/recovery-codes/"]
)
def test_support_sees_no_password_e_mail_or_second_factor(
    napoli: Any, ciro: Any, ada_on_platform: Any, at_napoli: Client, path: str
) -> None:
    at_napoli.get(support(napoli, ada_on_platform))
    assert at_napoli.get(f"/account/{path}").status_code == 403
    assert at_napoli.post(f"/account/{path}").status_code == 403


def test_support_leaves_after_half_an_hour_at_the_latest(
    napoli: Any, ciro: Any, ada_on_platform: Any, at_napoli: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_napoli.get(support(napoli, ada_on_platform))
    monkeypatch.setenv("NOW", "+29m")
    assert at_napoli.get("/manage/staff/").status_code == 200
    monkeypatch.setenv("NOW", "+31m")
    assert at_napoli.get("/manage/staff/").url.startswith("/account/login/")
    assert at_napoli.post("/account/login/").status_code == 200


def test_support_can_leave(napoli: Any, ciro: Any, ada_on_platform: Any, at_napoli: Client) -> None:
    at_napoli.get(support(napoli, ada_on_platform))
    at_napoli.post("/account/logout/")
    assert at_napoli.get("/manage/staff/").url.startswith("/account/login/")


def test_a_visit_leaves_no_trace_on_the_owner(napoli: Any, ciro: Any, ada_on_platform: Any, at_napoli: Client) -> None:
    at_napoli.get(support(napoli, ada_on_platform))
    with tenants.inside(napoli):
        assert User.objects.get(id=ciro.id).last_login is None


def test_support_comes_from_the_platforms_page_of_the_shop(
    napoli: Any, ciro: Any, ada_on_platform: Any, hilde_on_platform: Any, signed_in: Any, at_napoli: Client
) -> None:
    form = {"reason": "the oven will not print"}
    assert signed_in(None, hilde_on_platform).post("/platform/napoli/look-in/", form).status_code == 403
    page = signed_in(None, ada_on_platform).post("/platform/napoli/look-in/", form)
    way = re.findall(rf'url=http://{napoli.host}:\d+(/account/enter/[^"]+)"', page.content.decode())[0]
    assert at_napoli.get(way).url == "/manage/"


def test_an_owner_whom_the_shop_locked_out_stays_out(
    napoli: Any, ciro: Any, ciro_on_platform: Any, ada_on_platform: Any, at_napoli: Client
) -> None:
    with tenants.inside(napoli):
        User.objects.filter(id=ciro.id).update(is_active=False)
    assert at_napoli.get(link(napoli, ciro_on_platform)).status_code == 410
    # and with no owner to look over the shoulder of, support has nowhere to go
    assert at_napoli.get(support(napoli, ada_on_platform)).status_code == 410
