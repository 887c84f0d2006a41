"""Programs: opaque tokens of one house, with one role's rights, for an owner."""

import base64
from typing import Any

import pytest
from django.test import Client

import tenants
from shared_apps.accounts import actions, errors
from shared_apps.accounts.models import ApiClient, User
from toolbox import clock


def make(napoli: Any, ciro: User, role: str = "cashier", may_write: bool = False) -> tuple[ApiClient, str]:
    with tenants.inside(napoli):
        return actions.create_api_client(
            ciro, name="Till", role=role, may_write=may_write, by=ciro.actor, at=clock.now()
        )


def ask_for_token(house: Any, client: ApiClient, secret: str, **wish: str) -> Any:
    basic = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    form = {"grant_type": "client_credentials", **wish}
    return Client(HTTP_HOST=house.host).post("/oauth/token/", form, HTTP_AUTHORIZATION=f"Basic {basic}")


def me(house: Any, token: str) -> Any:
    return Client(HTTP_HOST=house.host).get("/api/v1/me/", HTTP_AUTHORIZATION=f"Bearer {token}")


def test_a_token_acts_for_its_owner_with_one_roles_rights(napoli: Any, ciro: Any) -> None:
    token = ask_for_token(napoli, *make(napoli, ciro)).json()["access_token"]
    body = me(napoli, token).json()
    assert body["id"] == str(ciro.id)
    assert "counter.work" in body["permissions"]
    assert "staff.edit" not in body["permissions"]
    assert body["scope"] == "read"


def test_a_token_of_napoli_is_401_in_roma(napoli: Any, roma: Any, ciro: Any, renzo: Any) -> None:
    token = ask_for_token(napoli, *make(napoli, ciro)).json()["access_token"]
    answer = me(roma, token)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_client_of_napoli_gets_no_token_in_roma(napoli: Any, roma: Any, ciro: Any) -> None:
    assert ask_for_token(roma, *make(napoli, ciro)).status_code == 401


def test_the_wrong_secret_gets_none(napoli: Any, ciro: Any) -> None:
    client, _ = make(napoli, ciro)
    assert ask_for_token(napoli, client, "guess").status_code == 401


def test_a_reader_gets_no_token_for_writing(napoli: Any, ciro: Any) -> None:
    assert ask_for_token(napoli, *make(napoli, ciro), scope="read write").status_code == 400
    writer = make(napoli, ciro, may_write=True)
    assert ask_for_token(napoli, *writer, scope="read write").json()["scope"] == "read write"


@pytest.mark.parametrize("locked_out", [True, False])
def test_it_ends_with_its_owner_and_when_cut_off(napoli: Any, ciro: Any, locked_out: bool) -> None:
    client, secret = make(napoli, ciro)
    token = ask_for_token(napoli, client, secret).json()["access_token"]
    assert me(napoli, token).status_code == 200
    with tenants.inside(napoli):
        if locked_out:
            User.objects.filter(id=ciro.id).update(is_active=False)
        else:
            actions.revoke_api_client(client, by=ciro.actor, at=clock.now())
    assert me(napoli, token).status_code == 401


def test_nobody_is_401_and_nonsense_too(napoli: Any, at_napoli: Client) -> None:
    assert at_napoli.get("/api/v1/me/").status_code == 401
    assert me(napoli, "nonsense").status_code == 401


def test_a_session_must_bring_the_csrf_token(napoli: Any, anna: Any, signed_in: Any) -> None:
    browser = signed_in(napoli, anna)
    assert browser.get("/api/v1/me/").json()["role"] == "kitchen"
    careful = Client(HTTP_HOST=napoli.host, enforce_csrf_checks=True)
    careful.cookies = browser.cookies
    assert careful.post("/api/v1/me/").status_code == 403


def test_the_secret_is_shown_once(napoli: Any, ciro: Any, signed_in: Any) -> None:
    browser = signed_in(napoli, ciro)
    page = browser.post("/manage/api/", {"name": "Till", "role": "cashier"}).content.decode()
    with tenants.inside(napoli):
        client = ApiClient.objects.get()
    assert client.client_id in page
    assert "client_secret</dt>" in page
    assert client.client_secret not in page  # what is kept is a hash
    assert "client_secret</dt>" not in browser.get("/manage/api/").content.decode()
    browser.post(f"/manage/api/{client.client_id}/revoke/")
    with tenants.inside(napoli):
        assert not ApiClient.objects.exists()


def test_a_manager_connects_no_programs(napoli: Any, mara: Any, signed_in: Any) -> None:
    assert signed_in(napoli, mara).get("/manage/api/").status_code == 403


def test_a_program_has_a_role_of_the_shop(napoli: Any, ciro: Any) -> None:
    with pytest.raises(errors.NoSuchRole):
        make(napoli, ciro, role="admin")
