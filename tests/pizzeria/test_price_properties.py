"""What holds for every basket on every declared policy, and agrees with the oracle."""

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from pizzeria.money import Money
from pizzeria.pricing import (
    Configuration,
    Discount,
    Fee,
    Half,
    Invalid,
    LineRequest,
    Quote,
    Topping,
    quote,
    replay,
    settle,
)
from pizzeria.snapshot import menu_from_json, menu_json, only
from pizzeria.tax import ITALY, ORDER_TYPES, TaxTable

from . import oracle
from .card import HALF_CARDS, TOPPINGS, eur, order
from .wishes import baskets, cards, replaced, wishes

order_types = st.sampled_from(ORDER_TYPES)
amounts = st.integers(0, 5000).map(lambda n: eur(n) * Decimal("0.01"))
discounts = st.lists(
    st.one_of(
        amounts.map(lambda amount: Discount("a", "off", amount=amount)),
        st.integers(0, 100).map(lambda n: Discount("p", "off", percent=Decimal(n))),
        st.integers(0, 100).map(lambda n: Discount("l", "off", percent=Decimal(n), lines=("0", "2"))),
    ),
    max_size=3,
)


def cost(wish, card):
    return order(wish, card=card).lines[0].unit


@given(basket=baskets(), card=cards(), order_type=order_types, fee=st.none() | amounts)
def test_the_oracle_counts_the_same(basket, card, order_type, fee):
    priced = order(*basket, card=card, order_type=order_type, fees=[Fee(fee)] if fee is not None else ())
    total, vat = oracle.totals(card, basket, order_type, fee)
    assert priced.total.amount * 100 == total
    assert {row.rate: row.vat.amount * 100 for row in priced.vat} == vat
    for line, (wish, _) in zip(priced.lines, basket, strict=True):
        assert oracle.cents(line.unit) == oracle.unit(card, wish)


@given(replaced())
def test_the_oracle_counts_the_same_where_something_has_run_out(both):
    card, wish = both
    assert oracle.cents(order(wish, card=card).lines[0].unit) == oracle.unit(card, wish)


@given(basket=baskets(), card=cards(), order_type=order_types, fee=amounts, off=discounts)
def test_sums_agree(basket, card, order_type, fee, off):
    priced = order(*basket, card=card, order_type=order_type, fees=[Fee(fee)], discounts=off)
    zero = eur(0)
    assert priced.total == Money.sum((line.total for line in priced.lines), "EUR") + fee - priced.discount
    assert priced.total == priced.goods + priced.fee == Money.sum((row.gross for row in priced.vat), "EUR")
    assert priced.discount == Money.sum((line.discount for line in priced.lines), "EUR")
    assert all(line.due >= zero and line.discount >= zero for line in priced.lines)
    for line in priced.lines:
        assert line.unit == Money.sum((step.amount for step in line.steps), "EUR")
        assert line.total == (line.unit * line.quantity).rounded()
        assert line.total > zero
    for row in priced.vat:
        lines = [(line.vat, line.due) for line in priced.lines if line.vat_rate == row.rate]
        fees = [(item.vat, item.amount) for item in priced.fees if item.vat_rate == row.rate]
        assert row.vat == Money.sum((vat for vat, _ in lines + fees), "EUR")
        assert row.gross == Money.sum((gross for _, gross in lines + fees), "EUR")
        assert row.net + row.vat == row.gross
        assert all(zero <= vat <= gross for vat, gross in lines + fees)
    assert priced.vat_total == Money.sum((row.vat for row in priced.vat), "EUR")


@given(basket=baskets(), card=cards(), order_type=order_types, off=discounts, cash=st.booleans(), tip=amounts)
def test_a_stored_quote_reads_back_and_prices_again(basket, card, order_type, off, cash, tip):
    assume(not tip or order_type != "collection")
    priced = order(*basket, card=card, order_type=order_type, discounts=off, fees=[Fee(eur(2))], minimum=eur(15))
    priced = settle(priced, tax=ITALY, cash=cash, tip=tip)
    stored = Quote.from_json(json.loads(json.dumps(priced.to_json())))
    assert stored == priced
    kept = json.loads(json.dumps(menu_json(only(card, [wish for wish, _ in basket]))))
    table = TaxTable.from_json(json.loads(json.dumps(ITALY.to_json())))
    assert replay(stored, menu_from_json(kept), table) == stored


@given(basket=baskets(), cash=st.booleans(), tip=amounts)
def test_cash_is_a_multiple_of_five_cents_and_nothing_else_changes(basket, cash, tip):
    priced = order(*basket, card=HALF_CARDS["highest"])
    settled = settle(priced, tax=ITALY, cash=cash, tip=tip)
    assert settled.payable == priced.total + tip + settled.rounding
    assert abs(settled.rounding.amount) <= (Decimal("0.02") if cash else 0)
    assert not cash or settled.payable.amount % Decimal("0.05") == 0
    assert replace(settled, tip=eur(0), rounding=eur(0), cash=False) == priced


