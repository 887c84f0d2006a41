"""The same again, with a deal in it."""

from decimal import Decimal

from shared_apps.journal.facts import Actor
from tenant_apps.marketing import actions
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import prices, repeats
from tests.tenant_apps.marketing.conftest import terms
from tests.tenant_apps.marketing.test_deals import empty_basket, take
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, configuration, wish

CIRO = Actor.system("ciro")


def ordered(deal, guest):
    basket = empty_basket()
    take(basket, deal, "Margherita", "Diavola", "Cola 33 cl")
    ordering.add_to_basket(basket, configuration=configuration("Marinara"), at=FRIDAY_EVENING)
    return ordering.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING)


def again(order, **options):
    basket = empty_basket()
    ordering.repeat_order(order, basket=basket, at=FRIDAY_EVENING, **options)
    return prices.price(basket, at=FRIDAY_EVENING)


def test_a_deal_is_repeated_as_a_deal(deal, guest):
    order = ordered(deal, guest)
    assert repeats.repeat(order, at=FRIDAY_EVENING).is_same
    priced = again(order)
    assert len(priced.entries) == 2
    assert priced.quote.total.amount == order.total


def test_its_price_of_today_is_told_line_by_line(deal, guest):
    order = ordered(deal, guest)
    actions.change_deal(deal, terms=terms(price=Decimal("10.50")), by=CIRO, at=FRIDAY_EVENING)
    compared = repeats.repeat(order, at=FRIDAY_EVENING)
    assert compared.before.amount - compared.now.amount == Decimal("1.50")
    assert [item.kind for item in compared.items] == ["cheaper", "cheaper", "cheaper", "same"]


def test_a_deal_that_is_over_leaves_its_things_at_their_price(deal, guest):
    order = ordered(deal, guest)
    actions.offer_deal(deal, is_active=False, by=CIRO, at=FRIDAY_EVENING)
    compared = repeats.repeat(order, at=FRIDAY_EVENING)
    assert {item.kind for item in compared.items} == {"dearer", "same"}
    assert again(order).quote.total == compared.now


def test_half_of_a_deal_is_no_deal(deal, guest):
    order = ordered(deal, guest)
    first = order.lines.first()
    priced = again(order, lines=[first.id])
    (line,) = priced.entries
    assert line.quote.total.amount == first.total


def edited(order, *struck, by=CIRO):
    changes = [ordering.Change(line=line.id, quantity=0) for line in struck]
    return ordering.change_order(order, changes=changes, revision=order.revision, by=by, at=FRIDAY_EVENING)


def test_a_deal_is_still_one_after_the_order_was_changed(deal, guest):
    order = ordered(deal, guest)
    order = edited(order, order.standing[-1])
    picked = [line for _, line in order.quote["deals"][0]["picks"]]
    assert picked == [line["id"] for line in order.quote["lines"]]
    assert repeats.repeat(order, at=FRIDAY_EVENING).is_same
    assert again(order).quote.total.amount == order.total


def test_a_deal_taken_out_of_an_order_leaves_its_quote(deal, guest):
    order = ordered(deal, guest)
    order = edited(order, order.standing[0])
    assert [line.name["it"] for line in order.standing] == ["Marinara"]
    assert order.quote["deals"] == order.quote["discounts"] == []
