"""The people of the cast. In napoli Ciro owns, Mara manages, Carla cashes, Anna cooks, Luca rides and Giulia orders.

Renzo owns roma and must see nothing of napoli. On the platform Ciro and Renzo have people of
their own with the same e-mail, Hilde works at head office and Ada runs it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import NOON

PASSWORD = "margherita-4-tutti"

SHOP_ROLES = {
    "ciro": "owner",
    "mara": "manager",
    "carla": "cashier",
    "anna": "kitchen",
    "luca": "courier",
    "giulia": "",
}


def add(name: str, role: str, house: str) -> Any:
    """Make a person of the house one is in, e-mail confirmed, with PASSWORD; return the User."""
    from shared_apps.accounts import actions
    from shared_apps.journal.facts import Actor

    return actions.add_person(
        f"{name}@{house}.test", name=name.title(), role=role, password=PASSWORD, by=Actor.system("cast"), at=NOON
    )


def _in_napoli(name: str) -> Any:
    @pytest.fixture(name=name)
    def person(napoli: Any) -> Any:
        import tenants

        with tenants.inside(napoli):
            return add(name, SHOP_ROLES[name], "napoli")

    return person


ciro, mara, carla, anna, luca, giulia = (_in_napoli(name) for name in SHOP_ROLES)


@pytest.fixture
def renzo(roma: Any) -> Any:
    import tenants

    with tenants.inside(roma):
        return add("renzo", "owner", "roma")


def _on_platform(name: str, role: str, house: str) -> Any:
    @pytest.fixture(name=f"{name}_on_platform")
    def person(db: None) -> Any:
        import tenants

        with tenants.platform():
            return add(name, role, house)

    return person


ciro_on_platform = _on_platform("ciro", "owner", "napoli")
renzo_on_platform = _on_platform("renzo", "owner", "roma")
hilde_on_platform = _on_platform("hilde", "hq", "pizzamama")
ada_on_platform = _on_platform("ada", "admin", "pizzamama")


@pytest.fixture
def signed_in() -> Callable[[Any, Any], Client]:
    """``signed_in(napoli, anna)``: a browser of that person on that shop's host; ``signed_in(None, ada)`` on the platform."""

    def sign_in(house: Any, person: Any) -> Client:
        from django.conf import settings

        import tenants

        client = Client(HTTP_HOST=house.host if house else settings.PLATFORM_DOMAIN)
        with tenants.inside(house) if house else tenants.platform():
            client.force_login(person)
        return client

    return sign_in
