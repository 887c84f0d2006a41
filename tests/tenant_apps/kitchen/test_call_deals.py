"""Deals on the phone, at the counter and in a placed order: the same as on the web."""

import json
import re
from decimal import Decimal

from tenant_apps.kitchen import queries
from tenant_apps.menu.models import Ingredient, Product
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import prices
from tenant_apps.ordering.models import Basket, Order
from tests import orders
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COUNTER, bill
from tests.tenant_apps.marketing.conftest import add_deal, product

HX = {"HTTP_HX_REQUEST": "true"}


def in_a_call(deal, *products):
    """Put the deal into the only call, as the web's own action does."""
    from tenant_apps.marketing import picking, queries

    menu = queries.price_menu(at=LUNCH)
    picks = [
        (choice.id, picking.configured(menu, choice, str(product(name).id), ""))
        for choice, name in zip(menu.deals[str(deal.id)].choices, products, strict=True)
    ]
    basket = Basket.objects.get()
    ordering.add_deal_to_basket(basket, deal=str(deal.id), picks=picks, at=LUNCH)
    return basket


def test_one_thing_of_a_deal_is_changed_and_the_deal_stays(till, call):
    basket = in_a_call(add_deal(), "Margherita", "Marinara", "Cola 33 cl")
    line = basket.lines.get(name__it="Margherita")
    page = till.get(call).content.decode()
    assert f"line={line.id}&amp;quantity=1&amp;deal_group={line.deal_group}" in page
    assert "One more" not in page  # another one is the deal again
    wished = line.configuration | {"note": "ben cotta"}
    sent = {"configuration": json.dumps(wished), "line": str(line.id), "quantity": "1"}
    assert "ben cotta" in bill(till.post(f"{call}add/", sent, **HX))
    kept = basket.lines.kept()
    assert (kept.count(), kept.filter(deal_group=line.deal_group).count()) == (3, 3)
    assert prices.price(basket, at=LUNCH, order_type="collection").quote.total.amount == Decimal("12.00")


def chosen(deal, *products):
    """Return the form that the page of the deal sends."""
    choices = zip(deal.choices.all(), products, strict=True)
    return {"deal": str(deal.id)} | {f"choice-{choice.id}": str(product(name).id) for choice, name in choices}


def test_a_deal_by_phone_costs_what_it_costs_on_the_web(till, call):
    deal, basket = add_deal(), Basket.objects.get()
    till.post(f"{call}note/", COUNTER)
    address = f"/deals/{deal.id}/?for=call:{basket.id}"
    assert address in till.get(call).content.decode()
    meant = f'<input type="hidden" name="for" value="call:{basket.id}">'
    assert meant in till.get(address).content.decode()
    sent = chosen(deal, "Margherita", "Diavola", "Cola 33 cl")
    answer = till.post("/basket/deals/", sent | {"for": f"call:{basket.id}"})
    assert (answer.status_code, answer["Location"]) == (307, f"{call}add/")
    assert till.post(answer["Location"], sent).status_code == 302
    assert "Deal for two" in bill(till.get(call))  # what it saves stands on the bill
    till.post(f"{call}place/", COUNTER | {"when": "soon"})
    order = Order.objects.get()
    assert order.total == Decimal("13.00")
    assert len({line.deal_group for line in order.standing}) == 1
    till.post("/basket/deals/", sent)
    own = Basket.objects.get()
    assert prices.price(own, at=LUNCH, order_type="collection").quote.total.amount == order.total


def test_what_is_no_deal_is_refused_on_a_call(till, call):
    answer = till.post(f"{call}add/", {"deal": "no"}, **HX)
    assert answer.status_code == 409
    assert not Basket.objects.get().lines.exists()


def test_a_deal_that_is_not_offered_now_is_not_on_a_call(till, call):
    deal = add_deal()
    Ingredient.objects.filter(name__it="mozzarella").update(out_since=LUNCH)
    assert f"/deals/{deal.id}/" in till.get(call).content.decode()  # Marinara is left
    Product.objects.filter(name__it="Cola 33 cl").update(is_active=False)
    assert f"/deals/{deal.id}/" not in till.get(call).content.decode()


def test_a_deal_is_added_to_a_placed_order_and_the_kitchen_sees_it(till, carla):
    deal = add_deal()
    order = ordering.accept_order(orders.order("Marinara"), by=carla.actor, at=LUNCH)
    address = f"/counter/orders/{order.id}/edit/"
    till.post(address)
    assert f"/deals/{deal.id}/?for=edit:{order.id}" in till.get(address).content.decode()
    sent = chosen(deal, "Margherita", "Diavola", "Cola 33 cl")
    assert till.post("/basket/deals/", sent | {"for": f"edit:{order.id}"})["Location"] == f"{address}add/"
    page = till.post(f"{address}add/", sent, **HX).content.decode()
    assert "€13.00 to pay" in page
    seen = re.search(r'name="expected_total" value="([^"]+)"', page)[1]
    assert till.post(f"{address}confirm/", {"expected_total": seen}).status_code == 302
    (ticket,) = queries.board(at=LUNCH, station="").tickets
    changes = [(row.line.name["it"], row.change) for row in ticket.lines]
    assert ("Margherita", "new") in changes and ("Diavola", "new") in changes and ("Marinara", "") in changes
