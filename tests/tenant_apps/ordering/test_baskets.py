"""Filling a basket: one line per configuration, the price always from the server, nothing lost silently."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tenant_apps.delivery.models import Hold
from tenant_apps.menu import actions as menu
from tenant_apps.menu.models import Ingredient, Product, ProductPrice
from tenant_apps.ordering import actions, errors, prices, repeats
from tenant_apps.ordering.models import Basket, BasketLine
from tenant_apps.shop.models import Shop
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, configuration, filled_basket, topping, wish

pytestmark = pytest.mark.usefixtures("shop")


def add(basket, wished, quantity=1):
    return actions.add_to_basket(basket, configuration=wished, quantity=quantity, at=FRIDAY_EVENING)


def change(line, **changes):
    return actions.change_line(line, at=FRIDAY_EVENING, **changes)


def shown(basket):
    return prices.price(basket, at=FRIDAY_EVENING)


def test_the_same_is_one_line_and_another_is_another():
    basket = filled_basket(quantity=1)
    plain = configuration("Margherita")
    add(basket, plain)
    add(basket, replace(plain, toppings=(topping("olive nere"), topping("rucola"))))
    add(basket, replace(plain, toppings=(topping("rucola"), topping("olive nere"))))
    add(basket, replace(plain, note="  ben   cotta "))
    add(basket, replace(plain, note="ben cotta"))
    assert [line.quantity for line in basket.lines.all()] == [2, 2, 2]


def test_the_price_is_todays_at_every_showing():
    basket = filled_basket(quantity=1)
    before = shown(basket).quote.total
    ProductPrice.objects.update(price=Decimal("20.00"))
    assert shown(basket).quote.total != before


@pytest.mark.parametrize("quantity", [0, -1, 51, 10**9])
def test_how_many_is_between_one_and_fifty(quantity):
    basket = filled_basket(quantity=1)
    with pytest.raises(errors.TooMany):
        add(basket, configuration("Diavola"), quantity)
    line = basket.lines.get()
    if quantity:
        with pytest.raises(errors.TooMany):
            change(line, quantity=quantity)


def test_two_adds_do_not_pass_fifty():
    basket = filled_basket(quantity=30)
    with pytest.raises(errors.TooMany):
        add(basket, configuration("Margherita"), 30)
    assert basket.lines.get().quantity == 30


def test_what_the_kitchen_cannot_make_is_refused():
    basket = filled_basket()
    with pytest.raises(errors.NotOrderable) as refused:
        add(basket, configuration("Margherita", size=None))
    assert (refused.value.code, refused.value.status) == ("size_missing", 422)
    out = Ingredient.objects.get(name__it="salame piccante")
    Ingredient.objects.filter(id=out.id).update(out_since=FRIDAY_EVENING)
    with pytest.raises(errors.NotOrderable) as refused:
        add(basket, configuration("Diavola"))
    assert (refused.value.code, refused.value.status) == ("recipe_sold_out", 409)
    assert "Diavola" in str(refused.value)


def test_a_basket_holds_forty_things(monkeypatch):
    monkeypatch.setattr("tenant_apps.ordering.actions.baskets.MOST_LINES", 2)
    basket = filled_basket("Margherita", "Diavola")
    with pytest.raises(errors.BasketFull):
        add(basket, configuration("Marinara"))
    add(basket, configuration("Diavola"))


def test_taking_out_can_be_undone_once_more():
    basket = filled_basket("Margherita", "Diavola", quantity=3)
    first, second = basket.lines.all()
    change(first, quantity=0)
    assert shown(basket).count == 3
    change(first, quantity=3)
    assert shown(basket).count == 6
    change(first, quantity=0)
    change(second, quantity=0)
    assert not shown(basket).lines
    with pytest.raises(errors.BasketGone):
        change(first, quantity=3)  # only what was taken out last
    change(second, quantity=3)
    assert shown(basket).count == 3


def test_undoing_what_was_added_again_is_one_line():
    basket = filled_basket(quantity=3)
    line = basket.lines.get()
    change(line, quantity=0)
    BasketLine.objects.create(basket=basket, configuration=line.configuration, quantity=1, name=line.name)
    assert change(line, quantity=3).quantity == 4
    assert basket.lines.count() == 1


def test_adding_something_forgets_what_was_taken_out():
    basket = filled_basket()
    change(basket.lines.get(), quantity=0)
    add(basket, configuration("Diavola"))
    assert basket.lines.count() == 1


def test_a_note_is_words_alone():
    basket = filled_basket()
    line = change(basket.lines.get(), note=" senza\x00 fretta\n")
    assert line.configuration["note"] == "senza fretta"
    assert line.quantity == 2


def test_what_ran_out_stays_in_sight_with_its_reason(cook):
    basket = filled_basket("Margherita", "Diavola")
    whole = shown(basket).quote.total
    out = Ingredient.objects.get(name__it="salame piccante")
    menu.eighty_six(out, until=None, by=cook, at=FRIDAY_EVENING)
    now = shown(basket)
    assert [bool(item.problem) for item in now.lines] == [False, True]
    assert now.problems[0].problem.code == "recipe_sold_out"
    assert not now.can_check_out
    assert now.quote.total < whole
    menu.restore_ingredient(out, by=cook, at=FRIDAY_EVENING)
    assert shown(basket).quote.total == whole


def test_the_minimum_order_says_what_is_to_go():
    Shop.objects.update(minimum_order=Decimal("12.00"))
    basket = filled_basket("Margherita", quantity=1)
    goods = shown(basket).quote.goods.amount
    assert shown(basket).quote.to_go.amount == 12 - goods
    basket = actions.choose_order_type(basket, order_type="collection", at=FRIDAY_EVENING)
    assert not shown(basket).quote.to_go
    assert not shown(basket).quote.fees


def test_a_way_that_is_no_longer_offered_is_not_shown():
    basket = filled_basket()
    Shop.objects.update(takes_delivery=False)
    assert shown(basket).order_type == "collection"
    Shop.objects.update(takes_collection=False)
    assert shown(basket).order_type == "delivery"


def test_there_are_two_ways():
    with pytest.raises(errors.TypeNotOffered):
        actions.choose_order_type(filled_basket(), order_type="teleport", at=FRIDAY_EVENING)


class TestSigningIn:
    def test_a_guests_basket_becomes_theirs(self, giulia):
        guest = filled_basket()
        own = actions.adopt_basket(guest, user=giulia, at=FRIDAY_EVENING)
        assert (own, own.user) == (guest, giulia)

    def test_two_baskets_become_one(self, giulia):
        own = filled_basket("Margherita", user=giulia)
        guest = filled_basket("Margherita", "Diavola")
        change(guest.lines.last(), quantity=4)
        actions.choose_order_type(guest, order_type="collection", at=FRIDAY_EVENING)
        merged = actions.adopt_basket(guest, user=giulia, at=FRIDAY_EVENING)
        assert merged == own
        assert [line.quantity for line in merged.lines.all()] == [4, 4]
        assert merged.order_type == "collection"
        assert not Basket.objects.filter(id=guest.id).exists()

    def test_what_the_guest_held_is_free_again(self, giulia):
        filled_basket("Margherita", user=giulia)
        guest = filled_basket("Margherita")
        assert actions.hold_time(guest, order_type="collection", when=None, visitor="v", at=FRIDAY_EVENING)
        actions.adopt_basket(guest, user=giulia, at=FRIDAY_EVENING)
        assert not Hold.objects.exists()

    def test_merging_never_passes_what_a_basket_holds(self, giulia, monkeypatch):
        monkeypatch.setattr("tenant_apps.ordering.actions.baskets.MOST_LINES", 1)
        own = filled_basket("Margherita", quantity=40, user=giulia)
        guest = actions.open_basket(at=FRIDAY_EVENING)
        add(guest, configuration("Margherita"), 40)
        BasketLine.objects.create(basket=guest, configuration=configuration("Diavola").to_json())
        actions.adopt_basket(guest, user=giulia, at=FRIDAY_EVENING)
        assert [line.quantity for line in own.lines.all()] == [50]

    def test_what_is_no_longer_there_is_no_harm(self, giulia):
        guest = filled_basket()
        Basket.objects.all().delete()
        opened = actions.adopt_basket(guest, user=giulia, at=FRIDAY_EVENING)
        assert opened.user == giulia
        assert actions.adopt_basket(guest, user=giulia, at=FRIDAY_EVENING) == opened

    def test_what_is_somebody_elses_by_now_stays_theirs(self, giulia, anna):
        guest = filled_basket()
        theirs = actions.adopt_basket(guest, user=anna, at=FRIDAY_EVENING)
        hers = actions.adopt_basket(guest, user=giulia, at=FRIDAY_EVENING)
        assert (hers.user, theirs.user) == (giulia, anna)
        assert actions.adopt_basket(guest, user=giulia, at=FRIDAY_EVENING) == hers
        assert not hers.lines.exists()

    def test_one_person_has_one_basket(self, giulia):
        first = actions.open_basket(user=giulia, at=FRIDAY_EVENING)
        assert actions.open_basket(user=giulia, order_type="collection", at=FRIDAY_EVENING + timedelta(days=3)) == first


class TestRepeating:
    def test_the_same_again_at_todays_prices_with_what_changed(self, place, cook):
        order = place(wish(), "Margherita", "Diavola", "Marinara")
        ProductPrice.objects.filter(product__name__it="Margherita").update(price=Decimal("9.90"))
        out = Ingredient.objects.get(name__it="salame piccante")
        menu.eighty_six(out, until=None, by=cook, at=FRIDAY_EVENING)
        basket = actions.open_basket(at=FRIDAY_EVENING)
        compared = repeats.repeat(order, at=FRIDAY_EVENING)
        dearer, out_today, _same = compared.items
        assert [item.kind for item in compared.items] == ["dearer", "out", "same"]
        assert dearer.now.amount == Decimal("19.80") > dearer.before.amount
        assert "Diavola" in out_today.problem.text("it")
        assert compared.now - compared.before == dearer.now - dearer.before
        assert actions.repeat_order(order, basket=basket, at=FRIDAY_EVENING) == (2, [])
        assert shown(basket).quote.subtotal == compared.now

    def test_one_takes_what_one_likes_of_it(self, place):
        order = place(wish(), "Margherita", "Diavola")
        basket = actions.open_basket(at=FRIDAY_EVENING)
        chosen = [order.standing[1].id]
        assert actions.repeat_order(order, basket=basket, lines=chosen, at=FRIDAY_EVENING) == (1, [])
        assert [line.name["it"] for line in basket.lines.all()] == ["Diavola"]

    def test_what_became_cheaper_or_left_the_menu_says_so(self, place):
        order = place(wish(), "Margherita", "Diavola")
        ProductPrice.objects.filter(product__name__it="Margherita").update(price=Decimal("1.00"))
        Product.objects.filter(name__it="Diavola").update(is_active=False)
        assert [item.kind for item in repeats.repeat(order, at=FRIDAY_EVENING).items] == ["cheaper", "gone"]

    @pytest.mark.parametrize(("held", "kind"), [([], "collection"), (["Marinara"], "delivery")])
    def test_it_leaves_the_way_it_did_unless_something_else_waits(self, place, held, kind):
        order = place(wish(order_type="collection"))
        basket = filled_basket(*held) if held else actions.open_basket(at=FRIDAY_EVENING)
        actions.choose_order_type(basket, order_type="delivery", at=FRIDAY_EVENING)
        actions.repeat_order(order, basket=basket, at=FRIDAY_EVENING)
        basket.refresh_from_db()
        assert basket.order_type == kind

    def test_an_order_that_nobody_can_read_any_more_says_so(self, place):
        order = place()
        order.lines.update(configuration={"product": 5})
        basket = actions.open_basket(at=FRIDAY_EVENING)
        assert repeats.repeat(order, at=FRIDAY_EVENING).items[0].kind == "gone"
        assert actions.repeat_order(order, basket=basket, at=FRIDAY_EVENING) == (0, [])
        assert not shown(basket).lines
