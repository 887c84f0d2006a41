"""The same e-mail on two houses is two people, and a session of one is nobody in the other."""

from typing import Any

from django.contrib.sessions.models import Session
from django.test import Client

import tenants
from shared_apps.accounts.models import User
from tests.people import PASSWORD, add


def test_a_session_opens_its_own_house(napoli: Any, anna: Any, signed_in: Any) -> None:
    assert signed_in(napoli, anna).get("/account/home/").url == "/kitchen/"


def test_a_session_of_napoli_is_nobody_in_roma(napoli: Any, anna: Any, at_roma: Client, signed_in: Any) -> None:
    at_roma.cookies = signed_in(napoli, anna).cookies
    assert at_roma.get("/account/home/").url.startswith("/account/login/")


def test_not_even_with_equal_keys_hashes_and_a_copied_row(
    napoli: Any, roma: Any, anna: Any, at_roma: Client, signed_in: Any, caplog: Any
) -> None:
    at_roma.cookies = signed_in(napoli, anna).cookies
    with tenants.inside(napoli):
        row = Session.objects.get()
    with tenants.inside(roma):
        # Everything a session is checked against is the same: key, password hash and stamp.
        twin = User.objects.create_user(anna.email, id=anna.id, role="owner", session_stamp=anna.session_stamp)
        User.objects.update(password=anna.password)
        twin.refresh_from_db()
        Session.objects.bulk_create([row])
        assert twin.get_session_auth_hash() == anna.get_session_auth_hash()
    assert at_roma.get("/account/home/").url.startswith("/account/login/")
    assert "corrupted" not in caplog.text


def test_the_same_e_mail_has_a_password_per_house(napoli: Any, roma: Any, ciro: Any, at_napoli: Client) -> None:
    with tenants.inside(roma):
        other = add("ciro", "", "napoli")
        other.set_password("another-word-entirely")
        other.save()
    wrong = at_napoli.post("/account/login/", {"login": ciro.email, "password": "another-word-entirely"})
    assert wrong.status_code == 200
    right = at_napoli.post("/account/login/", {"login": ciro.email, "password": PASSWORD})
    assert right.url == "/account/home/"


def test_each_role_is_led_to_its_work(
    napoli: Any, ciro: Any, mara: Any, carla: Any, luca: Any, giulia: Any, signed_in: Any
) -> None:
    ways = {"/manage/": [ciro, mara], "/counter/": [carla], "/courier/": [luca], "/": [giulia]}
    for way, people in ways.items():
        assert {signed_in(napoli, person).get("/account/home/").url for person in people} == {way}


def test_on_the_platform_too(
    ciro_on_platform: Any, hilde_on_platform: Any, ada_on_platform: Any, signed_in: Any
) -> None:
    ways = {"/account/shops/": ciro_on_platform, "/hq/": hilde_on_platform, "/platform/": ada_on_platform}
    for way, person in ways.items():
        assert signed_in(None, person).get("/account/home/").url == way


def test_one_says_who_one_is_and_in_which_language(napoli: Any, giulia: Any, signed_in: Any) -> None:
    hers = signed_in(napoli, giulia)
    hers.post("/account/", {"name": "Giulia Rossi", "phone": "+39 333 1234567", "language": "en"})
    with tenants.inside(napoli):
        assert User.objects.get(id=giulia.id).name == "Giulia Rossi"
    assert '<html lang="en"' in hers.get("/account/").content.decode()


def test_a_new_role_for_who_is_known_already(napoli: Any, giulia: Any) -> None:
    with tenants.inside(napoli):
        add("giulia", "manager", "napoli")
        assert User.objects.get(email=giulia.email).role == "manager"