@given(wish=wishes(), card=cards(), data=st.data())
def test_the_order_of_toppings_does_not_matter(wish, card, data):
    shuffled = replace(wish, toppings=tuple(data.draw(st.permutations(wish.toppings))))
    assert cost(shuffled, card) == cost(wish, card)


MIRROR = {"left": "right", "right": "left", "whole": "whole"}


def mirrored(wish):
    """The same pizza turned round."""
    everything = (*wish.toppings, *(wish.half.toppings if wish.half else ()))
    toppings = tuple(Topping(t.ingredient, MIRROR[t.side], t.amount) for t in everything)
    if not wish.half:
        return replace(wish, toppings=toppings)
    half = Half(wish.product, removed=wish.removed)
    return replace(wish, product=wish.half.product, half=half, toppings=toppings, removed=wish.half.removed)


MORE = {"light": "normal", "normal": "double", "double": "double"}


@given(wish=wishes(), card=cards())
def test_left_and_right_are_worth_the_same(wish, card):
    here, there = order(wish, card=card).lines[0], order(mirrored(wish), card=card).lines[0]
    assert (here.unit, here.total) == (there.unit, there.total)
    assert (here.allergens, here.may_contain) == (there.allergens, there.may_contain)


# Also where it takes another's place among the included toppings, or what was left out pays for it instead: it is as dear as
# what it displaces, or dearer, and that has to be paid for now.
@given(wish=wishes(), card=cards(), ingredient=st.sampled_from(sorted(TOPPINGS)), side=st.sampled_from(sorted(MIRROR)))
def test_adding_never_lowers_a_price(wish, card, ingredient, side):
    more = replace(wish, toppings=(*wish.toppings, Topping(ingredient, side)))
    try:
        dearer = cost(more, card)
    except Invalid:
        assume(False)
    assert dearer >= cost(wish, card)


@given(wish=wishes(), card=cards(), number=st.integers(0, 7))
def test_more_of_a_topping_never_lowers_a_price(wish, card, number):
    assume(wish.toppings)
    number %= len(wish.toppings)
    topping = wish.toppings[number]
    for more in (replace(topping, amount=MORE[topping.amount]), replace(topping, side="whole")):
        others = [one for place, one in enumerate(wish.toppings) if place != number]
        try:
            dearer = cost(replace(wish, toppings=(*others, more)), card)
        except Invalid:
            continue
        assert dearer >= cost(wish, card)


@given(wish=wishes(), card=cards())
def test_a_removal_never_raises_a_price_nor_goes_below_the_base(wish, card):
    kept = replace(wish, removed=(), half=wish.half and replace(wish.half, removed=()))
    bare = replace(kept, toppings=(), half=kept.half and replace(kept.half, toppings=()))
    assert cost(bare, card) <= cost(wish, card) <= cost(kept, card)


@given(wish=wishes(), card=cards())
def test_one_more_included_never_costs_more_and_never_less_than_no_topping(wish, card):
    products = {key: replace(item, included=item.included + 1) for key, item in card.products.items()}
    bare = replace(wish, toppings=(), half=wish.half and replace(wish.half, toppings=()))
    assert cost(bare, card) <= cost(wish, replace(card, products=products)) <= cost(wish, card)


@given(wish=wishes(), card=cards())
def test_a_swap_never_costs_more_than_none(wish, card):
    strict = replace(card, policies=replace(card.policies, removals="none"))
    assert cost(wish, card) <= cost(wish, strict)


@given(wish=wishes(halves=False), card=cards())
def test_two_halves_of_the_same_pizza_cost_the_whole_pizza(wish, card):
    halved = replace(wish, half=Half(wish.product, removed=wish.removed))
    assert cost(halved, card) == cost(wish, card)


@given(wish=wishes(halves=False), card=cards())
def test_the_same_topping_on_both_sides_is_one_whole(wish, card):
    apart = tuple(Topping(t.ingredient, side, t.amount) for t in wish.toppings for side in _sides(t))
    whole, split = order(wish, card=card).lines[0], order(replace(wish, toppings=apart), card=card).lines[0]
    assert whole.steps == split.steps


def _sides(topping):
    return ("left", "right") if topping.side == "whole" else (topping.side,)


@given(wish=wishes(), card=cards())
def test_a_note_changes_neither_price_nor_allergens(wish, card):
    noted = order(replace(wish, note="no gluten please"), card=card).lines[0]
    assert replace(noted, configuration=wish) == order(wish, card=card).lines[0]


@given(basket=baskets(), card=cards(), number=st.integers(0, 4))
def test_a_line_costs_what_it_costs_alone(basket, card, number):
    wish, quantity = basket[number % len(basket)]
    together = order(*basket, card=card).lines[number % len(basket)]
    assert together.total == order((wish, quantity), card=card).subtotal


def test_a_request_may_have_no_lines():
    empty = quote(HALF_CARDS["highest"], [], order_type="delivery", tax=ITALY, minimum=eur(10))
    assert (empty.total, empty.to_go, empty.vat) == (eur(0), eur(10), ())
    assert LineRequest(Configuration("water")).quantity == 1
