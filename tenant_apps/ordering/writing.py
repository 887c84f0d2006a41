"""An order's rows as they were agreed: placing and editing write them alike."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max

import tenants
from pizzeria import hours, order_flow, pricing, snapshot
from pizzeria.catalogue import Menu
from pizzeria.money import Money
from pizzeria.quotes import name_json
from shared_apps.journal.facts import Actor
from tenant_apps.menu.models import Product
from tenant_apps.ordering import prices
from tenant_apps.ordering.models import ONLINE, Order, OrderEvent, OrderLine
from tenant_apps.ordering.prices import PricedBasket
from tenant_apps.ordering.times import Agreed
from tenant_apps.ordering.wishes import Wish
from toolbox import i18n, phones


def write_order(priced: PricedBasket, wish: Wish, agreed: Agreed, *, by: Actor, at: datetime) -> Order:
    """Write the order with its lines and its first event at the basket's price. Takes the counter's lock."""
    shop = priced.shop
    tip = Money(wish.tip, priced.quote.currency)
    quote = pricing.settle(priced.quote, tax=prices.table_of(shop), cash=wish.tender == "cash", tip=tip)
    is_online = wish.tender in ONLINE and (quote.total + tip).amount > 0  # what costs nothing waits for no payment
    day = hours.business_day(wish.when or at, shop.zone)
    number = take_numbers()
    order = Order.objects.create(
        number=number,
        state=order_flow.UNPAID if is_online else order_flow.FIRST,
        basket_id=priced.basket.id if is_online else None,
        day_number=_number_of(day),
        order_type=wish.order_type,
        channel=wish.channel,
        user=priced.basket.user,
        name=wish.name,
        phone=wish.phone,
        bare_phone=phones.bare(wish.phone, country=shop.country),
        email=wish.email,
        address=wish.address,
        address_note=wish.address_note,
        note=wish.note,
        language=wish.language,
        tender=wish.tender,
        business_day=day,
        placed_at=at,
        requested_for=wish.when,
        promised_from=agreed.promised_from,
        promised_to=agreed.promised_to,
        first_promised_to=agreed.promised_to,
        fires_at=agreed.fires_at,
        **amounts(quote, menu_of(priced.catalogue, quote.lines, [item.request.deal for item in quote.deals])),
    )
    OrderLine.objects.bulk_create(lines_of(order, quote))
    OrderEvent.objects.create(order=order, verb="place", state=order.state, by_kind=by.kind, by_id=by.id or "", at=at)
    return order


def take_numbers(count: int = 1) -> int:
    """Return the first of ``count`` fresh order numbers; whoever else takes some waits for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ordering_counter (id, last) VALUES (1, %s)"
            " ON CONFLICT (id) DO UPDATE SET last = ordering_counter.last + EXCLUDED.last RETURNING last",
            [count],
        )
        return int(cursor.fetchone()[0]) - count + 1


def menu_of(catalogue: Menu, lines: Iterable[pricing.LineQuote], deals: Iterable[str] = ()) -> dict[str, Any]:
    """The part of the menu that the lines' price came from: with it they can be worked out again years later."""
    return snapshot.menu_json(snapshot.only(catalogue, [line.configuration for line in lines], deals))


def amounts(quote: pricing.Quote, menu: dict[str, Any]) -> dict[str, Any]:
    """Return an order's columns of money, with the quote and the menu it was placed from."""
    return {
        "currency": quote.currency,
        "goods": quote.subtotal.amount,
        "fees": quote.fee.amount,
        "discounts": quote.discount.amount,
        "total": quote.total.amount,
        "tip": quote.tip.amount,
        "vat": quote.vat_total.amount,
        "quote": quote.to_json() | {"menu": menu},
    }


def lines_of(order: Order, quote: pricing.Quote, *, first: int = 0, added_in: int = 0) -> list[OrderLine]:
    """Return the rows of the quote's lines, not saved yet; the first of them takes position ``first``."""
    here = tenants.current()
    language = here.language if here else "it"
    rows = Product.objects.filter(id__in=[line.configuration.product for line in quote.lines]).select_related(
        "category"
    )
    products = {str(row.id): row for row in rows}
    deals = {item.request.id: name_json(item.name) for item in quote.deals}
    return [
        OrderLine(
            order=order,
            position=position,
            product_id=line.configuration.product,
            name=line.name,
            size=i18n.text(line.size, language)[:40] if line.size else "",
            details=prices.details(line),
            configuration=line.configuration.to_json(),
            quantity=line.quantity,
            unit_price=line.unit.rounded().amount,
            total=line.total.amount,
            discount=line.discount.amount,
            vat_rate=line.vat_rate,
            vat=line.vat.amount,
            steps=quote_line["steps"],
            allergens=list(line.allergens),
            may_contain=list(line.may_contain),
            added_in=added_in,
            deal_group=line.deal or None,
            deal_name=deals.get(line.deal, {}),
            priced_in=added_in,
            **_shelf(products.get(line.configuration.product), language),
        )
        for position, (line, quote_line) in enumerate(zip(quote.lines, quote.to_json()["lines"], strict=True), first)
    ]


def _shelf(product: Product | None, language: str) -> dict[str, str]:
    """What it is counted among, and where it is made."""
    if product is None:
        return {}
    category = product.category
    return {"category": i18n.text(category.name, language)[:60], "station": product.station or category.station}


def _number_of(day: date) -> int:
    """The next number of that business day: whoever asks holds the counter's lock, so no two get the same."""
    last = Order.objects.filter(business_day=day).aggregate(last=Max("day_number"))["last"]
    return int(last or 0) + 1
