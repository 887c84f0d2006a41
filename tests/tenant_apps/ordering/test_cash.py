"""Cash is rounded to five cents: whoever takes or brings it reads the same amount."""

from decimal import Decimal

import pytest

from tenant_apps.kitchen import actions as kitchen
from tenant_apps.menu.models import ProductPrice
from tenant_apps.ordering import actions, letters
from tenant_apps.ordering.models import Order
from tenant_apps.shop.models import Shop
from tests import orders
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK, clock, open_napoli  # noqa: F401


@pytest.fixture
def placed(open_napoli, clock):  # noqa: F811
    """``placed(tender=…)``: an order of 17.52."""
    ProductPrice.objects.filter(product__name__it="Margherita").update(price=Decimal("8.76"))
    Shop.objects.update(delivery_fee=0, minimum_order=0)
    return lambda **wish: orders.order("2 Margherita", email="giulia@example.com", language="en", **wish)


def test_what_is_to_be_paid_is_rounded_in_cash_only(placed):
    order = placed()
    assert (order.total, order.payable, order.is_rounded) == (Decimal("17.52"), Decimal("17.50"), True)
    order = placed(tender="counter")
    assert (order.payable, order.is_rounded) == (Decimal("17.52"), False)
    assert Order(total=Decimal("17.52")).payable == Decimal("17.52")  # one that was imported has no quote


def test_courier_counter_mail_and_tracker_say_the_same_cash(placed, open_napoli, luca, carla, signed_in):  # noqa: F811
    order = placed(order_type="delivery", address="Via Toledo 5, Napoli")
    letter = letters.letter("OrderPlaced", order)
    assert "17.50 in cash" in letter.text and "17.50 in cash" in letter.html
    counter = signed_in(open_napoli, carla)
    counter.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = counter.get(f"/counter/orders/{order.id}/").content.decode()
    assert "17.50 · Cash" in page
    assert "17.50 in cash" in counter.get(f"/orders/{order.id}/").content.decode()
    kitchen.bump_ticket(actions.accept_order(order, by=COOK, at=LUNCH), by=COOK, at=LUNCH)
    courier = signed_in(open_napoli, luca)
    courier.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = courier.get("/courier/").content.decode()
    assert "Cash €17.50<" in page and "17.52" not in page
