"""Whatever happens, in whatever order, and whoever dies in the middle: taken is the sum of live holds and orders."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pizzeria.capacity import Need
from tenant_apps.delivery import actions, queries
from tenant_apps.delivery.actions import Dough
from tenant_apps.delivery.errors import DoughGone, OvenFull
from tenant_apps.delivery.models import DoughDay, Hold, Share, Slot
from tenant_apps.shop.models import Shop
from tests.tenant_apps.delivery.conftest import AT, FRIDAY

BASKETS = [uuid4() for _ in range(4)]
DUES = [None, *(timedelta(minutes=minutes) for minutes in (45, 60, 75))]
HORIZON = timedelta(hours=4)
USUAL, BALLS = 6, 20


class Killed(Exception):
    """The process is gone: what its transaction did is undone."""


class Book:
    """The same in the head of somebody who writes everything down: basket or order -> (places, balls, until when)."""

    def __init__(self) -> None:
        self.now = AT
        self.known: dict[UUID, tuple[Decimal, int, datetime | None]] = {}

    def live(self) -> list[tuple[Decimal, int, datetime | None]]:
        return [row for row in self.known.values() if row[2] is None or row[2] > self.now]


def hold(book: Book, shop: Shop, step: dict[str, Any]) -> None:
    basket, places = step["basket"], step["places"]
    due = step["due"] and AT + step["due"]
    need = Need(places, book.now, book.now + timedelta(minutes=20), due or AT + HORIZON, due=due)
    balls = int(places)
    try:
        with transaction.atomic():
            held = actions.hold_places(basket, shop=shop, need=need, dough=Dough(FRIDAY, balls), at=book.now)
            if step["dies"]:
                raise Killed
    except (OvenFull, DoughGone, Killed):
        return
    book.known[basket] = (places, balls, held.expires_at)


def order(book: Book, shop: Shop, step: dict[str, Any]) -> None:
    held = queries.hold_of(step["basket"], at=book.now)
    if held is None:
        return
    new = uuid4()
    actions.give_to_order(held, order=new)
    places, balls, _ = book.known.pop(step["basket"])
    book.known[new] = (places, balls, None)


def leave(book: Book, shop: Shop, step: dict[str, Any]) -> None:
    actions.release_basket(step["basket"])
    book.known.pop(step["basket"], None)


def cancel(book: Book, shop: Shop, step: dict[str, Any]) -> None:
    orders = [id for id, row in book.known.items() if row[2] is None]
    if orders:
        gone = orders[int(step["places"]) % len(orders)]
        actions.release_order(gone)
        del book.known[gone]


def edit(book: Book, shop: Shop, step: dict[str, Any]) -> None:
    orders = [id for id, row in book.known.items() if row[2] is None]
    if not orders:
        return
    changed, places = orders[0], step["places"]
    need = Need(places, book.now, book.now + timedelta(minutes=20), AT + HORIZON)
    try:
        with transaction.atomic():
            actions.move_places(changed, shop=shop, need=need, dough=Dough(FRIDAY, int(places)), at=book.now)
            if step["dies"]:
                raise Killed
    except (OvenFull, DoughGone, Killed):
        return
    book.known[changed] = (places, int(places), None)


def wait(book: Book, shop: Shop, step: dict[str, Any]) -> None:
    book.now += timedelta(minutes=int(step["places"]))


def sweep(book: Book, shop: Shop, step: dict[str, Any]) -> None:
    actions.sweep_holds(at=book.now)


VERBS = {verb.__name__: verb for verb in (hold, order, leave, cancel, edit, wait, sweep)}
steps = st.fixed_dictionaries(
    {
        "verb": st.sampled_from(["hold", "hold", "hold", *VERBS]),
        "basket": st.sampled_from(BASKETS),
        "due": st.sampled_from(DUES),
        "places": st.sampled_from([Decimal(one) for one in ("1", "1.5", "2", "3.5", "7", "13")]),
        "dies": st.sampled_from([False, False, False, True]),
    }
)


@pytest.mark.usefixtures("shop")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(happened=st.lists(steps, max_size=14))
def test_taken_is_the_sum_of_live_holds_and_orders_and_never_more_than_there_is(happened):
    for table in (Hold, Slot, DoughDay):
        table.objects.all().delete()
    Shop.objects.update(oven_places=USUAL, dough_balls=BALLS)
    shop, book = Shop.objects.get(), Book()
    for step in happened:
        VERBS[step["verb"]](book, shop, step)
        oven = queries.oven(shop, AT, AT + HORIZON, at=book.now)
        assert sum(oven.taken.values()) == sum(places for places, _, _ in book.live())
        assert all(places <= USUAL for places in oven.taken.values())
        assert queries.dough_left(shop, FRIDAY, at=book.now) == BALLS - sum(balls for _, balls, _ in book.live())
    for held in Hold.objects.all():  # and each has as much as it asked for
        assert sum(Share.objects.filter(hold=held).values_list("places", flat=True)) == held.places
