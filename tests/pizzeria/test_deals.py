from dataclasses import replace
from datetime import datetime, time

import pytest

from pizzeria.availability import DayPart
from pizzeria.deals import Deal, DealChoice, DealRequest, is_open, left
from pizzeria.money import Money
from pizzeria.pricing import Half, Invalid, LineRequest, quote
from pizzeria.tax import ITALY

from .card import HALF_CARDS, PRODUCTS, SPLIT, eur, menu, order, pizza, plain

PIZZAS = frozenset({"margherita", "diavola"})
MAIN = DealChoice("main", {"en": "Pizza", "it": "Pizza"}, PIZZAS, frozenset({"large"}), {"diavola": eur("1.00")})
SECOND = replace(MAIN, id="second")
DRINK = DealChoice("drink", {"en": "Drink", "it": "Bibita"}, frozenset({"water"}))
COUPLE = Deal("couple", {"en": "Menu for two", "it": "Menù coppia"}, eur("16.00"), (MAIN, SECOND, DRINK))
LUNCH = Deal("lunch", {"en": "Lunch", "it": "Pranzo"}, eur("8.00"), (MAIN, DRINK))


def with_deals(card=SPLIT, *deals):
    return replace(card, deals={deal.id: deal for deal in deals or (COUPLE, LUNCH)})


def ordered(*wishes, deal=COUPLE, card=None, **options):
    """These wishes, one after the other in the deal's choices."""
    picks = tuple((choice.id, str(number)) for number, choice in enumerate(deal.choices[: len(wishes)]))
    return order(*wishes, card=card or with_deals(), deals=[DealRequest("d", deal.id, picks)], **options)


def test_a_deal_replaces_list_prices_and_each_line_bears_its_part():
    priced = ordered(pizza(), pizza(), plain("water"))  # 9.25 + 9.25 + 1.50 = 20.00
    assert priced.total == eur("16.00") and priced.subtotal == eur("20.00")
    assert [str(line.due.amount) for line in priced.lines] == ["7.40", "7.40", "1.20"]
    assert {int(row.rate): str(row.gross.amount) for row in priced.vat} == {10: "14.80", 22: "1.20"}
    assert [(item.kind, item.amount, item.discount.label) for item in priced.discounts] == [
        ("deal", eur("4.00"), COUPLE.name)
    ]
    assert {line.deal for line in priced.lines} == {"d"}
    assert (priced.deals[0].price, priced.deals[0].instead) == (eur("16.00"), eur("20.00"))


@pytest.mark.parametrize(
    "wish, total",
    [
        (pizza(), "8.00"),
        (pizza("diavola"), "9.00"),  # the upcharge
        (pizza(toppings=["burrata"]), "10.45"),  # what is added comes on top
        (pizza(toppings=["burrata left"]), "9.23"),
        (pizza(dough="corn"), "9.55"),
        (pizza("diavola", removed=["onion"]), "9.00"),
        (pizza(half="diavola"), "9.50"),  # the dearer half's upcharge, and the split fee
        (pizza(half="margherita"), "8.00"),
        (pizza("diavola", half=Half("diavola", removed=("onion",))), "9.00"),
    ],
)
def test_upcharges_toppings_doughs_and_split_fees_stay(wish, total):
    assert ordered(wish, plain("water"), deal=LUNCH).total == eur(total)


@pytest.mark.parametrize(
    "policy, total", [("highest", "9.00"), ("average", "8.50"), ("sum", "8.50"), ("percent", "8.50")]
)
def test_upcharges_of_halves_follow_the_policy_of_halves(policy, total):
    card = with_deals(HALF_CARDS[policy])
    assert ordered(pizza(half="diavola"), plain("water"), deal=LUNCH, card=card).total == eur(total)


def test_nobody_pays_more_than_the_list_prices():
    dear = replace(LUNCH, price=eur("12.00"))
    priced = ordered(pizza(), plain("water"), deal=dear, card=with_deals(SPLIT, dear))
    assert priced.total == eur("10.75") and priced.discounts == ()
    assert priced.deals[0].price == priced.deals[0].instead == eur("10.75")


def test_a_deal_may_be_taken_twice_beside_other_lines():
    lines = [pizza("diavola"), pizza(), plain("water"), pizza(), plain("water")]
    deals = [
        DealRequest("a", "lunch", (("main", "1"), ("drink", "2"))),
        DealRequest("b", "lunch", (("drink", "4"), ("main", "3"))),
    ]
    priced = order(*lines, card=with_deals(), deals=deals)
    assert priced.total == eur("26.50")
    assert [line.deal for line in priced.lines] == ["", "a", "a", "b", "b"]


def test_discounts_come_after_deals_and_the_minimum_after_both():
    priced = ordered(pizza(), plain("water"), deal=LUNCH, minimum=eur("10.00"))
    assert priced.goods == eur("8.00") and priced.to_go == eur("2.00")


TRUFFLE = replace(PRODUCTS[0], id="tartufo", name="Tartufo")


