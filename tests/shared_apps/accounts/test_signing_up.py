"""Customers sign up in each shop by themselves; on the platform one comes by opening a shop."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

import tenants
from shared_apps.accounts.models import User
from tests.people import PASSWORD

NEW = {"email": "giulia@example.test", "password1": PASSWORD}


def code_in_the_last_mail() -> str:
    return re.findall(r"^([A-Z0-9-]{6,9})$", str(mail.outbox[-1].body), re.M)[0]


def sign_up(client: Client) -> Any:
    client.post("/account/signup/", NEW)
    return client.post("/account/confirm-email/", {"code": code_in_the_last_mail()})


def test_a_code_by_mail_opens_the_account(napoli: Any, at_napoli: Client) -> None:
    answer = at_napoli.post("/account/signup/", NEW)
    assert answer.url == "/account/confirm-email/"
    assert at_napoli.get("/account/home/").url.startswith("/account/login/")
    answer = at_napoli.post("/account/confirm-email/", {"code": code_in_the_last_mail()})
    assert answer.url == "/account/home/"
    assert at_napoli.get("/account/home/").url == "/"
    with tenants.inside(napoli):
        assert EmailAddress.objects.get().verified


def test_the_same_e_mail_in_two_shops_is_two_people(napoli: Any, roma: Any, at_napoli: Client, at_roma: Client) -> None:
    sign_up(at_napoli)
    sign_up(at_roma)
    ids = []
    for shop in (napoli, roma):
        with tenants.inside(shop):
            ids.append(User.objects.get(email=NEW["email"]).id)
    assert ids[0] != ids[1]
    with tenants.platform():
        assert not User.objects.filter(email=NEW["email"]).exists()


def test_a_code_of_napoli_confirms_nothing_in_roma(at_napoli: Client, at_roma: Client) -> None:
    at_napoli.post("/account/signup/", NEW)
    code = code_in_the_last_mail()
    at_roma.post("/account/signup/", NEW)
    assert code_in_the_last_mail() != code
    assert at_roma.post("/account/confirm-email/", {"code": code}).status_code == 200


def test_the_mail_carries_the_shops_name(napoli: Any, at_napoli: Client) -> None:
    at_napoli.post("/account/signup/", NEW)
    assert napoli.name in mail.outbox[-1].from_email
    assert napoli.name in str(mail.outbox[-1].body)
    assert "example.com" not in str(mail.outbox[-1].body)


def test_the_platform_takes_no_sign_up_of_its_own(at_platform: Client) -> None:
    assert at_platform.get("/account/signup/").url == "/signup/"
    assert at_platform.post("/account/signup/", NEW).url == "/signup/"
    with tenants.platform():
        assert not User.objects.exists()


def test_a_forgotten_password_is_replaced_by_a_code(giulia: Any, at_napoli: Client) -> None:
    at_napoli.post("/account/password/reset/", {"email": giulia.email})
    code = code_in_the_last_mail()
    assert at_napoli.post("/account/password/reset/confirm/", {"code": code}).url == "/account/password/reset/complete/"
    fresh = {"password1": "a-much-better-one", "password2": "a-much-better-one"}
    at_napoli.post("/account/password/reset/complete/", fresh)
    answer = at_napoli.post("/account/login/", {"login": giulia.email, "password": "a-much-better-one"})
    assert answer.url == "/account/home/"


def test_after_signing_in_nobody_is_led_to_another_site(giulia: Any, at_napoli: Client) -> None:
    who = {"login": giulia.email, "password": PASSWORD}
    for way in ("https://evil.test/", "//evil.test/", "https://roma.localhost/"):
        answer = at_napoli.post("/account/login/", {**who, "next": way})
        assert answer.url == "/account/home/"
        at_napoli.post("/account/logout/")
    assert at_napoli.post("/account/login/", {**who, "next": "/basket/"}).url == "/basket/"
