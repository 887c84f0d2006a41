from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.tax import ITALY, NoRate, TaxTable, table_of, vat_shares, vat_within


@pytest.mark.parametrize(
    "vat_class, delivery, collection, eat_in",
    [
        ("food", 10, 10, 10),
        ("drink", 22, 22, 10),
        ("alcohol", 22, 22, 10),
        ("delivery", 10, 10, 10),
        ("other", 22, 22, 22),
    ],
)
def test_italian_rates_hang_on_class_and_order_type(vat_class, delivery, collection, eat_in):
    rates = [ITALY.rate(vat_class, order_type) for order_type in ("delivery", "collection", "eat_in")]
    assert rates == [delivery, collection, eat_in]
    assert table_of("IT") is ITALY


@pytest.mark.parametrize("country", ["DE", "it", ""])
def test_no_country_is_taxed_as_if_it_were_another(country):
    with pytest.raises(NoRate, match="there is no VAT table for"):
        table_of(country)


def test_a_gap_in_the_table_is_never_a_zero():
    with pytest.raises(NoRate):
        ITALY.rate("food", "drive_in")


@pytest.mark.parametrize("gross, rate, vat", [("11.00", 10, "1.00"), ("1.50", 22, "0.27"), ("0.00", 22, "0.00")])
def test_prices_include_their_vat(gross, rate, vat):
    assert vat_within(Decimal(gross), Decimal(rate), Decimal("0.01")) == Decimal(vat)


@pytest.mark.parametrize("table", [ITALY, TaxTable("FR", {("food", "delivery"): Decimal("5.5")})])
def test_a_table_survives_json(table):
    assert TaxTable.from_json(table.to_json()) == table


@given(
    parts=st.lists(
        st.tuples(st.decimals("0", "500", places=2), st.sampled_from([Decimal(10), Decimal(22), Decimal("5.5")])),
        max_size=8,
    )
)
def test_the_vat_of_the_parts_is_the_vat_of_their_rates_to_the_cent(parts):
    gross, rates = [amount for amount, _ in parts], [rate for _, rate in parts]
    held, rows = vat_shares(gross, rates, "EUR")
    assert [row.rate for row in rows] == sorted(set(rates))
    for row in rows:
        mine = [i for i, rate in enumerate(rates) if rate == row.rate]
        assert sum(held[i] for i in mine) == row.vat.amount
        assert sum(gross[i] for i in mine) == row.gross.amount
        assert row.vat.amount == vat_within(row.gross.amount, row.rate, Decimal("0.01"))
    assert all(0 <= vat <= amount for vat, amount in zip(held, gross, strict=True))
