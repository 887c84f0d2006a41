"""What a day consists of: lines sum to orders, orders to the day that head office gets; and it gets it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

import tenants
from pizzeria.royalties import Sales, Terms
from shared_apps.franchise.actions import Parts
from shared_apps.franchise.models import DailyFigure
from tenant_apps.insights import actions, queries, takings
from tenant_apps.insights.takings import BesideTheBill, sales_of
from tenant_apps.ordering.models import Order, OrderLine
from tests.cast import NOON

DAY = date(2026, 5, 8)
# Rates and discounts that leave thirds of cents: goods, discount, rate in percent.
LINES = [("9.99", "1.11", "10"), ("3.33", "0.37", "22"), ("7.77", "0", "4")]


def order(
    number: int, *, lines: Any = tuple(LINES), fees: str = "2.50", day: date = DAY, state: str = "delivered"
) -> Order:
    """An order of these lines with a delivery fee at 22 % VAT."""
    goods, off = (sum((Decimal(line[place]) for line in lines), Decimal(0)) for place in (0, 1))
    made = Order.objects.create(
        number=number,
        state=state,
        order_type="delivery",
        business_day=day,
        placed_at=NOON,
        goods=goods,
        discounts=off,
        fees=Decimal(fees),
        total=goods - off + Decimal(fees),
    )
    vat = takings.vat_within(Decimal(fees), Decimal(22), takings.CENT)
    for price, discount, rate in lines:
        share = takings.vat_within(Decimal(price) - Decimal(discount), Decimal(rate), takings.CENT)
        vat += share
        OrderLine.objects.create(
            order=made,
            name={"it": "Margherita"},
            quantity=1,
            unit_price=Decimal(price),
            total=Decimal(price),
            discount=Decimal(discount),
            vat_rate=Decimal(rate),
            vat=share,
        )
    Order.objects.filter(id=made.id).update(vat=vat)
    return made


def test_a_day_is_the_sum_of_its_orders_and_an_order_of_its_lines(inside_napoli: Any) -> None:
    for number in range(1, 8):
        order(number, lines=LINES[: number % 3 + 1])
    orders = takings.orders_taken(DAY, currency="EUR")
    whole = sum((each.sales for each in orders), Sales())
    assert whole == sales_of(takings.parts_by_day(DAY, DAY)[DAY], "EUR")
    assert whole.fees == 7 * 250 and whole.fees_vat == 7 * 45
    for net in (True, False):
        terms = Terms(500, 200, is_net=net, deducts_discounts=not net, counts_fees=True)
        assert sum(terms.base(each.sales) for each in orders) == terms.base(whole)


def test_the_parts_are_what_stands_on_the_bill(inside_napoli: Any) -> None:
    order(1, lines=[("11.00", "1.10", "10")], fees="2.44")
    parts = takings.parts_by_day(DAY, DAY)[DAY]
    assert parts == Parts(
        goods=Decimal("11.00"),
        discounts=Decimal("1.10"),
        fees=Decimal("2.44"),
        vat=Decimal("0.90"),
        discounts_vat=Decimal("0.10"),
        fees_vat=Decimal("0.44"),
    )


@pytest.mark.parametrize("state", ["rejected", "cancelled"])
def test_what_was_lost_counts_nothing(inside_napoli: Any, state: str) -> None:
    order(1, state=state)
    assert takings.orders_taken(DAY, currency="EUR") == []
    assert takings.parts_by_day(DAY, DAY) == {}


def test_a_struck_line_counts_nothing(inside_napoli: Any) -> None:
    made = order(1, lines=LINES[:1])
    OrderLine.objects.create(order=made, name={}, quantity=1, unit_price=9, total=9, vat=1, discount=1, removed_in=1)
    (taken,) = takings.orders_taken(DAY, currency="EUR")
    assert len(taken.lines) == 1
    assert taken.sales == sales_of(takings.parts_by_day(DAY, DAY)[DAY], "EUR")


def test_refunds_and_tips_count_on_their_own_day(inside_napoli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever order they belong to, and whenever that was sold."""
    made, after = order(1), DAY + timedelta(days=1)
    moved = [BesideTheBill(after, made.id, Decimal("5.50"), Decimal("0.50"), Decimal("2.00"))]
    monkeypatch.setattr(
        takings, "beside_the_bills", lambda first, last: [each for each in moved if first <= each.day <= last]
    )
    (taken,) = takings.orders_taken(after, currency="EUR")
    assert (taken.sales, taken.lines) == (Sales(refunds=550, refunds_vat=50, tips=200), [])
    assert sales_of(takings.parts_by_day(DAY, after)[after], "EUR") == taken.sales
    assert takings.parts_by_day(DAY, DAY)[DAY].refunds == 0
    assert [(each.day, each.orders) for each in queries.figures(DAY, after)] == [(DAY, 1), (after, 0)]


def test_head_office_gets_the_parts_and_no_customer(napoli: Any) -> None:
    with tenants.inside(napoli):
        order(1)
        actions.hand_in_days(DAY, DAY, at=NOON)
        expected = sales_of(takings.parts_by_day(DAY, DAY)[DAY], "EUR")
    with tenants.platform():
        figure = DailyFigure.objects.get(pizzeria=napoli.id, day=DAY)
        assert figure.sales == expected
        assert figure.revenue == figure.goods - figure.discounts + figure.fees


def test_a_day_whose_orders_were_all_lost_is_handed_in_as_nothing(napoli: Any) -> None:
    with tenants.inside(napoli):
        made = order(1)
        actions.hand_in_days(DAY, DAY, at=NOON)
        Order.objects.filter(id=made.id).update(state="cancelled")
        actions.hand_in_days(DAY, DAY, at=NOON + timedelta(minutes=1))
    with tenants.platform():
        figure = DailyFigure.objects.get(pizzeria=napoli.id, day=DAY)
        assert (figure.orders, figure.revenue, figure.goods) == (0, 0, 0)
