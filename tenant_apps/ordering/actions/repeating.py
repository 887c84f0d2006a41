"""Ordering the same again, on today's menu."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from pizzeria.configuration import Configuration
from tenant_apps.marketing import queries as marketing
from tenant_apps.ordering import errors
from tenant_apps.ordering.actions.baskets import add_deal_to_basket, add_to_basket, choose_order_type
from tenant_apps.ordering.models import Basket, Order
from tenant_apps.ordering.repeats import RepeatLine, repeat


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
    wanted = [item for item in repeat(order, at=at).items if lines is None or item.line.id in lines]
    for _group, together in groupby(
        (item for item in wanted if item.can_be_had), key=lambda item: item.line.deal_group or item.line.id
    ):
        items = list(together)
        try:
            _put(basket, items, at=at)
            added += len(items)
        except (errors.NotOrderable, errors.TooMany, errors.BasketFull) as refusal:
            problems.append(str(refusal))
    return added, problems


@transaction.atomic
def _put(basket: Basket, items: list[RepeatLine], *, at: datetime) -> None:
    """Put the lines in: those of a deal as that deal, where all of it is wanted."""
    wishes = [Configuration.from_json(item.line.configuration) for item in items]
    deal = items[0].deal
    if deal and len(items) == len(marketing.deals(at=at)[deal].choices):
        picks = [(item.choice, wish) for item, wish in zip(items, wishes, strict=True)]
        add_deal_to_basket(basket, deal=deal, picks=picks, at=at)
        return
    for item, wish in zip(items, wishes, strict=True):
        add_to_basket(basket, configuration=wish, quantity=item.line.quantity, at=at)
