"""What no row and no answer can hold is answered as a mistake of the caller, never as one of ours."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

import tenants
from tests.orders import open_for_business
from toolbox import live


def test_a_nul_in_the_counters_search_is_a_bad_request(napoli: Any, ciro: Any, signed_in: Any) -> None:
    with tenants.inside(napoli):
        open_for_business()
    assert signed_in(napoli, ciro).get("/counter/?q=%00").status_code == 400


def test_a_nul_in_an_address_is_a_bad_request(napoli: Any, ciro: Any, signed_in: Any) -> None:
    assert signed_in(napoli, ciro).post("/manage/api/%00/revoke/").status_code == 400


def test_a_nul_in_a_programs_name_is_a_bad_request(at_napoli: Client) -> None:
    basic = "Basic " + base64.b64encode(b"\0:secret").decode()
    asked = {"grant_type": "client_credentials"}
    assert at_napoli.post("/oauth/token/", asked, headers={"Authorization": basic}).status_code == 400


def test_a_nul_in_the_fleets_search_is_a_bad_request(ada_on_platform: Any, signed_in: Any) -> None:
    assert signed_in(None, ada_on_platform).get("/platform/?q=%00").status_code == 400


def test_half_a_surrogate_pair_is_answered_in_utf_8(napoli: Any, ciro: Any, signed_in: Any) -> None:
    body = json.dumps({"until": "\ud800"})
    answer = signed_in(napoli, ciro).post(f"/api/v1/ingredients/{uuid4()}/86/", body, content_type="application/json")
    assert answer.status_code == 422
    assert "until" in answer.json()["errors"]


@pytest.mark.parametrize("text", ["", ".", "x", "é.é", base64.urlsafe_b64encode(b"[" * 100_000).decode() + ".x"])
def test_a_live_token_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(live.BadToken):
        live.check(["secret"], text)


@pytest.mark.parametrize("size", [2 * 1024 * 1024 + 100, 5 * 1024 * 1024])
def test_what_is_too_large_is_called_so(at_napoli: Client, size: int) -> None:
    body = json.dumps({"order_type": "x" * size})
    answer = at_napoli.post("/api/v1/baskets/", body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert answer.json()["code"] == "too_large"
    page = at_napoli.post("/basket/add/", "note=" + "x" * size, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 413
    assert "2 MB" in page.content.decode()
