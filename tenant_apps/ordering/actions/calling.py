"""Orders that staff take, on the phone or at the counter: a basket per call, as many as are waiting."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import errors
from tenant_apps.ordering.actions.baskets import locked
from tenant_apps.ordering.actions.life import accept_order
from tenant_apps.ordering.actions.placing import place_order
from tenant_apps.ordering.models import Basket, Order
from tenant_apps.ordering.wishes import Wish
from toolbox.typed import clean

MOST_CALLS = 9


@transaction.atomic
def open_call(*, taken_by: User, order_type: str, at: datetime) -> Basket:
    """Answer the phone: return an empty basket for this caller. Others that wait stay as they are."""
    User.objects.select_for_update().get(pk=taken_by.pk)
    if Basket.objects.filter(taken_by=taken_by, edits=None).count() >= MOST_CALLS:
        raise errors.TooManyCalls(most=MOST_CALLS)
    return Basket.objects.create(
        taken_by=taken_by, order_type=order_type, call={"channel": "phone"}, created_at=at, updated_at=at
    )


@transaction.atomic
def note_call(
    basket: Basket, said: Mapping[str, str], *, order_type: str = "", heard: str | None = None, at: datetime
) -> Basket:
    """Write down what the caller has said so far; what is not mentioned stays.

    ``heard``: the mark of the caller chosen last, as the page had it; a page without that choice changes nothing.
    """
    basket = locked(basket)
    if heard is not None and heard != basket.call.get("known", ""):
        return basket
    basket.call = basket.call | {name: clean(value, most=300) for name, value in said.items()}
    basket.order_type = order_type or basket.order_type
    basket.updated_at = at
    basket.save(update_fields=["call", "order_type", "updated_at"])
    return basket


@transaction.atomic
def take_order(basket: Basket, *, wish: Wish, customer: User | None = None, by: Actor, at: datetime) -> Order:
    """Place what was gathered in a call; the shop has said yes with its own voice, so it is accepted at once.

    The same price, places and promise as on the web. Raises a CheckoutRefusal, and BasketGone when it is placed already.
    """
    order = place_order(basket, wish=wish, by=by, at=at, key=f"call-{basket.id}")
    if customer is not None:
        Order.objects.filter(id=order.id).update(user=customer)
    order = accept_order(order, by=by, at=at)
    basket.delete()
    return order
