import pytest

from shared_apps.journal.facts import Actor
from tenant_apps.menu import actions, starter
from tenant_apps.shop import actions as shop
from tests.cast import NOON

CAST = Actor.system("cast")


@pytest.fixture
def starter_menu(inside_napoli):
    """napoli with the starter menu and hours, in this test's transaction."""
    shop.open_shop(
        {"name": "Pizzeria Napoli", "street": "Via dei Tribunali 32", "city": "Napoli"},
        week=shop.STARTER_WEEK,
        by=CAST,
        at=NOON,
    )
    actions.load_menu(starter.menu(), source="starter", by=CAST, at=NOON)
    return inside_napoli
