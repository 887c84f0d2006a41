"""The cash drawer."""

from datetime import timedelta

import pytest

from pizzeria import ledger
from tenant_apps.payments import actions, till_errors, till_queries
from tenant_apps.payments.actions import Counting
from tests.orders import LUNCH
from tests.tenant_apps.payments.till.conftest import CASHIER, pay, stands

pytestmark = pytest.mark.usefixtures("open_napoli")
WHO = {"by": CASHIER, "at": LUNCH}


@pytest.fixture
def drawer(open_napoli):
    return actions.open_drawer(amount=10000, source=ledger.BANK, key="float", **WHO)


def test_it_opens_with_its_float(drawer):
    assert drawer.opening_float == stands(ledger.DRAWER) == 10000


def test_it_is_open_once(drawer):
    with pytest.raises(till_errors.DrawerIsOpen):
        actions.open_drawer(amount=0, source=ledger.BANK, key="again", **WHO)


def test_what_is_taken_out_has_a_reason(drawer):
    out = {"amount": 1200, "other": ledger.EXPENSES, **WHO}
    with pytest.raises(till_errors.WhyMissing):
        actions.move_cash("out", reason="", key="1", **out)
    actions.move_cash("out", reason="basilico", key="2", **out)
    assert (stands(ledger.DRAWER), stands(ledger.EXPENSES)) == (8800, 1200)


def test_nobody_takes_out_more_than_there_is(drawer):
    with pytest.raises(till_errors.NotEnough):
        actions.move_cash("out", amount=10001, other=ledger.SAFE, reason="x", key="1", **WHO)


def test_expenses_put_nothing_in(drawer):
    with pytest.raises(till_errors.BadAmount):
        actions.move_cash("in", amount=1, other=ledger.EXPENSES, reason="x", key="1", **WHO)


def test_a_closed_drawer_is_not_put_into():
    with pytest.raises(till_errors.DrawerIsClosed):
        actions.move_cash("in", amount=1, other=ledger.BANK, reason="x", key="1", **WHO)


def test_it_is_counted_by_coins_and_notes(drawer, priced):
    pay(priced("18.50"), 1850)
    count = actions.count_cash(Counting("c", pieces={5000: 2, 1000: 1, 500: 1, 200: 1, 100: 1, 20: 2}), **WHO)
    assert (count.expected, count.counted, count.difference) == (11850, 11840, -10)
    assert stands(ledger.DRAWER) == 11840
    assert stands(ledger.DIFFERENCE) == 10
    assert count.pieces == {"5000": 2, "1000": 1, "500": 1, "200": 1, "100": 1, "20": 2}


def test_nobody_counts_fewer_than_none(drawer):
    with pytest.raises(till_errors.BadAmount):
        actions.count_cash(Counting("c", pieces={100: -1}), **WHO)


def test_closing_counts_and_puts_the_takings_away(drawer):
    closed = actions.close_drawer(Counting("c", amount=10050), to_safe=5050, **WHO)
    assert closed.last_count.difference == 50
    assert (stands(ledger.DRAWER), stands(ledger.SAFE)) == (5000, 5050)
    assert till_queries.open_drawer() is None
    again = actions.open_drawer(amount=0, source=ledger.SAFE, key="next", **WHO)
    assert again.opening_float == 5000


def test_the_form_that_opened_it_opens_it_once(drawer):
    assert actions.open_drawer(amount=10000, source=ledger.BANK, key="float", **WHO) == drawer
    with pytest.raises(till_errors.KeyUsed):
        actions.open_drawer(amount=5000, source=ledger.BANK, key="float", **WHO)
    actions.close_drawer(Counting("c", amount=10000), **WHO)
    with pytest.raises(till_errors.KeyUsed):
        actions.open_drawer(amount=10000, source=ledger.BANK, key="float", **{**WHO, "at": LUNCH + timedelta(hours=1)})
    assert stands(ledger.DRAWER) == 10000


@pytest.mark.parametrize("other", [{"amount": 700}, {"reason": "farina"}, {"other": ledger.SAFE}])
def test_a_move_sent_again_with_something_else_in_it_is_refused(drawer, other):
    said = {"amount": 500, "other": ledger.EXPENSES, "reason": "basilico", "key": "1", **WHO}
    first = actions.move_cash("out", **said)
    assert actions.move_cash("out", **said) == first
    with pytest.raises(till_errors.KeyUsed):
        actions.move_cash("out", **{**said, **other})
    assert stands(ledger.DRAWER) == 9500


def test_a_count_sent_again_with_something_else_in_it_is_refused(drawer):
    first = actions.count_cash(Counting("c", amount=9000), **WHO)
    assert actions.count_cash(Counting("c", amount=9000), **WHO) == first
    with pytest.raises(till_errors.KeyUsed):
        actions.count_cash(Counting("c", amount=9100), **WHO)
    with pytest.raises(till_errors.KeyUsed):
        actions.count_cash(Counting("c", amount=9000), account=ledger.SAFE, **WHO)


@pytest.mark.parametrize("counted", [9000, 10000])
def test_an_earlier_count_does_not_close_it(drawer, counted):
    actions.count_cash(Counting("c", amount=9000), **WHO)
    with pytest.raises(till_errors.KeyUsed):
        actions.close_drawer(Counting("c", amount=counted), **WHO)
    assert till_queries.open_drawer() == drawer


def test_closing_it_sent_twice_is_one_closing(drawer):
    closed, again = (actions.close_drawer(Counting("c", amount=10000), to_safe=4000, **WHO) for _ in range(2))
    assert (again, stands(ledger.SAFE)) == (closed, 4000)
    for to_safe in (0, 5000):
        with pytest.raises(till_errors.KeyUsed):
            actions.close_drawer(Counting("c", amount=10000), to_safe=to_safe, **WHO)
