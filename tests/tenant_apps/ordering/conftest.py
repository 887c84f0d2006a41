"""A pizzeria that is open: the starter menu, lunch and dinner, delivery and collection."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

import tenants
from tests.cast import NOON

FRIDAY_EVENING = datetime(2026, 5, 8, 18, 0, tzinfo=UTC)  # 20:00 in Rome, open until 23:30
FRIDAY_AFTERNOON = datetime(2026, 5, 8, 14, 30, tzinfo=UTC)  # 16:30 in Rome, between lunch and dinner


def open_for_business() -> Any:
    """Open the shop of the pizzeria one is in, with the starter menu."""
    from shared_apps.journal.facts import Actor
    from tenant_apps.menu import actions as menu
    from tenant_apps.menu import starter
    from tenant_apps.shop import actions as shop

    here = tenants.current()
    fields = {
        "name": here.name, "street": "Via dei Tribunali 32", "city": "Napoli", "phone": "+39 081 555 0199",
        "timezone": "Europe/Rome", "minimum_order": Decimal("12.00"), "delivery_fee": Decimal("2.50"),
    }  # fmt: skip
    menu.load_menu(starter.menu(), source="starter", by=Actor.system(), at=NOON)
    return shop.open_shop(fields, week=shop.STARTER_WEEK, by=Actor.system(), at=NOON)


@pytest.fixture(autouse=True)
def many_from_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """All the browsers of the tests knock from one address, and Redis counts on from test to test."""
    from tenant_apps.ordering import access

    monkeypatch.setattr(access, "MOST_HOLDS", 100_000)


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is Friday, eight in the evening in Naples: the clock of every request stands there."""
    monkeypatch.setenv("NOW", FRIDAY_EVENING.isoformat())
    return FRIDAY_EVENING


@pytest.fixture
def open_shop(napoli: Any, evening: datetime) -> Any:
    """napoli, open; the test itself is outside, as a browser is."""
    with tenants.inside(napoli):
        open_for_business()
    return napoli


@pytest.fixture
def shop(inside_napoli: Any, evening: datetime) -> Any:
    """napoli, open, and the whole test happens inside."""
    return open_for_business()


@pytest.fixture
def busy_torino(torino: Any) -> Iterator[Any]:
    """torino, open and committed: for races between connections."""
    with tenants.inside(torino):
        open_for_business()
    return torino


@pytest.fixture
def inside_torino(busy_torino: Any, django_db_blocker: Any) -> Iterator[None]:
    """The whole test happens there, really committed."""
    with django_db_blocker.unblock(), tenants.inside(busy_torino):
        yield


def configuration(name: str, **changes: Any) -> Any:
    """The named product as the menu card shows it; ``size`` and the like are given by name."""
    from dataclasses import replace

    from pizzeria.pricing import default_configuration
    from tenant_apps.menu import queries

    menu = queries.price_menu(at=FRIDAY_EVENING)
    product = next(item.id for item in menu.products.values() if item.name["it"] == name)
    return replace(default_configuration(menu, product), **changes)


def topping(name: str, side: str = "whole") -> Any:
    from pizzeria.pricing import Topping

    return Topping(ingredient(name), side)


def ingredient(name: str) -> str:
    from tenant_apps.menu.models import Ingredient

    return str(Ingredient.objects.get(name__it=name).id)


def filled_basket(*names: str, quantity: int = 2, user: Any = None, at: datetime = FRIDAY_EVENING) -> Any:
    """A basket with ``quantity`` of each; by default two Margherita."""
    from tenant_apps.ordering import actions

    basket = actions.open_basket(user=user, at=at)
    for name in names or ("Margherita",):
        actions.add_to_basket(basket, configuration=configuration(name), quantity=quantity, at=at)
    return basket


def wish(**changes: Any) -> Any:
    """What Giulia asks for unless said otherwise: collection, as soon as possible, paid at the counter."""
    from tenant_apps.ordering.wishes import Wish

    usual = {"order_type": "collection", "name": "Giulia", "phone": "333 1234567", "tender": "counter"}
    return Wish(**(usual | changes))


def delivery(**changes: Any) -> Any:
    usual = {"order_type": "delivery", "tender": "cash", "address": "Via Toledo 1, Napoli"}
    return wish(**(usual | changes))


@pytest.fixture
def guest() -> Any:
    from shared_apps.journal.facts import Actor

    return Actor.guest()


@pytest.fixture
def cook() -> Any:
    from shared_apps.journal.facts import Actor

    return Actor("staff", None, "kitchen")


@pytest.fixture
def place(shop: Any, guest: Any) -> Callable[..., Any]:
    """``place()``: an order of two Margherita; ``place(delivery())`` to bring."""
    from tenant_apps.ordering import actions

    def placed(wished: Any = None, *names: str, **options: Any) -> Any:
        return actions.place_order(filled_basket(*names), wish=wished or wish(), by=guest, at=FRIDAY_EVENING, **options)

    return placed


def facts(subject: Any) -> list[str]:
    """The names of what the journal says about it, in order."""
    from shared_apps.journal.models import Entry

    return [entry.fact for entry in Entry.objects.about(subject)]


@pytest.fixture
def browser(open_shop: Any) -> Any:
    """A guest with two Margherita to collect, in English."""
    from tenant_apps.ordering.models import Basket

    client = Client(HTTP_HOST=open_shop.host, headers={"accept-language": "en"})
    with tenants.inside(open_shop):
        pizza = filled_basket().lines.get().configuration["product"]
        Basket.objects.all().delete()
    client.post("/basket/add/", {"product": pizza, "quantity": "2"})
    client.post("/basket/type/", {"order_type": "collection"})
    return client
