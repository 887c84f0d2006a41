"""Places in the oven and dough for a basket or an order: what ordering asks of the delivery room, and how it refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from pizzeria import oven
from pizzeria.oven import Load
from tenant_apps.delivery import actions as delivery
from tenant_apps.delivery.actions import Dough
from tenant_apps.delivery.errors import DoughGone, OvenFull
from tenant_apps.delivery.models import Hold
from tenant_apps.ordering import errors, times
from tenant_apps.ordering.models import Order
from tenant_apps.ordering.prices import PricedBasket
from tenant_apps.ordering.times import Asked
from tenant_apps.shop import queries as shops

LONGEST_WAIT = "4s"  # for whoever takes places of the same time at this moment


def load_of(priced: PricedBasket) -> Load:
    """Return what the lines that can be had ask of the kitchen."""
    return oven.load(priced.catalogue, priced.quote.lines)


def asked(priced: PricedBasket, order_type: str, when: datetime | None, *, at: datetime) -> Asked:
    """Return the basket's wish if the hours allow it. Raises ShopClosed or SlotUnavailable."""
    return times.asked(priced.table, order_type, when, load=load_of(priced), at=at)


def hold(wish: Asked, priced: PricedBasket, *, visitor: str | None = None) -> Hold:
    """Hold what the wish takes for this basket, whose row the caller has locked; what it has for it already stays.

    ``visitor``: who only looks. Raises SlotFull, KitchenFull, NoDough or TooBusy, with the next free slots; for who only
    looks NotHeld too.
    """
    with _said_with_times(wish):
        return delivery.hold_places(
            priced.basket.id, shop=wish.shop, need=wish.need(), dough=_dough(wish), at=wish.at, visitor=visitor
        )


def move(order: Order, load: Load, *, was: Load, at: datetime) -> Hold:
    """Let an order that was edited take what it needs now; its time stays, and its turn. The caller has locked it.

    Who asks for more agrees to a later promise with it; any other one that comes later is a promise not kept.
    Raises SlotFull, KitchenFull, NoDough or TooBusy, with the next free slots; then nothing has changed.
    """
    wish = times.agreed(shops.timetable(at=at), order, load=load, at=at)
    with _said_with_times(wish):
        hold = delivery.move_places(order.id, shop=wish.shop, need=wish.need(), dough=_dough(wish), at=at)
    told = wish.agreed(hold)
    changes: dict[str, datetime | None] = {}
    if order.fires_at != told.fires_at:
        changes["fires_at"] = told.fires_at  # so much more has to be begun earlier
    if order.promised_to and told.promised_to > order.promised_to:
        # More than fits into its turn: the rest comes later, and that is said rather than hoped.
        changes |= {"promised_from": told.promised_from, "promised_to": told.promised_to}
        if load.places > was.places:
            changes["first_promised_to"] = told.promised_to
    if changes:
        Order.objects.filter(id=order.id).update(**changes)
    return hold


@contextmanager
def _said_with_times(wish: Asked) -> Iterator[None]:
    refusal: type[errors.NoPlaces]
    try:
        with transaction.atomic():
            yield
        return
    except OvenFull:
        refusal = errors.SlotFull if wish.slot else errors.KitchenFull
    except DoughGone:
        refusal = errors.NoDough
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        refusal = errors.TooBusy
    after = wish.slot.start if wish.slot else None
    found = times.next_slots(wish.table, wish.order_type, wish.load, at=wish.at, after=after)
    raise refusal(next_slots=found)


def _dough(wish: Asked) -> Dough:
    return Dough(wish.day, wish.load.dough_balls)


def wait_briefly() -> None:
    """Let no lock of this transaction be waited for longer than a few seconds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'")
