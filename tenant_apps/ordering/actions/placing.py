"""Placing an order: all of it, exactly once, or nothing.

Locks are always taken in this order: the idempotency key, the basket, the number.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

import tenants
from pizzeria import hours, pricing, snapshot
from pizzeria.promise import Promise
from pizzeria.tax import DELIVERY
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.customers.models import Address
from tenant_apps.menu.models import Product
from tenant_apps.ordering import errors, facts, prices, times
from tenant_apps.ordering.actions.baskets import locked
from tenant_apps.ordering.models import Attempt, Basket, Order, OrderEvent, OrderLine
from tenant_apps.ordering.prices import PricedBasket
from tenant_apps.ordering.wishes import Wish
from toolbox import i18n

LONGEST_KEY = 120
LONGEST_WAIT = "4s"  # for whoever places the same order at this moment


def place_order(basket: Basket, *, wish: Wish, by: Actor, at: datetime, key: str = "") -> Order:
    """Turn the basket into an order at today's price. Raises a CheckoutRefusal that says what stands in the way.

    The same ``key`` (Idempotency-Key) and wish return the same order however often
    they come, also at once; the key is written in the order's own transaction, so a
    crash leaves neither. Raises KeyReused for another wish, InFlight when the first
    is still being placed after four seconds.
    """
    wish = wish.cleaned()
    with _waiting_briefly(), transaction.atomic():
        _set_longest_wait()
        if key and (placed := _claim(key, wish.fingerprint(basket.id), at=at)):
            return placed
        basket = locked(basket)
        priced = prices.price(basket, at=at, order_type=wish.order_type)
        promised = check_can_place(priced, wish, at=at)
        order = _write(priced, wish, promised, by=by, at=at)
        basket.lines.all().delete()
        if key:
            Attempt.objects.filter(key=key).update(order=order)
        _remember_address(order, at=at)
        journal.record(_placed(order, items=priced.count), by=by, at=at)
        return order


def check_can_place(priced: PricedBasket, wish: Wish, *, at: datetime) -> Promise:
    """Return what would be promised. Raises the first CheckoutRefusal that stands in the way."""
    if not priced.lines:
        raise errors.BasketEmpty()
    if wish.order_type not in priced.shop.order_types():
        raise errors.TypeNotOffered()
    if priced.problems:
        names = [i18n.text(line.name) for line in priced.problems]
        raise errors.LinesUnavailable(names=", ".join(names), lines=[str(line.line.id) for line in priced.problems])
    if priced.quote.to_go:
        raise errors.BelowMinimum(to_go=priced.quote.to_go.text(wish.language), missing=priced.quote.to_go.to_json())
    _check_person(wish)
    promised = times.window(priced.table, wish.order_type, wish.when, at=at)
    if wish.expected_total is not None and wish.expected_total != priced.quote.total.amount:
        quote = priced.quote
        raise errors.PriceChanged(total=quote.total.text(wish.language), quote=quote.to_json())
    return promised


def take_numbers(count: int = 1) -> int:
    """Return the first of ``count`` fresh order numbers; whoever else takes some waits for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ordering_counter (id, last) VALUES (1, %s)"
            " ON CONFLICT (id) DO UPDATE SET last = ordering_counter.last + EXCLUDED.last RETURNING last",
            [count],
        )
        return int(cursor.fetchone()[0]) - count + 1


def _check_person(wish: Wish) -> None:
    if not wish.name:
        raise errors.NameMissing()
    if not (wish.phone or wish.email):
        raise errors.ContactMissing()
    if wish.order_type == DELIVERY and not wish.address:
        raise errors.AddressMissing()
    if wish.order_type == DELIVERY and wish.tender == "counter":
        raise errors.TenderNotOffered()


def _claim(key: str, body: str, *, at: datetime) -> Order | None:
    """Return the order that this key has placed already, None when the key is ours from now on.

    Whoever holds the same key in an open transaction is waited for: their commit shows
    us their order, their rollback gives us the key.
    """
    if not (len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise errors.BadKey(most=LONGEST_KEY)
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


def _set_longest_wait() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'")


@contextmanager
def _waiting_briefly() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise errors.InFlight() from error
        raise


def _write(priced: PricedBasket, wish: Wish, promised: Promise, *, by: Actor, at: datetime) -> Order:
    shop = priced.shop
    quote = pricing.settle(priced.quote, tax=prices.table_of(shop), cash=wish.tender == "cash")
    order = Order.objects.create(
        number=take_numbers(),
        order_type=wish.order_type,
        channel=wish.channel,
        user=priced.basket.user,
        name=wish.name,
        phone=wish.phone,
        email=wish.email,
        address=wish.address,
        address_note=wish.address_note,
        note=wish.note,
        language=wish.language,
        tender=wish.tender,
        business_day=hours.business_day(wish.when or at, shop.zone),
        placed_at=at,
        requested_for=wish.when,
        promised_from=promised.earliest,
        promised_to=promised.latest,
        currency=quote.currency,
        goods=quote.subtotal.amount,
        fees=quote.fee.amount,
        discounts=quote.discount.amount,
        total=quote.total.amount,
        vat=quote.vat_total.amount,
        quote=quote.to_json() | {"menu": _menu_of(priced)},
    )
    OrderLine.objects.bulk_create(_lines(order, quote))
    OrderEvent.objects.create(order=order, verb="place", state=order.state, by_kind=by.kind, by_id=by.id or "", at=at)
    return order


def _menu_of(priced: PricedBasket) -> dict[str, Any]:
    """The part of the menu that the price came from: with it the quote can be worked out again years later."""
    return snapshot.menu_json(snapshot.only(priced.catalogue, [line.configuration for line in priced.quote.lines]))


def _lines(order: Order, quote: pricing.Quote) -> list[OrderLine]:
    here = tenants.current()
    language = here.language if here else "it"
    rows = Product.objects.filter(id__in=[line.configuration.product for line in quote.lines]).select_related(
        "category"
    )
    categories = {str(row.id): i18n.text(row.category.name, language) for row in rows}
    return [
        OrderLine(
            order=order,
            position=position,
            product_id=line.configuration.product,
            name=line.name,
            category=categories.get(line.configuration.product, "")[:60],
            size=i18n.text(line.size, language)[:40] if line.size else "",
            details=prices.details(line),
            configuration=line.configuration.to_json(),
            quantity=line.quantity,
            unit_price=line.unit.rounded().amount,
            total=line.total.amount,
            vat_rate=line.vat_rate,
            vat=line.vat.amount,
            steps=quote_line["steps"],
            allergens=list(line.allergens),
            may_contain=list(line.may_contain),
        )
        for position, (line, quote_line) in enumerate(zip(quote.lines, quote.to_json()["lines"], strict=True))
    ]


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


def _placed(order: Order, *, items: int) -> facts.OrderPlaced:
    return facts.OrderPlaced(
        order=str(order.id),
        number=order.number,
        order_type=order.order_type,
        state=order.state,
        business_day=order.business_day.isoformat(),
        channel=order.channel,
        items=items,
        total=str(order.total),
        currency=order.currency,
    )
