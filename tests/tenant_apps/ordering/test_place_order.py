"""Placing an order: the price of the server, once, frozen."""

from datetime import timedelta
from decimal import Decimal

import pytest

from pizzeria import pricing, snapshot
from pizzeria.tax import ITALY
from shared_apps.journal.models import Entry
from tenant_apps.menu import actions as menu
from tenant_apps.menu.models import Ingredient, ProductPrice
from tenant_apps.ordering import actions, errors, prices
from tenant_apps.ordering.models import Attempt, Order
from tenant_apps.shop.models import Shop
from tests.tenant_apps.ordering.conftest import (
    FRIDAY_AFTERNOON,
    FRIDAY_EVENING,
    configuration,
    delivery,
    facts,
    filled_basket,
    topping,
    wish,
)

pytestmark = pytest.mark.usefixtures("shop")


def test_an_order_costs_what_the_basket_said(place, guest):
    basket = filled_basket("Margherita", "Diavola")
    total = prices.price(basket, at=FRIDAY_EVENING, order_type="collection").quote.total
    order = actions.place_order(basket, wish=wish(expected_total=total.amount), by=guest, at=FRIDAY_EVENING)
    assert order.total == total.amount
    assert order.state == "placed"
    assert not basket.lines.exists()
    assert facts(order.id) == ["OrderPlaced"]


def test_the_journal_knows_no_customer(place):
    order = place(delivery(email="giulia@napoli.test", note="dietro la chiesa"))
    entry = Entry.objects.about(order.id).get()
    assert not any(word in str(entry.payload) for word in ("Giulia", "333", "Toledo", "giulia@", "chiesa"))


def test_lines_freeze_names_prices_vat_allergens_and_why(place, guest):
    basket = actions.open_basket(at=FRIDAY_EVENING)
    wished = configuration("Margherita", toppings=(topping("olive nere"),), note="ben cotta")
    actions.add_to_basket(basket, configuration=wished, quantity=2, at=FRIDAY_EVENING)
    order = actions.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING)
    line = order.lines.get()
    assert line.name["it"] == "Margherita"
    assert line.total == line.unit_price * 2
    assert sum(Decimal(step["amount"]) for step in line.steps) == line.unit_price
    assert line.vat_rate == 10
    assert "gluten" in line.allergens
    assert {"kind": "note", "text": {"it": "ben cotta", "en": "ben cotta"}} in line.details
    assert any(row["kind"] == "topping" and row["text"]["it"] == "olive nere" for row in line.details)
    ProductPrice.objects.update(price=Decimal(99))
    line.refresh_from_db()
    assert line.total < 60


def test_a_price_can_be_worked_out_again_years_later(place):
    order = place(delivery(), "Margherita", "Diavola")
    ProductPrice.objects.update(price=Decimal(99))
    stored = pricing.Quote.from_json(order.quote)
    again = pricing.replay(stored, snapshot.menu_from_json(order.quote["menu"]), ITALY)
    assert again == stored
    assert again.total.amount == order.total


def test_goods_fees_and_vat_add_up(place):
    order = place(delivery())
    assert order.fees == Decimal("2.50")
    assert order.total == order.goods + order.fees
    assert order.vat > 0


def test_another_price_is_refused_with_the_new_quote(guest):
    basket = filled_basket()
    with pytest.raises(errors.PriceChanged) as refused:
        actions.place_order(basket, wish=wish(expected_total=Decimal("0.01")), by=guest, at=FRIDAY_EVENING)
    now = prices.price(basket, at=FRIDAY_EVENING, order_type="collection").quote.total
    assert refused.value.detail["quote"]["total"] == now.to_json()
    assert basket.lines.exists()
    assert not Order.objects.exists()


def test_numbers_follow_each_other(place):
    first, second = place(), place()
    assert second.number == first.number + 1
    assert actions.take_numbers(10) == second.number + 1
    assert place().number == second.number + 11


def test_an_empty_basket_is_no_order(guest):
    with pytest.raises(errors.BasketEmpty):
        actions.place_order(actions.open_basket(at=FRIDAY_EVENING), wish=wish(), by=guest, at=FRIDAY_EVENING)


def test_a_basket_that_is_gone_is_no_order(guest):
    basket = filled_basket()
    type(basket).objects.all().delete()
    with pytest.raises(errors.BasketGone):
        actions.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING)


def test_what_ran_out_is_named_and_nothing_is_dropped(guest, cook):
    basket = filled_basket("Margherita", "Diavola")
    menu.eighty_six(Ingredient.objects.get(name__it="salame piccante"), until=None, by=cook, at=FRIDAY_EVENING)
    with pytest.raises(errors.LinesUnavailable) as refused:
        actions.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING)
    assert "Diavola" in str(refused.value)
    assert basket.lines.count() == 2


def test_a_shop_that_does_not_deliver_takes_no_delivery(guest):
    Shop.objects.update(takes_delivery=False)
    with pytest.raises(errors.TypeNotOffered):
        actions.place_order(filled_basket(), wish=delivery(), by=guest, at=FRIDAY_EVENING)


def test_below_the_minimum_it_says_what_is_missing(guest):
    Shop.objects.update(minimum_order=Decimal(40))
    basket = filled_basket()
    goods = prices.price(basket, at=FRIDAY_EVENING).quote.goods.amount
    with pytest.raises(errors.BelowMinimum) as refused:
        actions.place_order(basket, wish=delivery(), by=guest, at=FRIDAY_EVENING)
    assert Decimal(refused.value.detail["missing"]) == 40 - goods


