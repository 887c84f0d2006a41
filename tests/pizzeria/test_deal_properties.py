"""What holds for every deal on every declared policy, and agrees with the oracle."""

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from pizzeria.money import Money
from pizzeria.pricing import Discount, Fee, Invalid, Quote, Topping, replay
from pizzeria.snapshot import menu_from_json, menu_json, only
from pizzeria.tax import ITALY, ORDER_TYPES

from . import oracle
from .card import TOPPINGS, eur, order
from .test_price_properties import mirrored
from .wishes import deals

order_types = st.sampled_from(ORDER_TYPES)


@given(made=deals(), order_type=order_types)
def test_the_oracle_counts_the_same(made, order_type):
    card, basket, requests = made
    priced = order(*basket, card=card, order_type=order_type, deals=requests)
    total, vat = oracle.totals(card, basket, order_type, deals=requests)
    assert priced.total.amount * 100 == total
    assert {row.rate: row.vat.amount * 100 for row in priced.vat} == vat
    off = oracle.savings(card, basket, requests)
    assert {line.id: line.discount.amount * 100 for line in priced.lines if line.deal} == off


@given(made=deals(), order_type=order_types, percent=st.integers(0, 100))
def test_sums_agree(made, order_type, percent):
    card, basket, requests = made
    off = Discount("p", "off", percent=Decimal(percent))
    priced = order(*basket, card=card, order_type=order_type, deals=requests, discounts=[off], fees=[Fee(eur(2))])
    lines = Money.sum((line.total for line in priced.lines), "EUR")
    assert priced.total == lines + eur(2) - priced.discount == Money.sum((row.gross for row in priced.vat), "EUR")
    assert priced.discount == Money.sum((line.discount for line in priced.lines), "EUR")
    assert all(eur(0) <= line.discount <= line.total for line in priced.lines)
    assert all(eur(0) <= line.vat <= line.due for line in priced.lines)
    assert priced.vat_total == Money.sum((line.vat for line in priced.lines), "EUR") + priced.fees[0].vat


@given(made=deals())
def test_a_deal_never_costs_more_than_its_parts_nor_less_than_its_price(made):
    card, basket, requests = made
    alone = order(*basket, card=card)
    priced = order(*basket, card=card, deals=requests)
    assert priced.total <= alone.total
    assert priced.subtotal == alone.subtotal
    for deal in priced.deals:
        assert eur(0) <= deal.price <= deal.instead
        assert deal.price >= min(card.deals["couple"].price, deal.instead)
        due = Money.sum((line.due for line in priced.lines if line.deal == deal.request.id), "EUR")
        assert due >= deal.price  # toppings and doughs come on top


@given(made=deals(), data=st.data())
def test_adding_to_a_pizza_in_a_deal_never_lowers_the_price(made, data):
    card, basket, requests = made
    number = data.draw(st.integers(0, len(basket) - 1))
    wish, quantity = basket[number]
    more = Topping(data.draw(st.sampled_from(sorted(TOPPINGS))), data.draw(st.sampled_from(["left", "whole"])))
    dearer = [*basket]
    dearer[number] = (replace(wish, toppings=(*wish.toppings, more)), quantity)
    try:
        after = order(*dearer, card=card, deals=requests)
    except Invalid:
        assume(False)
    assert after.total >= order(*basket, card=card, deals=requests).total


@given(made=deals())
def test_a_pizza_in_a_deal_may_be_turned_round(made):
    card, basket, requests = made
    turned = [(mirrored(wish), quantity) for wish, quantity in basket]
    here, there = order(*basket, card=card, deals=requests), order(*turned, card=card, deals=requests)
    assert (here.total, here.vat) == (there.total, there.vat)


@given(made=deals(), order_type=order_types)
def test_a_stored_deal_reads_back_and_prices_again(made, order_type):
    card, basket, requests = made
    off = Discount("p", "off", percent=Decimal(10))
    priced = order(*basket, card=card, order_type=order_type, deals=requests, discounts=[off])
    stored = Quote.from_json(json.loads(json.dumps(priced.to_json())))
    assert stored == priced
    kept = only(card, [wish for wish, _ in basket], [request.deal for request in requests])
    assert replay(stored, menu_from_json(json.loads(json.dumps(menu_json(kept)))), ITALY) == stored
