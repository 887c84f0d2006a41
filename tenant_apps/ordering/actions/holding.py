"""Holding a time while somebody checks out, and letting it go."""

from datetime import datetime

from django.db import transaction

from tenant_apps.delivery import actions as delivery
from tenant_apps.delivery.errors import NotHeld
from tenant_apps.delivery.models import Hold
from tenant_apps.ordering import booking, prices
from tenant_apps.ordering.actions.baskets import locked
from tenant_apps.ordering.models import Basket


@transaction.atomic
def hold_time(
    basket: Basket, *, order_type: str, when: datetime | None, visitor: str = "", at: datetime
) -> Hold | None:
    """Hold what the basket takes at that time (None: as soon as possible) for a few minutes, for who looks at it.

    What it held for another time, or for other things, is given back. None when it cannot be ordered or its visitor holds
    enough already: then it holds nothing. Raises ShopClosed, SlotUnavailable, SlotFull, KitchenFull, NoDough or TooBusy;
    then what it held before stays.
    """
    booking.wait_briefly()
    basket = locked(basket)
    priced = prices.price(basket, at=at, order_type=order_type)
    if not priced.can_check_out or order_type not in priced.shop.order_types():
        delivery.release_basket(basket.id)
        return None
    wish = booking.asked(priced, order_type, when, at=at)
    try:
        return booking.hold(wish, priced, visitor=visitor)
    except NotHeld:
        delivery.release_basket(basket.id)
        return None