def test_who_fetches_it_needs_no_minimum(guest):
    Shop.objects.update(minimum_order=Decimal(40))
    assert actions.place_order(filled_basket(), wish=wish(), by=guest, at=FRIDAY_EVENING).number


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, errors.NameMissing),
        ({"name": "\x00\x01"}, errors.NameMissing),
        ({"phone": ""}, errors.ContactMissing),
        ({"address": ""}, errors.AddressMissing),
        ({"tender": "counter"}, errors.TenderNotOffered),
    ],
)
def test_what_is_missing_is_said(guest, changes, refusal):
    with pytest.raises(refusal):
        actions.place_order(filled_basket(), wish=delivery(**changes), by=guest, at=FRIDAY_EVENING)


def test_an_e_mail_is_contact_enough(guest):
    wished = wish(phone="", email="giulia@napoli.test")
    assert actions.place_order(filled_basket(), wish=wished, by=guest, at=FRIDAY_EVENING).email


def test_no_control_character_reaches_a_row(guest):
    wished = delivery(name="Giu\x00lia\n ", note="\ud800ciao\u0007", address="Via  Toledo\r\n1")
    order = actions.place_order(filled_basket(), wish=wished, by=guest, at=FRIDAY_EVENING)
    assert (order.name, order.note, order.address) == ("Giulia", "ciao", "Via Toledo 1")


def test_a_closed_shop_takes_no_order_for_now(guest):
    with pytest.raises(errors.ShopClosed) as refused:
        actions.place_order(filled_basket(), wish=wish(), by=guest, at=FRIDAY_AFTERNOON)
    assert refused.value.detail["opens_at"] == "2026-05-08T16:30:00+00:00"


def test_a_closed_shop_takes_an_order_for_a_slot(guest):
    when = FRIDAY_EVENING.replace(hour=17, minute=30)
    order = actions.place_order(filled_basket(), wish=wish(when=when), by=guest, at=FRIDAY_AFTERNOON)
    assert order.requested_for == order.promised_from == when
    assert order.promised_to == when + timedelta(minutes=15)


def test_a_shop_that_is_shut_for_good_says_no_opening(guest):
    from tenant_apps.shop.models import Opening

    Opening.objects.all().delete()
    with pytest.raises(errors.ShopClosed) as refused:
        actions.place_order(filled_basket(), wish=wish(), by=guest, at=FRIDAY_EVENING)
    assert refused.value.detail["opens_at"] == ""


@pytest.mark.parametrize(
    "shift", [timedelta(minutes=-60), timedelta(minutes=2), timedelta(minutes=7), timedelta(days=20)]
)
def test_a_time_that_is_no_slot_is_never_moved_to_another(guest, shift):
    with pytest.raises(errors.SlotUnavailable):
        actions.place_order(filled_basket(), wish=wish(when=FRIDAY_EVENING + shift), by=guest, at=FRIDAY_EVENING)


def test_the_same_key_and_wish_is_the_same_order(guest):
    basket = filled_basket()
    first = actions.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING, key="k1")
    again = actions.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING + timedelta(hours=1), key="k1")
    assert first == again
    assert Order.objects.count() == 1
    assert facts(first.id) == ["OrderPlaced"]


def test_the_same_key_for_another_wish_is_refused(guest):
    basket = filled_basket()
    actions.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING, key="k1")
    with pytest.raises(errors.KeyReused):
        actions.place_order(basket, wish=wish(name="Renzo"), by=guest, at=FRIDAY_EVENING, key="k1")
    with pytest.raises(errors.KeyReused):
        actions.place_order(filled_basket(), wish=wish(), by=guest, at=FRIDAY_EVENING, key="k1")


def test_a_refused_attempt_leaves_its_key_free(guest):
    basket = actions.open_basket(at=FRIDAY_EVENING)
    with pytest.raises(errors.BasketEmpty):
        actions.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING, key="k1")
    assert not Attempt.objects.exists()
    actions.add_to_basket(basket, configuration=configuration("Margherita"), at=FRIDAY_EVENING)
    assert actions.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING, key="k1").number


@pytest.mark.parametrize("key", ["x" * 121, "k\x00", "chiave è", "a\nb"])
def test_a_key_is_plain(guest, key):
    with pytest.raises(errors.BadKey):
        actions.place_order(filled_basket(), wish=wish(), by=guest, at=FRIDAY_EVENING, key=key)


def test_cash_is_rounded_to_five_cents_and_the_total_is_not(place):
    ProductPrice.objects.update(price=Decimal("6.51"))
    order = place(wish(tender="cash"))
    assert order.total == Decimal("13.02")
    assert order.payable == Decimal("13.00")


def test_a_sale_after_midnight_counts_for_the_evening(guest):
    order = actions.place_order(filled_basket(), wish=wish(), by=guest, at=FRIDAY_EVENING + timedelta(hours=3))
    assert order.business_day.isoformat() == "2026-05-08"


class TestCustomers:
    def test_the_order_is_theirs_and_the_address_is_remembered(self, giulia):
        basket = filled_basket(user=giulia)
        order = actions.place_order(basket, wish=delivery(), by=giulia.actor, at=FRIDAY_EVENING)
        assert order.user == giulia
        assert [str(row) for row in giulia.addresses.all()] == ["Via Toledo 1, Napoli"]
        basket = filled_basket(user=giulia)
        later = FRIDAY_EVENING + timedelta(minutes=5)
        actions.place_order(basket, wish=delivery(), by=giulia.actor, at=later)
        assert giulia.addresses.get().used_at == later
