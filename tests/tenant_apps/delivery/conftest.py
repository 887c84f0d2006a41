"""A shop that is open, and baskets that want something from its oven."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from pizzeria.capacity import Need
from tests.tenant_apps.ordering.conftest import (  # noqa: F401  fixtures
    FRIDAY_EVENING,
    busy_torino,
    evening,
    guest,
    open_shop,
    place,
    shop,
)

AT = FRIDAY_EVENING  # 20:00 in Naples; what is ordered now can be out at 20:20
FRIDAY = date(2026, 5, 8)


def need(places: int | str = 2, *, due: int | None = None, at: Any = AT, **options: Any) -> Need:
    """So many places as soon as possible, or out of the oven by ``due`` minutes from eight."""
    until = AT + timedelta(minutes=210)
    return Need(
        Decimal(places),
        at=at,
        ready=at + timedelta(minutes=20),
        until=until if due is None else AT + timedelta(minutes=due),
        due=None if due is None else AT + timedelta(minutes=due),
        **options,
    )


@pytest.fixture
def hold(shop: Any) -> Any:  # noqa: F811
    """``hold(4, due=60)``: four places for a basket (a new one unless told), out by nine."""
    from tenant_apps.delivery import actions
    from tenant_apps.delivery.actions import Dough

    def held(
        places: int | str = 2,
        *,
        basket: Any = None,
        balls: int = 0,
        day: date = FRIDAY,
        visitor: str | None = None,
        **options: Any,
    ) -> Any:
        wanted, dough = need(places, **options), Dough(day, balls)
        kitchen, whose = type(shop).objects.get(), basket or uuid4()
        return actions.hold_places(whose, shop=kitchen, need=wanted, dough=dough, visitor=visitor, at=wanted.at)

    return held


def shares(hold: Any) -> list[tuple[int, int]]:
    """(minutes after eight, places) of what a hold or an order takes."""
    rows = hold.shares.order_by("slot").values_list("slot", "places")
    return [(int((start - AT) / timedelta(minutes=1)), int(places)) for start, places in rows]


def free(minutes: int, *, at: Any = AT) -> Decimal:
    """How many places the stretch that begins so many minutes after eight has left."""
    from tenant_apps.delivery import queries
    from tenant_apps.shop.models import Shop

    start = AT + timedelta(minutes=minutes)
    kitchen = Shop.objects.get()
    return queries.oven(kitchen, start, start + queries.every(kitchen), at=at).free(start)
