"""The cast: two pizzerias, napoli and roma, that know nothing of each other; and torino for what must really be committed.

napoli and roma are made once for the whole run. A test that takes one of them runs
in a transaction that is rolled back, so it may write what it likes, there and on
the platform. torino is made for one test, committed, and removed after it: races
and kills happen between connections, which see only what is committed.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

NOON = datetime(2026, 5, 8, 12, 0, tzinfo=UTC)  # a Friday


@dataclass(frozen=True)
class Somebody:
    """Has the shape of shared_apps.journal.facts.Actor."""

    kind: str = "system"
    id: str | None = None
    name: str = "cast"


def open_pizzeria(slug: str, *, seed: Callable[[], None] = lambda: None) -> Any:
    """Make a pizzeria as sign-up does and return its row; committed unless the caller is in a transaction."""
    from tenants import provisioning

    wish = provisioning.NewPizzeria(name=f"Pizzeria {slug.title()}", slug=slug)
    return provisioning.create_pizzeria(wish, seed=seed, by=Somebody(), at=NOON)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The test database, made for whichever test comes first.

    pytest-django's own fixture makes none when no collected test asks for ``db``, and
    then a fixture that commits would do so in the real one.
    """
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def shops(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """napoli and roma by name, made once and committed."""
    from tenants import provisioning, registry

    with django_db_blocker.unblock():
        rows = {slug: open_pizzeria(slug) for slug in ("napoli", "roma")}
    yield {slug: registry.here(row) for slug, row in rows.items()}
    with django_db_blocker.unblock():
        for row in rows.values():
            provisioning.drop_pizzeria(row)


@pytest.fixture
def napoli(shops: dict[str, Any], db: None) -> Any:
    """The pizzeria (tenants.Here) most tests are about."""
    return shops["napoli"]


@pytest.fixture
def roma(shops: dict[str, Any], db: None) -> Any:
    """The other pizzeria: must never see anything of napoli."""
    return shops["roma"]


@pytest.fixture
def inside_napoli(napoli: Any) -> Iterator[Any]:
    """The whole test happens inside napoli."""
    import tenants

    with tenants.inside(napoli):
        yield napoli


@pytest.fixture
def on_platform(db: None) -> Iterator[None]:
    """The whole test happens on the platform."""
    import tenants

    with tenants.platform():
        yield


@pytest.fixture
def torino(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A pizzeria whose rows are really committed, gone after the test with what marks its facts.

    Whatever else a test commits it removes itself.
    """
    from django.db import connection

    from tenants import provisioning, registry

    with django_db_blocker.unblock(), ExitStack() as last:
        row = open_pizzeria("torino")
        last.callback(connection.close)
        last.callback(_forget_marks_of, row.pk)  # by its id: a row that was deleted has none
        last.callback(provisioning.drop_pizzeria, row)
        yield registry.here(row)


def _forget_marks_of(id: UUID) -> None:
    """A mark that nobody took away would keep a later test's relay or completer busy with a house that is gone."""
    import tenants
    from shared_apps.billing.models import PaymentWork
    from shared_apps.journal.models import Work

    with tenants.platform():
        Work.objects.filter(owner=id).delete()
        PaymentWork.objects.filter(pizzeria=id).delete()


@pytest.fixture
def at_napoli(napoli: Any) -> Client:
    """A browser on napoli's host, not signed in."""
    return Client(HTTP_HOST=napoli.host)


@pytest.fixture
def at_roma(roma: Any) -> Client:
    return Client(HTTP_HOST=roma.host)


@pytest.fixture
def at_platform(db: None) -> Client:
    from django.conf import settings

    return Client(HTTP_HOST=settings.PLATFORM_DOMAIN)


@pytest.fixture(autouse=True)
def _fresh_registry() -> Iterator[None]:
    """What a test did to a pizzeria's row was rolled back; what the process remembers of it must go too."""
    yield
    if registry := sys.modules.get("tenants.registry"):
        registry.forget()
