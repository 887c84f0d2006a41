"""Ordering the same again, on today's menu."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pizzeria.configuration import Configuration
from tenant_apps.ordering import errors
from tenant_apps.ordering.actions.baskets import add_to_basket, choose_order_type
from tenant_apps.ordering.models import Basket, Order
from tenant_apps.ordering.repeats import repeat


@transaction.atomic
def repeat_order(
    order: Order, *, basket: Basket, lines: Collection[UUID] | None = None, at: datetime
) -> tuple[int, list[str]]:
    """Put what was ordered into the basket at today's prices: the named lines, or all that can be had.

    Return how many lines went in, and for those that did not, why. A basket that held nothing leaves the way the order
    did, where the shop still does that.
    """
    if not basket.lines.kept().exists():
        basket = choose_order_type(basket, order_type=order.order_type, at=at)
    added, problems = 0, []
    for item in repeat(order, at=at).items:
        if not item.can_be_had or (lines is not None and item.line.id not in lines):
            continue
        configuration = Configuration.from_json(item.line.configuration)
        try:
            add_to_basket(basket, configuration=configuration, quantity=item.line.quantity, at=at)
            added += 1
        except (errors.NotOrderable, errors.TooMany, errors.BasketFull) as refusal:
            problems.append(str(refusal))
    return added, problems
