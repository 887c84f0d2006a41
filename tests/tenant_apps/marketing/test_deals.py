"""Deals: made by the owner, chosen by the customer, paid as one price that is taxed line by line."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pizzeria.deals import is_open
from pizzeria.quotes import Quote
from shared_apps.journal.facts import Actor
from tenant_apps.marketing import actions, errors, queries
from tenant_apps.marketing.models import Deal, DealChoice, DealOption
from tenant_apps.menu import actions as menu
from tenant_apps.menu.models import Ingredient, Size
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import errors as refusals
from tenant_apps.ordering import prices
from tenant_apps.shop.models import Shop
from tests.tenant_apps.marketing.conftest import add_deal, product, terms
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, configuration, ingredient, topping, wish

CIRO = Actor.system("ciro")


def take(basket, deal, *names, **changes):
    """Put the deal in with these products, in the order of its choices."""
    choices = queries.deals(at=FRIDAY_EVENING)[str(deal.id)].choices
    picks = [
        (choice.id, replace(configuration(name), **changes.get(name, {})))
        for choice, name in zip(choices, names, strict=True)
    ]
    return ordering.add_deal_to_basket(basket, deal=str(deal.id), picks=picks, at=FRIDAY_EVENING)


def empty_basket(order_type="collection"):
    return ordering.open_basket(order_type=order_type, at=FRIDAY_EVENING)


def shown(basket, **options):
    return prices.price(basket, at=FRIDAY_EVENING, **options)


def test_a_deal_is_one_entry_at_its_price(deal):
    basket = empty_basket()
    take(basket, deal, "Margherita", "Diavola", "Cola 33 cl")
    priced = shown(basket)
    (entry,) = priced.entries
    assert [line.name["it"] for line in entry.lines] == ["Margherita", "Diavola", "Cola 33 cl"]
    assert entry.total.amount == Decimal("13.00")  # 12.00, and a euro for the Diavola
    assert priced.quote.total.amount == Decimal("13.00")
    assert priced.can_check_out


def test_what_is_added_stays_on_top(deal):
    basket = empty_basket()
    take(basket, deal, "Margherita", "Marinara", "Cola 33 cl", Margherita={"toppings": (topping("olive nere"),)})
    alone = shown_alone(replace(configuration("Margherita"), toppings=(topping("olive nere"),)))
    plain = shown_alone(configuration("Margherita"))
    assert shown(basket).quote.total.amount == Decimal("12.00") + alone - plain


def shown_alone(wished):
    basket = empty_basket()
    ordering.add_to_basket(basket, configuration=wished, at=FRIDAY_EVENING)
    return shown(basket).quote.total.amount


def test_an_order_keeps_the_deal_and_taxes_each_line(deal, guest):
    basket = empty_basket()
    take(basket, deal, "Margherita", "Marinara", "Cola 33 cl")
    order = ordering.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING)
    lines = list(order.lines.all())
    assert order.total == Decimal("12.00")
    assert {line.deal_name["it"] for line in lines} == {"Menù coppia"}
    assert len({line.deal_group for line in lines}) == 1
    assert sum(line.total - line.discount for line in lines) == Decimal("12.00")
    assert all(line.discount > 0 for line in lines)
    assert {line.vat_rate for line in lines} == {Decimal(10), Decimal(22)}  # a drink that leaves the shop
    assert sum(line.vat for line in lines) == order.vat
    assert Quote.from_json(order.quote).deals[0].price.amount == Decimal("12.00")


def test_a_choice_left_open_is_refused(deal):
    basket = empty_basket()
    choices = queries.deals(at=FRIDAY_EVENING)[str(deal.id)].choices
    with pytest.raises(refusals.NotOrderable):
        ordering.add_deal_to_basket(
            basket, deal=str(deal.id), picks=[(choices[0].id, configuration("Margherita"))], at=FRIDAY_EVENING
        )
    assert not basket.lines.exists()


def test_what_is_no_choice_of_it_is_refused(deal):
    with pytest.raises(refusals.NotOrderable):
        take(empty_basket(), deal, "Margherita", "Capricciosa", "Cola 33 cl")


def test_a_deal_leaves_and_comes_back_whole(deal):
    basket = empty_basket()
    first, *_others = take(basket, deal, "Margherita", "Marinara", "Cola 33 cl")
    ordering.change_line(first, quantity=0, at=FRIDAY_EVENING)
    assert not shown(basket).lines
    ordering.change_line(first, quantity=1, at=FRIDAY_EVENING)
    assert shown(basket).quote.total.amount == Decimal("12.00")
    with pytest.raises(refusals.OneOfADeal):
        ordering.change_line(first, quantity=2, at=FRIDAY_EVENING)


def test_the_same_product_beside_the_deal_is_a_line_of_its_own(deal):
    basket = empty_basket()
    take(basket, deal, "Margherita", "Margherita", "Cola 33 cl")
    ordering.add_to_basket(basket, configuration=configuration("Margherita"), at=FRIDAY_EVENING)
    assert len(shown(basket).entries) == 2
    assert basket.lines.count() == 4


def test_a_guests_deal_comes_along_when_they_sign_in(deal, giulia):
    guest_basket, own = empty_basket(), ordering.open_basket(user=giulia, at=FRIDAY_EVENING)
    take(guest_basket, deal, "Margherita", "Marinara", "Cola 33 cl")
    ordering.adopt_basket(guest_basket, user=giulia, at=FRIDAY_EVENING)
    assert shown(own, order_type="collection").quote.total.amount == Decimal("12.00")


def test_running_out_stops_the_deal_and_undo_restores_it(deal):
    basket = empty_basket()
    take(basket, deal, "Diavola", "Marinara", "Cola 33 cl")
    row = Ingredient.objects.get(id=ingredient("salame piccante"))
    menu.eighty_six(row, until=None, by=CIRO, at=FRIDAY_EVENING)
    stopped = shown(basket)
    assert stopped.entries[0].problem and not stopped.can_check_out
    assert stopped.quote.total.amount == 0
    menu.restore_ingredient(row, by=CIRO, at=FRIDAY_EVENING)
    assert shown(basket).quote.total.amount == Decimal("13.00")


def test_a_deal_off_the_menu_says_so_in_open_baskets(deal):
    basket = empty_basket()
    take(basket, deal, "Margherita", "Marinara", "Cola 33 cl")
    actions.offer_deal(deal, is_active=False, by=CIRO, at=FRIDAY_EVENING)
    (entry,) = shown(basket).entries
    assert entry.problem.code == "unknown_deal"
    assert entry.name["it"] == "Menù coppia"


def test_a_lunch_deal_is_not_for_the_evening(deal, guest):
    lunch = [{"days": [0, 1, 2, 3, 4], "from": "12:00", "to": "15:00"}]
    actions.change_deal(deal, terms=terms(day_parts=lunch), by=CIRO, at=FRIDAY_EVENING)
    basket = empty_basket()
    take(basket, deal, "Margherita", "Marinara", "Cola 33 cl")
    with pytest.raises(refusals.LinesUnavailable):
        ordering.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING)
    noon = FRIDAY_EVENING - timedelta(hours=8)
    assert ordering.place_order(basket, wish=wish(), by=guest, at=noon + timedelta(hours=1)).total == Decimal("12.00")


def test_changed_terms_keep_the_choices_of_open_baskets(deal):
    basket = empty_basket()
    take(basket, deal, "Margherita", "Marinara", "Cola 33 cl")
    actions.change_deal(deal, terms=terms(price=Decimal("11.00")), by=CIRO, at=FRIDAY_EVENING)
    assert shown(basket).quote.total.amount == Decimal("11.00")
    assert DealOption.objects.filter(product=product("Diavola")).count() == 2


def test_a_choice_needs_something_to_choose(shop):
    empty = actions.ChoiceTerms({"it": "Niente"}, {})
    with pytest.raises(errors.EmptyChoice):
        add_deal(choices=[empty])


def test_only_a_deal_off_the_menu_is_removed(deal):
    with pytest.raises(errors.StillOffered):
        actions.remove_deal(deal, by=CIRO, at=FRIDAY_EVENING)
    actions.offer_deal(deal, is_active=False, by=CIRO, at=FRIDAY_EVENING)
    actions.remove_deal(deal, by=CIRO, at=FRIDAY_EVENING)
    assert not Deal.objects.exists()


def test_the_minimum_order_counts_what_the_deal_costs(deal):
    Shop.objects.update(minimum_order=Decimal("13.00"))
    basket = empty_basket("delivery")
    take(basket, deal, "Margherita", "Marinara", "Cola 33 cl")
    assert shown(basket).quote.to_go.amount == Decimal("1.00")


@pytest.mark.parametrize(("named", "left"), [(["Maxi", None], ["Maxi"]), ([None], ["Classica"]), ([], [])])
def test_a_size_that_is_gone_from_the_menu_closes_no_deal(deal, named, left):
    ids = {name: str(id) for id, name in Size.objects.values_list("id", "name__it")}
    choice = deal.choices.first()
    DealChoice.objects.filter(id=choice.id).update(sizes=[ids.get(name, str(deal.id)) for name in named])
    catalogue = queries.price_menu(at=FRIDAY_EVENING)
    found = catalogue.deals[str(deal.id)]
    assert found.choices[0].sizes == {ids[name] for name in left}
    assert is_open(catalogue, found)
