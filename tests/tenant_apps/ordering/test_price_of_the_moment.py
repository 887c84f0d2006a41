"""An order costs what the menu says when it is placed, also where a process has not yet heard of the change.

The catalogue that a process remembers is used inside the order's transaction only when the rows confirm it.
"""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction

import tenants
from shared_apps.journal.facts import Actor
from tenant_apps.menu.models import ProductPrice
from tenant_apps.ordering import actions, prices
from tenants import memory, registry
from tenants.actions import raise_cache_generation
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, filled_basket, wish

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("busy_torino")]
DEAR = Decimal("99.00")


@pytest.fixture
def knows_the_menu(busy_torino, django_db_blocker):
    """A process that has shown a basket: it remembers the menu, and what it entered with is the generation of then."""
    memory.forget()
    with django_db_blocker.unblock(), tenants.inside(registry.by_id(busy_torino.id)):
        prices.price(filled_basket(), at=FRIDAY_EVENING)
        yield busy_torino
    memory.forget()


def make_everything_dear():
    ProductPrice.objects.update(price=DEAR)
    raise_cache_generation()


def placed():
    order = actions.place_order(filled_basket(), wish=wish(), by=Actor.guest(), at=FRIDAY_EVENING)
    return order.lines.first().unit_price


def test_a_price_changed_a_moment_ago_is_the_price(knows_the_menu):
    with transaction.atomic():
        make_everything_dear()
    assert placed() >= DEAR


def test_without_asking_for_the_generation_it_would_be_the_old_one(knows_the_menu, monkeypatch):
    """The negative control of the one above."""
    monkeypatch.setattr(registry, "generation_now", lambda here: here.cache_generation)
    with transaction.atomic():
        make_everything_dear()
    assert placed() < DEAR


def test_a_change_that_is_not_yet_agreed_upon_costs_nothing_until_it_is(knows_the_menu):
    changed, go_on = Event(), Event()

    def edit():
        with tenants.inside(knows_the_menu):
            try:
                with transaction.atomic():
                    make_everything_dear()
                    changed.set()
                    assert go_on.wait(20)
            finally:
                connection.close()

    with ThreadPoolExecutor(1) as editor:
        editing = editor.submit(edit)
        assert changed.wait(20)
        assert placed() < DEAR
        go_on.set()
        editing.result(20)
    assert placed() >= DEAR


def test_a_menu_that_is_known_is_not_read_again(knows_the_menu, django_assert_max_num_queries):
    """Of one basket with one line; reading menu, deals and hours took a dozen more."""
    basket = filled_basket()
    with transaction.atomic(), django_assert_max_num_queries(4):
        prices.price(basket, at=FRIDAY_EVENING)
