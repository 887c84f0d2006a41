"""Ordering the same again, on today's menu."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from pizzeria.configuration import Configuration, Invalid
from tenant_apps.ordering import errors, prices
from tenant_apps.ordering.actions.baskets import add_to_basket, choose_order_type
from tenant_apps.ordering.models import Basket, Order


@dataclass(frozen=True)
class Difference:
    """What is not as it was: ``problem`` says why it cannot be had, else the price went from ``before`` to ``now``."""

    name: Any
    problem: str = ""
    before: Decimal | None = None
    now: Decimal | None = None


@transaction.atomic
def repeat_order(order: Order, *, basket: Basket, at: datetime) -> list[Difference]:
    """Put what was ordered into the basket at today's prices; return what is gone or costs something else.

    A basket that held nothing leaves the way the order did, where the shop still does that.
    """
    if not basket.lines.kept().exists():
        basket = choose_order_type(basket, order_type=order.order_type, at=at)
    differences = []
    before = {}
    for line in order.lines.standing():
        try:
            configuration = Configuration.from_json(line.configuration)
            added = add_to_basket(basket, configuration=configuration, quantity=line.quantity, at=at)
        except Invalid as invalid:
            differences.append(Difference(line.name, problem=str(errors.NotOrderable(invalid))))
        except (errors.NotOrderable, errors.TooMany, errors.BasketFull) as refusal:
            differences.append(Difference(line.name, problem=str(refusal)))
        else:
            before[added.id] = line
    for priced in prices.price(basket, at=at).lines:
        was = before.get(priced.line.id)
        if was and priced.quote and (now := priced.quote.unit.rounded().amount) != was.unit_price:
            differences.append(Difference(was.name, before=was.unit_price, now=now))
    return differences
