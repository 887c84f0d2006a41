from decimal import Decimal

import pytest

from pizzeria.money import MixedCurrencies, Money
from pizzeria.pricing import Discount, Fee, Invalid, settle
from pizzeria.tax import ITALY, TaxTable

from .card import eur, order, pizza, plain

WATER = plain("water")


def vat(priced):
    return {int(row.rate): str(row.vat.amount) for row in priced.vat}


def test_vat_hangs_on_the_product_and_on_how_it_is_eaten():
    basket = [pizza(), (WATER, 2)]
    assert vat(order(*basket)) == {10: "0.84", 22: "0.54"}
    assert vat(order(*basket, order_type="eat_in")) == {10: "1.11"}


def test_the_fee_has_its_own_rate():
    priced = order(pizza(), fees=[Fee(eur("2.50")), Fee(eur("0.61"), "bag", "Bag", "other")])
    assert vat(priced) == {10: "1.07", 22: "0.11"}
    assert [str(fee.vat.amount) for fee in priced.fees] == ["0.23", "0.11"]
    assert priced.total == eur("12.36") and priced.fee == eur("3.11") and priced.goods == eur("9.25")


def test_the_cent_that_rounding_leaves_is_given_to_a_line():
    lines = order(*[(plain("tiramisu"), 1)] * 3).lines  # 3 x 4.49: 1.22, though each alone holds 0.41
    assert [str(line.vat.amount) for line in lines] == ["0.41", "0.41", "0.40"]


def test_a_discount_is_shared_by_what_the_lines_cost():
    priced = order(pizza(), (WATER, 2), discounts=[Discount("five", "Five off", amount=eur(5))])
    assert [str(line.discount.amount) for line in priced.lines] == ["3.78", "1.22"]
    assert priced.total == eur("7.25") and vat(priced) == {10: "0.50", 22: "0.32"}


def test_discounts_follow_each_other_on_what_is_left():
    half = Discount("half", "Half", percent=Decimal(50), lines=("0",))
    ten = Discount("ten", "Ten", percent=Decimal(10))
    priced = order(pizza(), WATER, discounts=[half, ten])
    assert [str(item.amount.amount) for item in priced.discounts] == ["4.63", "0.61"]
    assert priced.total == eur("5.51")


def test_a_discount_never_gives_money_back():
    priced = order(pizza(), fees=[Fee(eur(2))], discounts=[Discount("all", "All", amount=eur(50))] * 2)
    assert [item.amount for item in priced.discounts] == [eur("9.25"), eur(0)]
    assert priced.goods == eur(0) and priced.total == eur(2)


def test_a_discount_on_a_line_that_is_gone_takes_nothing():
    gone = Discount("x", "X", percent=Decimal(10), lines=("nowhere",))
    assert order(pizza(), discounts=[gone]).discount == eur(0)


@pytest.mark.parametrize("amount", ["-1", "0.005"])
def test_amounts_are_whole_cents_and_not_negative(amount):
    with pytest.raises(Invalid, match="no valid amount"):
        order(pizza(), discounts=[Discount("x", "X", amount=eur(amount))])
    with pytest.raises(Invalid, match="no valid amount"):
        order(pizza(), fees=[Fee(eur(amount))])
    with pytest.raises(Invalid, match="no valid amount"):
        settle(order(pizza()), tax=ITALY, tip=eur(amount))


def test_a_discount_is_one_thing():
    for unclear in (Discount("x", "X"), Discount("x", "X", eur(1), Decimal(5))):
        with pytest.raises(ValueError):
            order(pizza(), discounts=[unclear])


def test_everything_is_in_the_currency_of_the_menu():
    dollar = Money(1, "USD")
    for option in ({"fees": [Fee(dollar)]}, {"discounts": [Discount("x", "X", dollar)]}, {"minimum": dollar}):
        with pytest.raises(MixedCurrencies):
            order(pizza(), **option)


@pytest.mark.parametrize("minimum, to_go", [(None, "0.00"), ("5.75", "0.00"), ("9.25", "3.50"), ("5.00", "0.00")])
def test_the_minimum_is_measured_on_goods_after_discounts_without_fee_and_tip(minimum, to_go):
    off = Discount("x", "X", amount=eur("3.50"))
    priced = order(pizza(), fees=[Fee(eur(20))], discounts=[off], minimum=minimum and eur(minimum))
    assert settle(priced, tax=ITALY, tip=eur(5)).to_go == eur(to_go)


@pytest.mark.parametrize(
    "fee, rounding", [("0.00", "0.00"), ("0.02", "-0.02"), ("0.04", "0.01"), ("0.03", "0.02"), ("0.01", "-0.01")]
)
def test_only_cash_is_rounded_on_a_line_of_its_own(fee, rounding):
    priced = order(pizza(), fees=[Fee(eur(fee))])
    cash = settle(priced, tax=ITALY, cash=True)
    assert cash.rounding == eur(rounding) and cash.total == priced.total and cash.vat == priced.vat
    assert cash.payable == priced.total + eur(rounding)
    assert settle(priced, tax=ITALY).payable == priced.total
    assert settle(priced, tax=TaxTable("DE", {}), cash=True).rounding == eur(0)


def test_a_tip_is_outside_everything_and_not_for_collection():
    tipped = settle(order(pizza()), tax=ITALY, tip=eur(2))
    assert (tipped.total, tipped.payable, vat(tipped)) == (eur("9.25"), eur("11.25"), {10: "0.84"})
    with pytest.raises(Invalid, match="A tip is for"):
        settle(order(pizza(), order_type="collection"), tax=ITALY, tip=eur(2))