@pytest.mark.parametrize(
    "lines, picks, code",
    [
        ([pizza()], [("main", "0")], "deal_incomplete"),
        ([pizza(), plain("water")], [("main", "0"), ("drink", "7")], "deal_incomplete"),
        ([pizza(), plain("water")], [("main", "0"), ("drink", "1"), ("drink", "2")], "deal_incomplete"),
        ([(pizza(), 2), plain("water")], [("main", "0"), ("drink", "1")], "deal_incomplete"),
        ([pizza(), plain("water")], [("main", "0"), ("drink", "1"), ("cake", "2")], "malformed"),
        ([pizza(), plain("water")], [("main", "0"), ("drink", "0")], "malformed"),
        ([plain("water"), pizza()], [("main", "0"), ("drink", "1")], "deal_choice"),
        ([pizza(size="small"), plain("water")], [("main", "0"), ("drink", "1")], "deal_choice"),
        ([pizza(half="tartufo"), plain("water")], [("main", "0"), ("drink", "1")], "deal_choice"),
    ],
)
def test_each_choice_is_answered_once_by_what_it_offers(lines, picks, code):
    card = with_deals(menu(products=[*PRODUCTS, TRUFFLE], half="highest"))
    with pytest.raises(Invalid) as refused:
        order(*lines, card=card, deals=[DealRequest("d", "lunch", tuple(picks))])
    assert refused.value.code == code
    assert refused.value.text("it") != refused.value.message


def test_a_choice_may_take_no_halves():
    whole = replace(LUNCH, choices=(replace(MAIN, halves=False), DRINK))
    card = with_deals(SPLIT, whole)
    assert ordered(pizza(half="margherita"), plain("water"), deal=whole, card=card)
    with pytest.raises(Invalid, match="½ Margherita · ½ Diavola is none of the choices for Pizza"):
        ordered(pizza(half="diavola"), plain("water"), deal=whole, card=card)


def test_a_line_is_saved_on_once():
    deals = [DealRequest(name, "lunch", (("main", "0"), ("drink", "1"))) for name in "ab"]
    with pytest.raises(Invalid) as refused:
        order(pizza(), plain("water"), card=with_deals(), deals=deals)
    assert refused.value.code == "malformed"


def test_a_line_that_shares_its_id_is_not_saved_on_twice():
    lines = [LineRequest(pizza(), 1, "x"), LineRequest(pizza(), 1, "x"), LineRequest(plain("water"), 1, "y")]
    deal = DealRequest("d", "lunch", (("main", "x"), ("drink", "y")))
    priced = quote(with_deals(), lines, order_type="delivery", tax=ITALY, deals=[deal])
    assert priced.total == eur("17.25")


MONDAY_NOON, MONDAY_EVENING = datetime(2026, 11, 23, 12, 30), datetime(2026, 11, 23, 19, 0)
AT_NOON = DayPart(frozenset(range(5)), time(12), time(15))


@pytest.mark.parametrize(
    "change, code",
    [
        ({"available": False}, "sold_out"),
        ({"day_parts": (AT_NOON,)}, "not_now"),
        ({"order_types": frozenset({"eat_in"})}, "not_for_type"),
        ({"id": "other"}, "unknown_deal"),
    ],
)
def test_a_deal_that_is_not_offered_is_refused(change, code):
    card = with_deals(SPLIT, replace(LUNCH, **change))
    with pytest.raises(Invalid) as refused:
        ordered(pizza(), plain("water"), deal=LUNCH, card=card, when=MONDAY_EVENING)
    assert refused.value.code == code


def test_a_deal_is_open_while_something_is_left_of_each_choice():
    card = with_deals(SPLIT)
    assert [product.id for product in left(card, MAIN)] == ["margherita", "diavola"]
    no_tomato = replace(menu(without=("tomato",)), deals=card.deals)  # the Margherita cannot be made without it
    assert [product.id for product in left(no_tomato, MAIN)] == ["diavola"]
    assert is_open(no_tomato, LUNCH)
    dry = menu(products=[replace(item, available=item.id != "water") for item in PRODUCTS])
    assert not is_open(dry, LUNCH)
    assert not is_open(card, replace(LUNCH, choices=(replace(MAIN, sizes=frozenset({"huge"})),)))


def test_a_deal_is_open_at_its_hours_in_its_ways_and_with_what_is_served_then():
    noon = replace(LUNCH, day_parts=(AT_NOON,), order_types=frozenset({"eat_in"}))
    assert is_open(SPLIT, noon, local=MONDAY_NOON, order_type="eat_in")
    assert not is_open(SPLIT, noon, local=MONDAY_EVENING, order_type="eat_in")
    assert not is_open(SPLIT, noon, local=MONDAY_NOON, order_type="delivery")
    assert not is_open(SPLIT, replace(noon, available=False), local=MONDAY_NOON)
    evening = [replace(item, day_parts=(AT_NOON,) if item.id == "water" else ()) for item in PRODUCTS]
    assert not is_open(menu(products=evening), LUNCH, local=MONDAY_EVENING)


@pytest.mark.parametrize(
    "change",
    [
        {"price": eur("-1.00")},
        {"choices": ()},
        {"choices": (MAIN, MAIN)},
        {"choices": (replace(MAIN, upcharges={"diavola": Money(1, "USD")}),)},
    ],
)
def test_a_deal_that_cannot_be_trusted_is_no_deal(change):
    with pytest.raises(ValueError):
        replace(LUNCH, **change)


def test_a_menu_takes_deals_in_its_own_currency():
    dollars = Deal("usd", "Dollars", Money(8, "USD"), (DRINK,))
    with pytest.raises(ValueError):
        with_deals(SPLIT, dollars)
