"""The second step: an app's code, recovery codes, passkeys; every page under the strict policy."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

import tenants
from tests.people import PASSWORD


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, person: Any) -> Any:
    return client.post("/account/login/", {"login": person.email, "password": PASSWORD})


def confirm(client: Client, path: str) -> Any:
    """Open a page that wants the password once more."""
    answer = client.get(path)
    if answer.status_code == 302:
        client.post(answer.url, {"password": PASSWORD})
        answer = client.get(path)
    assert answer.status_code == 200, answer
    return answer


def switch_on(client: Client) -> str:
    page = confirm(client, "/account/2fa/totp/activate/").content.decode()
    secret = re.findall(
        r'id="authenticator_secret"[^>]*?value="(\w+)"|value="(\w+)"[^>]*?id="authenticator_secret"', page
    )
    found = next(filter(None, secret[0]))
    assert client.post("/account/2fa/totp/activate/", {"code": code_for(found)}).status_code == 302
    return found


def test_a_password_alone_is_not_enough_then(napoli: Any, anna: Any, at_napoli: Client) -> None:
    sign_in(at_napoli, anna)
    secret = switch_on(at_napoli)
    with tenants.inside(napoli):
        kept = Authenticator.objects.get(type="totp").data["secret"]
        Authenticator.objects.filter(type="totp").update(last_used_at=None)
    assert secret not in kept  # a copy of the database gives no codes
    thief = Client(HTTP_HOST=napoli.host)
    assert sign_in(thief, anna).url == "/account/2fa/authenticate/"
    assert thief.get("/account/home/").url.startswith("/account/login/")
    assert thief.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200


def test_a_recovery_code_works_once(napoli: Any, anna: Any, at_napoli: Client) -> None:
    sign_in(at_napoli, anna)
    switch_on(at_napoli)
    page = confirm(at_napoli, "/account/2fa/recovery-codes/").content.decode()
    code = re.findall(r"\b[0-9a-f]{8}\b", page)[0]
    for expected in (302, 200):
        other = Client(HTTP_HOST=napoli.host)
        sign_in(other, anna)
        assert other.post("/account/2fa/authenticate/", {"code": code}).status_code == expected


PAGES = [
    "",
    "email/",
    "password/change/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "3rdparty/",
    "logout/",
]
OUTSIDE = ["login/", "signup/", "password/reset/"]


@pytest.mark.parametrize("path", PAGES + OUTSIDE)
def test_every_page_runs_under_the_strict_policy(path: str, anna: Any, at_napoli: Client) -> None:
    if path in PAGES:
        sign_in(at_napoli, anna)
    page = confirm(at_napoli, f"/account/{path}")
    policy = page["Content-Security-Policy"]
    assert "unsafe" not in policy
    text = page.content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style", text)
    scripts = re.findall(r"<script([^>]*)>", text)
    assert [script for script in scripts if "src=" not in script and "json" not in script] == []


@pytest.mark.parametrize("path", ["", "email/", "password/change/", "2fa/"])
def test_the_same_pages_stand_on_the_platform(path: str, ciro_on_platform: Any, at_platform: Client) -> None:
    sign_in(at_platform, ciro_on_platform)
    confirm(at_platform, f"/account/{path}")


def test_a_passkey_is_bound_to_the_shops_own_name(napoli: Any, anna: Any, at_napoli: Client) -> None:
    sign_in(at_napoli, anna)
    page = confirm(at_napoli, "/account/2fa/webauthn/add/").content.decode()
    assert f'"id": "{napoli.host}"' in page
    assert napoli.name in page


def test_buttons_of_others_appear_only_with_their_keys(at_napoli: Client, settings: Any) -> None:
    assert "Google" not in at_napoli.get("/account/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": [{"client_id": "id", "secret": "secret"}]}}
    assert "Google" in at_napoli.get("/account/login/").content.decode()
