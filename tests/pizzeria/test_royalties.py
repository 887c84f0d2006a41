"""The formula of a franchise: what is in the base, what a month costs, what later counts change."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.royalties import (
    Charge,
    NotWhole,
    Sales,
    Settled,
    Terms,
    correct,
    from_minor,
    last_day,
    month_after,
    months,
    span_in,
    to_minor,
)

MAY = date(2026, 5, 1)
# Goods 110.00 (10 % VAT) with 11.00 off, a fee of 2.44 (22 %), 5.50 given back, 3.00 of tips.
SOLD = Sales(11000, 1100, 244, 550, vat=900, discounts_vat=100, fees_vat=44, refunds_vat=50, tips=300)
ALL_IN = Terms(500, 200, is_net=False, deducts_discounts=False, counts_fees=True, deducts_refunds=False)

amounts = st.integers(0, 5_000_00)
sales = st.builds(Sales, *[amounts] * 9)
switches = {name: st.booleans() for name in ("is_net", "deducts_discounts", "counts_fees", "deducts_refunds")}
bps = st.integers(0, 10_000)
terms = st.builds(Terms, bps, bps, st.integers(0, 100_000), **switches)


@pytest.mark.parametrize(
    ("changed", "base"),
    [
        ({}, 11000 + 244),
        ({"counts_fees": False}, 11000),
        ({"deducts_discounts": True}, 11000 - 1100 + 244),
        ({"deducts_refunds": True}, 11000 + 244 - 550),
        ({"is_net": True}, 10000 + 200),
        ({"is_net": True, "counts_fees": False}, 10000),
        ({"is_net": True, "deducts_discounts": True}, 9000 + 200),
        ({"is_net": True, "deducts_refunds": True}, 10000 + 200 - 500),
        ({"is_net": True, "deducts_discounts": True, "counts_fees": False, "deducts_refunds": True}, 9000 - 500),
    ],
)
def test_each_switch_takes_its_part_in_or_out(changed, base):
    assert replace(ALL_IN, **changed).base(SOLD) == base


@given(terms, sales, amounts)
def test_tips_are_in_no_base(terms, sold, tip):
    assert terms.base(replace(sold, tips=tip)) == terms.base(sold)


@given(terms, st.lists(sales, max_size=8))
def test_the_bases_of_the_parts_sum_to_the_base_of_the_whole(terms, parts):
    assert sum(map(terms.base, parts)) == terms.base(sum(parts, Sales()))


@pytest.mark.parametrize(
    ("base", "royalty", "advertising"),
    [
        (100_000, 5000, 2000),
        (10, 1, 0),  # 0.5 goes up, 0.2 down
        (9, 0, 0),
        (0, 0, 0),
        (-10, -1, 0),  # halves away from zero, as everywhere
        (-100_000, -5000, -2000),
    ],
)
def test_percents_are_rounded_once_and_half_up(base, royalty, advertising):
    assert ALL_IN.charge(base, days=31, of=31) == Charge(base, royalty, advertising)


@pytest.mark.parametrize(
    ("base", "days", "royalty"),
    [
        (1_000_000, 31, 50_000),
        (100_000, 31, 20_000),
        (-100_000, 31, 20_000),
        (100_000, 15, 9_677),  # 200.00 x 15/31 = 96.774
        (300_000, 15, 15_000),
        (0, 0, 0),
    ],
)
def test_the_minimum_counts_by_days_and_not_for_advertising(base, days, royalty):
    charge = replace(ALL_IN, minimum=20_000).charge(base, days=days, of=31)
    assert (charge.royalty, charge.advertising) == (royalty, ALL_IN.charge(base, days=31, of=31).advertising)


def settle(terms, sold):
    base = sum(map(terms.base, sold.values()))
    return Settled(terms, 31, 31, terms.charge(base, days=31, of=31))


def test_what_is_counted_as_before_is_no_correction():
    settled = settle(ALL_IN, {MAY: SOLD})
    assert correct(settled, {MAY: (SOLD, ALL_IN.base(SOLD))}) == ([], Charge())


def test_what_changes_nothing_of_the_base_is_no_correction():
    settled = settle(ALL_IN, {MAY: SOLD})
    assert correct(settled, {MAY: (replace(SOLD, tips=900, refunds=0), ALL_IN.base(SOLD))}) == ([], Charge())


def test_a_day_that_is_less_now_is_given_back_by_the_terms_of_then():
    settled = settle(ALL_IN, {MAY: SOLD})
    (change,), charge = correct(settled, {MAY: (replace(SOLD, goods=1000), ALL_IN.base(SOLD))})
    assert (change.day, change.before, change.now, change.difference) == (MAY, 11244, 1244, -10_000)
    assert charge == Charge(-10_000, -500, -200)


def test_a_correction_below_the_minimum_costs_nothing():
    terms = replace(ALL_IN, minimum=100_000)
    _, charge = correct(settle(terms, {MAY: SOLD}), {MAY: (replace(SOLD, goods=21_000), terms.base(SOLD))})
    assert (charge.royalty, charge.advertising) == (0, 200)


days = st.integers(0, 30).map(lambda number: MAY + timedelta(days=number))
counts = st.dictionaries(days, sales, max_size=6)


@given(terms, counts, st.lists(counts, max_size=5))
def test_all_that_is_charged_over_time_is_what_the_last_count_costs(terms, first, later):
    """However often days are counted again, and whatever the minimum and the rounding did in between."""
    bases = {day: terms.base(sold) for day, sold in first.items()}
    settled = settle(terms, first)
    for again in later:
        changes, charge = correct(settled, {day: (sold, bases.get(day, 0)) for day, sold in again.items()})
        bases |= {change.day: change.now for change in changes}
        settled = replace(settled, charged=settled.charged + charge)
    assert settled.charged == terms.charge(sum(bases.values()), days=31, of=31)


@pytest.mark.parametrize(
    ("joined", "left", "span"),
    [
        (date(2026, 1, 1), None, (MAY, date(2026, 5, 31))),
        (date(2026, 5, 10), None, (date(2026, 5, 10), date(2026, 5, 31))),
        (date(2026, 1, 1), date(2026, 5, 4), (MAY, date(2026, 5, 4))),
        (date(2026, 5, 10), date(2026, 5, 10), (date(2026, 5, 10), date(2026, 5, 10))),
        (date(2026, 6, 1), None, None),
        (date(2026, 1, 1), date(2026, 4, 30), None),
    ],
)
def test_a_store_counts_only_the_days_it_belonged(joined, left, span):
    assert span_in(MAY, joined, left) == span


def test_months_follow_each_other_over_the_year():
    assert list(months(date(2025, 12, 31), date(2026, 2, 1))) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
    assert month_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert last_day(date(2028, 2, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("amount", "currency", "units"), [("9.5", "EUR", 950), ("-0.01", "EUR", -1), ("950.00", "JPY", 950)]
)
def test_amounts_become_whole_units_and_back(amount, currency, units):
    assert to_minor(Decimal(amount), currency) == units
    assert from_minor(units, currency) == Decimal(amount)


@pytest.mark.parametrize(("amount", "currency"), [("0.005", "EUR"), ("9.5", "JPY")])
def test_a_part_of_a_cent_is_refused(amount, currency):
    with pytest.raises(NotWhole):
        to_minor(Decimal(amount), currency)
