"""The end of the day."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pizzeria import ledger
from tenant_apps.payments import actions, figures, queries, till_errors, till_queries
from tenant_apps.payments.actions import Counting
from tenant_apps.payments.models import DayClose, Entry, Payment
from tests.orders import LUNCH
from tests.tenant_apps.payments.till.conftest import CASHIER, pay

pytestmark = pytest.mark.usefixtures("open_napoli")
TODAY = LUNCH.date()
TOMORROW = LUNCH + timedelta(days=1)


def close(day=TODAY, *, at=LUNCH):
    return actions.close_day(day, by=CASHIER, at=at)


def test_the_figures_say_what_was_sold_and_paid(priced, carla):
    pay(priced("11.00"), 1100)
    pay(priced("5.52"), 550)
    pay(priced("22.00"), 2200, "terminal")
    actions.take_back_payment(pay(priced("9.90"), 900), why="no", key="b", by=CASHIER, at=LUNCH)
    found = close().figures
    assert found["sales"]["gross"] == 1100 + 552 + 2200
    assert found["sales"]["by_type"] == [{"type": "collection", "gross": 3852, "receipts": 3}]
    assert found["sales"]["net"] + found["sales"]["vat"] == 3852
    assert found["tenders"] == [
        {"method": "cash", "captured": 2550, "refunded": 900, "net": 1650},
        {"method": "terminal", "captured": 2200, "refunded": 0, "net": 2200},
    ]
    assert found["refunds"] == [{"reason": "mistake", "many": 1, "amount": 900}]
    assert (found["rounding"], found["cash"]["drawer"], found["advance"]) == (-2, 1650, 0)
    assert figures.balances(found)


def test_a_part_that_is_paid_is_an_advance_until_its_receipt(priced):
    order = priced("11.00")
    pay(order, 400)
    assert close().figures["advance"] == 400
    pay(order, 700, at=TOMORROW)
    assert close(TOMORROW.date(), at=TOMORROW).figures["advance"] == -400


def test_numbers_have_no_gaps():
    assert [close(TODAY + timedelta(days=n), at=LUNCH + timedelta(days=n)).number for n in range(3)] == [1, 2, 3]


def test_a_closed_day_is_closed_once():
    close()
    with pytest.raises(till_errors.DayIsClosed):
        close()


def test_a_day_that_has_not_begun_is_not_closed():
    with pytest.raises(till_errors.DayNotOver):
        close(TOMORROW.date())


def test_days_are_closed_one_after_the_other(priced):
    pay(priced("11.00"), 1100)
    with pytest.raises(till_errors.EarlierDayOpen):
        close(TOMORROW.date(), at=TOMORROW)


def test_what_happens_after_the_close_belongs_to_the_next_day(priced):
    order = priced("11.00")
    payment = pay(order, 1100)
    frozen = close().figures
    later = LUNCH + timedelta(hours=1)
    pay(priced("5.50"), 550, at=later)
    again = figures.of_day(TODAY, at=later)
    assert DayClose.objects.get().figures == frozen == again | {"checks": frozen["checks"]}
    assert Entry.objects.last().business_day == TOMORROW.date()
    with pytest.raises(till_errors.TooLateToTakeBack):
        actions.take_back_payment(payment, why="no", key="b", by=CASHIER, at=later)


def test_counted_cash_stands_against_what_was_expected(priced):
    pay(priced("11.00"), 1100)
    actions.count_cash(Counting("c", amount=1090), by=CASHIER, at=LUNCH)
    found = close().figures
    assert (found["difference"], found["cash"]["drawer"]) == (-10, 1090)
    assert [(row["expected"], row["counted"]) for row in found["cash"]["counts"]] == [(1100, 1090)]
    assert figures.balances(found)


def test_a_payment_that_the_ledger_does_not_know_is_seen(priced):
    pay(priced("11.00"), 1100)
    Payment.objects.update(amount=1200, captured=1200)
    assert not figures.balances(close().figures)


def test_an_entry_without_a_payment_is_seen(priced):
    pay(priced("11.00"), 1100)
    Entry.objects.create(
        debit=ledger.DRAWER, credit=ledger.ORDERS, amount=5, currency="EUR", cause="?", business_day=TODAY, at=LUNCH
    )
    assert not figures.balances(close().figures)


def test_where_cash_lies_begins_with_what_the_last_closing_froze(priced, luca):
    rider = ledger.courier(str(luca.id))
    actions.open_drawer(amount=10000, source=ledger.BANK, key="o", by=CASHIER, at=LUNCH)
    pay(priced("9.50"), 950, holder=rider)
    close()
    actions.move_cash("out", amount=4000, other=ledger.SAFE, reason="x", key="m", by=CASHIER, at=TOMORROW)
    actions.give_float(luca, amount=500, source=ledger.DRAWER, key="f", by=CASHIER, at=TOMORROW)
    there = till_queries.cash_there()
    assert there == {ledger.DRAWER: 5500, ledger.SAFE: 4000, rider: 1450}
    assert there == {account: queries.account(account) for account in there}
    with CaptureQueriesContext(connection) as asked:
        till_queries.cash_there()
    sums = [one["sql"] for one in asked if "SUM" in one["sql"]]
    assert len(sums) == 2 and all("business_day" in sql for sql in sums)


def test_a_close_reads_no_entry_of_a_closed_day(priced, luca):
    rider = ledger.courier(str(luca.id))
    actions.open_drawer(amount=10000, source=ledger.BANK, key="o", by=CASHIER, at=LUNCH)
    pay(priced("9.50"), 950, holder=rider)
    pay(priced("22.00"), 2200, "terminal")
    pay(priced("7.00"), 700, "voucher")
    close()
    pay(priced("5.00"), 500, at=TOMORROW)
    with CaptureQueriesContext(connection) as asked:
        found = close(TOMORROW.date(), at=TOMORROW).figures
    sums = [one["sql"] for one in asked if "SUM" in one["sql"] and "payments_entry" in one["sql"]]
    assert len(sums) == 5
    assert all('"business_day" >' in sql or '"business_day" = ' in sql for sql in sums)
    cash = found["cash"]
    assert (cash["drawer"], cash["terminal"], cash["vouchers"]) == (10500, 2200, 700)
    assert cash["couriers"] == [{"user": str(luca.id), "carries": 950}]
    assert figures.balances(found)


def test_a_closing_that_froze_no_card_machine_is_not_begun_with(priced):
    pay(priced("22.00"), 2200, "terminal")
    frozen = close()
    frozen.figures["cash"].pop("terminal")
    DayClose.objects.update(figures=frozen.figures)
    assert till_queries.lying()["terminal"] == 2200


@pytest.mark.parametrize(
    ("after", "phases"),
    [
        (timedelta(hours=1), ["coming"]),
        (timedelta(hours=13, minutes=30), ["coming"]),  # past midnight: the evening still counts for the day before
        (timedelta(days=1), ["running"]),
        (timedelta(days=2), ["over", "running"]),
    ],
)
def test_an_open_day_is_named_by_the_day_that_runs(priced, after, phases):
    close()
    pay(priced("5.50"), 550, at=LUNCH + timedelta(hours=1))
    assert [one.phase for one in till_queries.open_days(at=LUNCH + after)] == phases
