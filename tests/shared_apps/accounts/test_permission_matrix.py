"""tests/permissions.toml says what each role finds at each address; here each is really asked."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

import tenants
from shared_apps.journal.facts import Actor
from tenant_apps.shop import actions as shop
from tests.cast import NOON
from tests.people import add
from tests.shared_apps.accounts.url_table import ROLES, addresses, answers, fits, matrix

CASES = [(house, role) for house, roles in ROLES.items() for role in roles]

EDGES = ("guest", "customer", "person", "owner", "admin")


def same_for_all_signed_in(expected: dict[str, str]) -> bool:
    return len({answer for role, answer in expected.items() if role != "guest"}) == 1


@pytest.mark.parametrize("house", ROLES)
def test_the_matrix_knows_every_address_and_no_other(house: str) -> None:
    written, real = {address for address, _, _ in matrix(house)}, set(addresses(house))
    assert {"add to permissions.toml": sorted(real - written), "no such address": sorted(written - real)} == {
        "add to permissions.toml": [],
        "no such address": [],
    }


def browser(house: str, role: str, napoli: Any) -> Client:
    """Return a browser of somebody with this role in this house."""
    client = Client(HTTP_HOST=napoli.host if house == "pizzeria" else settings.PLATFORM_DOMAIN)
    if role != "guest":
        with tenants.inside(napoli) if house == "pizzeria" else tenants.platform():
            client.force_login(add("somebody", "" if role in ("customer", "person") else role, house))
    return client


@pytest.mark.parametrize(("house", "role"), CASES)
def test_each_role_finds_what_the_matrix_says(house: str, role: str, napoli: Any) -> None:
    with tenants.inside(napoli):
        shop.open_shop({"name": "Napoli"}, week=shop.STARTER_WEEK, by=Actor.system(), at=NOON)
    client = browser(house, role, napoli)
    wrong = []
    for number, (address, methods, expected) in enumerate(matrix(house)):
        if same_for_all_signed_in(expected) and role not in EDGES:
            continue  # a third of the time for what the least and the most powerful show already
        found = answers(client, address, methods, number)
        if not fits(expected[role], found):
            wrong.append(f"{address} should be {expected[role]}, is {' '.join(sorted(found))}")
    assert not wrong, "\n".join(wrong)
