"""Placing an order: all of it, exactly once, or nothing.

Locks are taken in the order that tenant_apps/delivery/actions.py writes down.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from pizzeria import order_flow
from pizzeria.money import quantum
from pizzeria.tax import DELIVERY
from shared_apps.billing import limits
from shared_apps.journal.facts import Actor
from tenant_apps.customers.models import Address
from tenant_apps.delivery import actions as delivery
from tenant_apps.ordering import booking, errors, prices, times, writing
from tenant_apps.ordering.actions import life
from tenant_apps.ordering.actions.baskets import locked
from tenant_apps.ordering.models import Attempt, Basket, Order
from tenant_apps.ordering.prices import PricedBasket
from tenant_apps.ordering.tenders import tenders_by_voice, tenders_offered
from tenant_apps.ordering.times import Asked
from tenant_apps.ordering.wishes import Wish
from toolbox import i18n

LONGEST_KEY = 120
MOST_TIP = Decimal(200)
AT_COUNTER = ("counter", "phone")


def place_order(basket: Basket, *, wish: Wish, by: Actor, at: datetime, key: str = "") -> Order:
    """Turn the basket into an order at today's price. Raises a CheckoutRefusal that says what stands in the way.

    The same ``key`` (Idempotency-Key) and wish return the same order however often
    they come, also at once; the key is written in the order's own transaction, so a
    crash leaves neither. Raises KeyReused for another wish, InFlight when the first
    is still being placed after four seconds.
    """
    wish = wish.cleaned()
    _check_key(key)
    if not (key and Attempt.objects.filter(key=key).exists()):
        life.forget_unpaid(basket.id, by=by, at=at)
    with _waiting_briefly(), transaction.atomic():
        booking.wait_briefly()
        if key and (placed := _claim(key, wish.fingerprint(basket.id), at=at)):
            return placed
        if not limits.takes_orders():
            raise errors.TakesNoOrders()
        basket = locked(basket)
        priced = prices.price(basket, at=at, order_type=wish.order_type, when=times.served_at(wish.when, at=at))
        asked = check_can_place(priced, wish, at=at)
        hold = booking.hold(asked, priced)
        order = writing.write_order(priced, wish, asked.agreed(hold), by=by, at=at)
        delivery.give_to_order(hold, order=order.id)
        if order.state != order_flow.UNPAID:
            basket.lines.all().delete()
        if key:
            Attempt.objects.filter(key=key).update(order=order)
        _remember_address(order, at=at)
        life.announce(order, by=by, at=at)
        return order


def check_can_place(priced: PricedBasket, wish: Wish, *, at: datetime) -> Asked:
    """Return what it asks of the kitchen. Raises the first CheckoutRefusal that stands in the way."""
    if not priced.lines:
        raise errors.BasketEmpty()
    if wish.order_type not in priced.shop.order_types(at_counter=wish.channel in AT_COUNTER):
        raise errors.TypeNotOffered()
    if priced.problems:
        names = [i18n.text(line.name) for line in priced.problems]
        raise errors.LinesUnavailable(names=", ".join(names), lines=[str(line.line.id) for line in priced.problems])
    if priced.quote.to_go:
        raise errors.BelowMinimum(to_go=priced.quote.to_go.text(wish.language), missing=priced.quote.to_go.to_json())
    _check_person(wish)
    _check_money(priced, wish)
    asked = booking.asked(priced, wish.order_type, wish.when, at=at)
    if wish.expected_total is not None and wish.expected_total != priced.quote.total.amount:
        quote = priced.quote
        raise errors.PriceChanged(total=quote.total.text(wish.language), quote=quote.to_json())
    return asked


def _check_person(wish: Wish) -> None:
    # Who stands at the counter is called by the number, and reached by a word.
    is_here = wish.channel == "counter" and wish.order_type != DELIVERY
    if not (wish.name or wish.channel in AT_COUNTER):
        raise errors.NameMissing()
    if not (wish.phone or wish.email or is_here):
        raise errors.ContactMissing()
    if wish.order_type == DELIVERY and not wish.address:
        raise errors.AddressMissing()


def _check_money(priced: PricedBasket, wish: Wish) -> None:
    by_voice = wish.channel in AT_COUNTER
    offered = tenders_by_voice(wish.order_type) if by_voice else tenders_offered(priced.shop, wish.order_type)
    if wish.tender not in offered:
        raise errors.TenderNotOffered()
    step = quantum(priced.quote.currency)
    is_fine = 0 <= wish.tip <= MOST_TIP and wish.tip % step == 0
    if not is_fine or (wish.tip and wish.order_type != DELIVERY):
        raise errors.BadTip(most=MOST_TIP)


def _check_key(key: str) -> None:
    if not (len(key) <= LONGEST_KEY and key.isascii() and (key.isprintable() or not key)):
        raise errors.BadKey(most=LONGEST_KEY)


def _claim(key: str, body: str, *, at: datetime) -> Order | None:
    """Return the order that this key has placed already, None when the key is ours from now on.

    Whoever holds the same key in an open transaction is waited for: their commit shows
    us their order, their rollback gives us the key.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ordering_attempt (key, body, at) VALUES (%s, %s, %s) ON CONFLICT (key) DO NOTHING",
            [key, body, at],
        )
        if cursor.rowcount:
            return None
    attempt = Attempt.objects.select_related("order").get(key=key)
    if attempt.body != body:
        raise errors.KeyReused()
    return attempt.order


@contextmanager
def _waiting_briefly() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise errors.InFlight() from error
        raise


def _remember_address(order: Order, *, at: datetime) -> None:
    """A customer finds the address again next time."""
    if order.user_id and order.address:
        known = [row for row in Address.objects.filter(user=order.user_id) if str(row) == order.address]
        if known:
            Address.objects.filter(id=known[0].id).update(used_at=at)
        else:
            Address.objects.create(
                user_id=order.user_id, street=order.address[:160], note=order.address_note, used_at=at
            )
