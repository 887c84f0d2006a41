"""Nobody learns from an answer, its status or its time whether an address has an account here."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client

import tenants
from tests.people import PASSWORD

STRANGER = "nobody@napoli.test"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often a password was hashed: what makes these answers slow, whatever machine it is."""
    work: list[str] = []
    hasher = type(hashers.get_hasher())
    stock = hasher.encode

    def counting(self: Any, password: str, salt: str) -> Any:
        work.append(password)
        return stock(self, password, salt)

    monkeypatch.setattr(hasher, "encode", counting)
    return work


Ask = Callable[[Client, str], Any]


def sign_in(client: Client, email: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": "not-the-password"})


def sign_up(client: Client, email: str) -> Any:
    return client.post("/account/signup/", {"email": email, "password1": PASSWORD}, follow=True)


def reset(client: Client, email: str) -> Any:
    return client.post("/account/password/reset/", {"email": email}, follow=True)


@pytest.mark.parametrize("ask", [sign_in, sign_up, reset])
def test_known_and_unknown_get_the_same_answer_for_the_same_work(
    ask: Ask, napoli: Any, giulia: Any, hashed: list[str]
) -> None:
    seen = []
    for email in (giulia.email, STRANGER):
        hashed.clear()
        sent = len(mail.outbox)
        answer = ask(Client(HTTP_HOST=napoli.host), email)
        page = re.sub(
            r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+|data-now="[^"]+"', "", answer.content.decode()
        )
        page = page.replace(email, "E-MAIL")
        seen.append(
            (answer.status_code, getattr(answer, "redirect_chain", []), page, len(hashed), len(mail.outbox) - sent)
        )
    assert seen[0] == seen[1]


@pytest.mark.parametrize("ask", [sign_in, sign_up, reset])
def test_a_locked_out_person_looks_like_a_stranger(ask: Ask, napoli: Any, giulia: Any) -> None:
    with tenants.inside(napoli):
        giulia.is_active = False
        giulia.save()
    answers = [ask(Client(HTTP_HOST=napoli.host), email) for email in (giulia.email, STRANGER)]
    assert len({(answer.status_code, str(getattr(answer, "redirect_chain", ""))) for answer in answers}) == 1


def wrong(client: Client, email: str, **extra: Any) -> str:
    form = {"login": email, "password": "not-the-password"}
    return str(client.post("/account/login/", form, HTTP_ACCEPT_LANGUAGE="en", **extra).content.decode())


def test_guessing_is_stopped_for_a_person_however_the_host_is_written(napoli: Any, giulia: Any) -> None:
    hosts = [napoli.host, napoli.host.upper(), f"{napoli.host}:8000", f"{napoli.host}."]
    for number in range(5):
        address = f"10.0.0.{number}"
        page = wrong(Client(HTTP_HOST=hosts[number % len(hosts)]), giulia.email, REMOTE_ADDR=address)
        assert "Too many" not in page
    assert "Too many" in wrong(Client(HTTP_HOST=napoli.host), giulia.email, REMOTE_ADDR="10.0.0.9")


def test_even_the_right_password_waits_then(napoli: Any, giulia: Any, at_napoli: Client) -> None:
    for _ in range(5):
        wrong(at_napoli, giulia.email)
    answer = at_napoli.post("/account/login/", {"login": giulia.email, "password": PASSWORD})
    assert answer.status_code == 200


def test_guessing_in_napoli_locks_nobody_out_of_roma(
    napoli: Any, giulia: Any, renzo: Any, at_napoli: Client, at_roma: Client
) -> None:
    for _ in range(12):
        wrong(at_napoli, renzo.email)
    answer = at_roma.post("/account/login/", {"login": renzo.email, "password": PASSWORD})
    assert answer.url == "/account/home/"
