"""What was paid in coins goes back in coins: to the nearest there is, and in the end all that came."""

import pytest

from pizzeria import ledger
from tenant_apps.payments import actions, errors, figures, queries, till_queries
from tenant_apps.payments.actions import RefundWish
from tests.orders import LUNCH
from tests.tenant_apps.payments.conftest import follow
from tests.tenant_apps.payments.till.conftest import CASHIER, pay, stands

pytestmark = pytest.mark.usefixtures("clock")
WHO = {"by": CASHIER, "at": LUNCH}


def give(order, pieces=(), extra=0):
    key = f"back {order.refunds.count()}"
    return actions.request_refund(order, wish=RefundWish(dict(pieces), extra), key=key, **WHO)


def in_cash(priced, total):
    order = priced(total, tender="cash")
    pay(order, queries.standing(order).due("cash"))
    return order


def assert_nothing_is_left():
    follow(LUNCH)
    day = figures.of_day(till_queries.today(at=LUNCH), at=LUNCH)
    places = (ledger.DRAWER, ledger.ORDERS, ledger.ROUNDING)
    assert [stands(place) for place in places] == [0, 0, 0]
    assert (day["sales"]["gross"], day["sales"]["vat"], day["advance"]) == (0, 0, 0)
    assert figures.balances(day)


@pytest.mark.parametrize(("total", "paid"), [("5.52", 550), ("5.54", 555), ("5.50", 550), ("5.57", 555)])
def test_all_that_came_goes_back(priced, total, paid):
    order = in_cash(priced, total)
    line = order.lines.standing().get()
    refund = give(order, {line.id: line.quantity})
    assert refund.amount == paid
    assert_nothing_is_left()


def test_a_part_goes_back_to_the_nearest_coin_and_the_last_one_is_the_rest(priced):
    order = in_cash(priced, "5.52")
    assert [give(order, extra=amount).amount for amount in (184, 184, 184)] == [185, 185, 180]
    with pytest.raises(errors.RefundTooMuch):
        give(order, extra=5)
    assert_nothing_is_left()


@pytest.mark.parametrize("amount", [553, 600])
def test_no_more_goes_back_than_it_cost(priced, amount):
    with pytest.raises(errors.RefundTooMuch):
        give(in_cash(priced, "5.52"), extra=amount)


def test_what_no_coin_can_pay_is_nothing(priced):
    with pytest.raises(errors.RefundNothing):
        give(in_cash(priced, "5.52"), extra=2)


def test_beside_a_card_machine_nothing_is_rounded(priced):
    order = priced("5.52")
    pay(order, 300, "terminal")
    pay(order, 252)
    line = order.lines.standing().get()
    assert give(order, {line.id: line.quantity}).amount == 552
    assert stands(ledger.ROUNDING) == 0
