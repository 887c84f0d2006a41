"""A shop that is open for lunch, its people, and orders to be paid."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from shared_apps.journal.facts import Actor
from tests import orders
from tests.orders import LUNCH

CASHIER = Actor("staff", "carla", "cashier")
DOOR = {"order_type": "delivery", "address": "Via Toledo 5, Napoli", "tender": "cash"}


@pytest.fixture
def open_napoli(inside_napoli: Any) -> Any:
    from tenant_apps.shop.models import Shop

    orders.open_for_business()
    Shop.objects.update(tenders=["cash", "counter", "terminal"])
    return inside_napoli


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``clock(moment)`` stops the clock at every door."""

    def stop(moment: datetime) -> None:
        monkeypatch.setenv("NOW", moment.isoformat())

    stop(LUNCH)
    return stop


@pytest.fixture
def order(open_napoli: Any) -> Callable[..., Any]:
    """``order("2 Margherita")``: placed, to be paid at the counter unless said otherwise."""

    def make(*wanted: str, at: datetime = LUNCH, **wish: Any) -> Any:
        return orders.order(*wanted, at=at, **{"tender": "counter", **wish})

    return make


@pytest.fixture
def priced(order: Any) -> Callable[..., Any]:
    """``priced("5.52")``: an order that costs exactly that."""
    return lambda total, **wish: at_price(order(**wish), total)


def at_price(order: Any, total: str) -> Any:
    """Let the order cost that, in every place its price is written."""
    from decimal import Decimal

    amount = Decimal(total)
    quote = order.quote
    vat = (amount * 10 / 110).quantize(Decimal("0.01"))
    line = quote["lines"][0]
    line |= {"total": total, "vat": str(vat), "discount": "0.00"}
    step = Decimal("0.05") if order.tender == "cash" else Decimal("0.01")
    payable = (amount / step).quantize(Decimal(1), "ROUND_HALF_UP") * step
    quote |= {"lines": [line], "subtotal": total, "total": total, "fees": [], "discounts": [], "deals": []}
    quote |= {"vat": [{"rate": "10", "gross": total, "vat": str(vat)}], "payable": str(payable)}
    quote["rounding"] = str(payable - amount)
    order.goods, order.fees, order.discounts, order.total, order.vat, order.quote = amount, 0, 0, amount, vat, quote
    order.save()
    order.lines.exclude(id=order.lines.first().id).delete()
    order.lines.update(total=amount, vat=vat, discount=0)
    return order


def pay(order: Any, amount: int, method: str = "cash", *, at: datetime = LUNCH, **said: Any) -> Any:
    """Take so many cents for the order at the counter."""
    from tenant_apps.payments import actions

    said.setdefault("key", f"{order.id} {method} {amount} {actions.__name__} {len(order.payments.all())}")
    return actions.take_payment(order, actions.Taking(method=method, amount=amount, **said), by=CASHIER, at=at)


def stands(account: str) -> int:
    from tenant_apps.payments import queries

    return queries.account(account)


def facts(subject: Any) -> list[str]:
    from shared_apps.journal.models import Entry

    return [entry.fact for entry in Entry.objects.about(subject)]
