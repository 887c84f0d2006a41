"""The platform's figures, by hand: each month against what really moved."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from shared_apps.billing import actions, revenue, worth
from shared_apps.billing.models import Invoice, Movement, Subscription
from tenants.models import Pizzeria
from tests.cast import NOON
from tests.shared_apps.billing.conftest import OVERDUE, SYSTEM, bill, days, seen

PAGE = "/platform/revenue/"


@pytest.mark.parametrize(
    "interval, price, percent, amount, worth_it",
    [
        ("month", 6900, 0, 0, 6900),
        ("year", 69000, 0, 0, 5750),
        ("year", 29000, 0, 0, 2417),  # 2416.67
        ("month", 2900, 30, 0, 2030),
        ("month", 2901, 50, 0, 1451),  # 1450.5, half up
        ("month", 2900, 0, 5000, 0),
        ("year", 69000, 0, 9000, 5000),
    ],
)
def test_what_a_subscription_is_worth_a_month(
    row: Subscription, interval: str, price: int, percent: int, amount: int, worth_it: int
) -> None:
    row.state, row.status, row.interval = "active", "active", interval
    row.items, row.percent_off, row.amount_off = {"price": price}, Decimal(percent), amount
    assert worth.monthly(row, at=NOON) == worth_it


@pytest.mark.parametrize(
    "interval, began, ends, worth_it",
    [("month", -100, 1, 4830), ("month", -100, -1, 6900), ("year", -100, -10, 4025), ("year", -100, -100, 5750)],
)
def test_a_year_is_worth_what_it_was_sold_for_to_its_end(
    row: Subscription, interval: str, began: int, ends: int, worth_it: int
) -> None:
    """A month's bill follows the discount; a year's is written once, on its first day."""
    row.state, row.status, row.interval = "active", "active", interval
    row.items, row.percent_off = {"price": 69000 if interval == "year" else 6900}, Decimal(30)
    row.period_start, row.discount_ends_at = days(began), days(ends)
    assert worth.monthly(row, at=NOON) == worth_it


@pytest.mark.parametrize("state", ["trialing", "suspended", "cancelled"])
def test_who_does_not_pay_or_is_not_served_is_worth_nothing(row: Subscription, state: str) -> None:
    row.state, row.status = state, "past_due"
    assert worth.monthly(row, at=NOON) == 0


def move(row: Subscription, kind: str, before: int, after: int, *when: int) -> None:
    moment = datetime(*when, 12, tzinfo=UTC)
    Movement.objects.create(
        subscription=row, kind=kind, plan="pro", currency="EUR", before=before, after=after, at=moment
    )


def test_each_month_adds_up(row: Subscription) -> None:
    move(row, "new", 0, 2900, 2025, 3, 9)
    move(row, "up", 2900, 6900, 2026, 3, 31)
    move(row, "down", 6900, 2900, 2026, 4, 1)
    move(row, "lost", 2900, 0, 2026, 4, 30)
    move(row, "back", 0, 6900, 2026, 5, 2)
    months = revenue.months(currency="EUR", at=NOON)
    assert [month.first for month in months][-1] == date(2026, 5, 1)
    assert len(months) == 12
    march, april, may = months[-3:]
    assert (march.start, march.up, march.end, march.paying) == (2900, 4000, 6900, 1)
    assert (april.down, april.lost, april.end, april.left) == (4000, 2900, 0, 1)
    assert (april.logo_churn, april.revenue_churn) == (Decimal("100.0"), Decimal("100.0"))
    assert (may.start, may.back, may.end, may.paying, may.logo_churn) == (0, 6900, 6900, 0, None)
    for earlier, later in pairwise(months):
        assert (earlier.end, earlier.paying + earlier.came - earlier.left) == (later.start, later.paying)


def test_who_comes_and_leaves_within_a_month_is_no_churn_of_those_who_paid_before(row: Subscription, roma: Any) -> None:
    other = actions.begin_trial(Pizzeria.objects.get(id=roma.id), by=SYSTEM, at=NOON)
    move(row, "new", 0, 6900, 2026, 3, 9)
    move(other, "new", 0, 2900, 2026, 4, 2)
    move(other, "lost", 2900, 0, 2026, 4, 9)
    move(row, "lost", 6900, 0, 2026, 4, 10)
    move(row, "back", 0, 6900, 2026, 4, 11)
    move(row, "down", 6900, 3450, 2026, 4, 12)
    april = revenue.months(currency="EUR", at=NOON)[-2]
    assert (april.paying, april.came, april.left, april.end) == (1, 0, 0, 3450)
    assert (april.logo_churn, april.revenue_churn) == (Decimal("0.0"), Decimal("50.0"))


def test_a_trial_whose_first_charge_fails_pays_nothing_yet(settle: Any) -> None:
    settle(seen(), bill(total=0, paid=0), at=days(29))
    failed = settle(seen(status="past_due"), bill(2, **OVERDUE), at=days(30))
    found = revenue.trials(currency="EUR", at=days(31))
    assert (failed.monthly_value, found.ended, found.converted) == (0, 1, 0)
    assert settle(seen(), bill(2), at=days(33)).monthly_value == 6900
    assert revenue.trials(currency="EUR", at=days(34)).converted == 1
    assert revenue.trials(currency="USD", at=days(34)).ended == 0


def test_other_currencies_and_the_future_are_not_counted(row: Subscription) -> None:
    move(row, "new", 0, 2900, 2026, 5, 9)
    assert revenue.months(currency="EUR", at=NOON)[-1].end == 0
    assert revenue.months(currency="USD", at=days(5))[-1].end == 0


def test_the_figures_of_the_page_follow_from_what_happened(row: Subscription, settle: Any) -> None:
    settle(seen(), bill(), at=days(30))
    settle(seen(status="past_due"), bill(2, **OVERDUE), at=days(60))
    board = revenue.board(at=days(62))
    assert (board.mrr, board.arr, board.paying, board.average) == (6900, 82800, 1, 6900)
    assert (board.failures.failed, board.failures.recovered, board.failures.open_amount) == (1, 0, 8418)
    assert [(trouble.due, trouble.owed) for trouble in board.troubles] == [(days(60), 8418)]
    assert (board.trials.ended, board.trials.converted, board.trials.conversion) == (1, 1, Decimal("100.0"))
    settle(seen(), bill(2), at=days(63))
    after = revenue.board(at=days(64))
    assert (after.failures.recovered, after.failures.open_amount, list(after.troubles)) == (1, 0, [])
    assert after.months[-1].end == after.mrr == Subscription.objects.get(pk=row.pk).monthly_value


def test_a_trial_that_nobody_paid_for_is_no_conversion(row: Subscription) -> None:
    actions.move_on(row.pk, at=days(31))
    found = revenue.trials(currency="EUR", at=days(31))
    assert (found.ended, found.converted, found.conversion) == (1, 0, Decimal("0.0"))
    assert not Invoice.objects.exists()


@pytest.fixture
def hers(ada_on_platform: Any, signed_in: Any, row: Subscription, settle: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("NOW", days(62).isoformat())
    settle(seen(), bill(), at=days(30))
    settle(seen(status="past_due"), bill(2, **OVERDUE), at=days(60))
    browser = signed_in(None, ada_on_platform)
    browser.cookies["django_language"] = "en"
    return browser


def test_the_page_says_it_in_words_a_chart_and_a_table(hers: Any) -> None:
    page = " ".join(hers.get(PAGE).content.decode().split())
    for words in ("€69.00", "€828.00", "Monthly recurring revenue", "In arrears", "Pizzeria Napoli", "€84.18"):
        assert words in page, words


def test_the_same_as_a_file(hers: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(hers.get(PAGE + "?format=csv").content.decode())))
    assert len(rows) == 12
    assert rows[-1]["month"] == "2026-07"
    assert (rows[-2]["new"], rows[-2]["mrr at end"]) == ("69.00", "69.00")


def test_only_who_runs_the_platform_sees_it(hilde_on_platform: Any, signed_in: Any, at_platform: Any) -> None:
    assert signed_in(None, hilde_on_platform).get(PAGE).status_code == 403
    assert at_platform.get(PAGE).status_code == 302


def test_a_currency_that_nobody_pays_in_shows_the_usual_one(hers: Any) -> None:
    assert "€69.00" in hers.get(PAGE + "?currency=ZZZ").content.decode()
