"""A line of the basket is changed for another configuration: on its page, or because something ran out."""

import json
from dataclasses import replace

import pytest

from shared_apps.journal.facts import Actor
from tenant_apps.menu import actions as menu
from tenant_apps.menu.models import Ingredient
from tenant_apps.ordering import actions, errors, prices
from tenant_apps.ordering.models import Basket
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, configuration, filled_basket, ingredient, topping

pytestmark = pytest.mark.usefixtures("shop")
COOK = Actor.system("cook")


def rebuild(line, wished, **options):
    return actions.rebuild_line(line, configuration=wished, at=FRIDAY_EVENING, **options)


def run_out(name):
    menu.eighty_six(Ingredient.objects.get(name__it=name), until=None, by=COOK, at=FRIDAY_EVENING)


def shown(client):
    return client.get("/basket/", headers={"Accept-Language": "en"}).content.decode()


def test_the_line_keeps_its_place_and_how_many():
    basket = filled_basket("Margherita", quantity=3)
    line = basket.lines.get()
    rebuild(line, replace(configuration("Diavola"), toppings=(topping("rucola", "left"),)))
    found = basket.lines.get()
    assert (found.id, found.quantity, found.name["it"]) == (line.id, 3, "Diavola")


def test_the_same_as_another_line_becomes_one_with_it():
    basket = filled_basket("Margherita", "Diavola", quantity=2)
    first = basket.lines.get(name__it="Margherita")
    rebuild(first, configuration("Diavola"), quantity=1)
    assert [line.quantity for line in basket.lines.all()] == [3]


def test_the_order_of_what_is_chosen_on_a_half_makes_no_other_line():
    from pizzeria.configuration import Half

    basket = filled_basket("Margherita", quantity=1)
    other = configuration("Diavola")
    removed = (ingredient("salame piccante"), ingredient("pomodoro"))
    for gone in (removed, removed[::-1]):
        actions.add_to_basket(
            basket,
            configuration=replace(configuration("Margherita"), half=Half(other.product, removed=gone)),
            at=FRIDAY_EVENING,
        )
    assert [line.quantity for line in basket.lines.all()] == [1, 2]


def test_what_cannot_be_had_is_refused_and_the_line_stays():
    basket = filled_basket("Margherita", quantity=1)
    run_out("rucola")
    before = basket.lines.get().configuration
    with pytest.raises(errors.NotOrderable):
        rebuild(basket.lines.get(), replace(configuration("Margherita"), toppings=(topping("rucola"),)))
    assert basket.lines.get().configuration == before


def test_a_line_that_somebody_took_out_meanwhile_is_gone():
    basket = filled_basket("Margherita", quantity=1)
    line = basket.lines.get()
    basket.lines.all().delete()
    with pytest.raises(errors.BasketGone):
        rebuild(line, configuration("Diavola"))


def test_what_ran_out_offers_its_substitute_and_to_do_without(at_napoli):
    provola = Ingredient.objects.get(name__it="provola affumicata")
    Ingredient.objects.filter(name__it="burrata").update(substitute=provola)
    pizza = replace(configuration("Margherita"), toppings=(topping("burrata", "left"),))
    at_napoli.post("/basket/add/", {"configuration": json.dumps(pizza.to_json())})
    run_out("burrata")
    text = shown(at_napoli)
    assert "With smoked provola instead of burrata" in text and "Without burrata" in text
    line = Basket.objects.get().lines.get()
    priced = prices.price(Basket.objects.get(), at=FRIDAY_EVENING).lines[0]
    instead = priced.instead[0][0].configuration
    at_napoli.post(f"/basket/lines/{line.id}/rebuild/", {"configuration": json.dumps(instead.to_json())})
    text = shown(at_napoli)
    assert "smoked provola (left)" in text and "burrata" not in text and "Take out what cannot be had" not in text


def test_undo_in_the_kitchen_restores_the_line_exactly(at_napoli):
    pizza = replace(configuration("Margherita"), toppings=(topping("burrata", "left"),))
    at_napoli.post("/basket/add/", {"configuration": json.dumps(pizza.to_json())})
    before = prices.price(Basket.objects.get(), at=FRIDAY_EVENING).quote
    run_out("burrata")
    assert not prices.price(Basket.objects.get(), at=FRIDAY_EVENING).can_check_out
    menu.restore_ingredient(Ingredient.objects.get(name__it="burrata"), by=COOK, at=FRIDAY_EVENING)
    assert prices.price(Basket.objects.get(), at=FRIDAY_EVENING).quote == before


def test_change_opens_the_pizza_as_it_is_and_puts_it_back_in_its_place(at_napoli):
    pizza = replace(configuration("Margherita"), toppings=(topping("rucola", "right"),))
    at_napoli.post("/basket/add/", {"configuration": json.dumps(pizza.to_json()), "quantity": "2"})
    line = Basket.objects.get().lines.get()
    link = next(part for part in shown(at_napoli).split('"') if f"line={line.id}" in part).replace("&amp;", "&")
    page = at_napoli.get(link, headers={"Accept-Language": "en"}).content.decode()
    assert "rocket (right)" in page and f'name="line" value="{line.id}"' in page and 'value="2"' in page
    said = {"product": pizza.product, "size": pizza.size, "dough": pizza.dough, "line": str(line.id), "quantity": "1"}
    at_napoli.post("/basket/add/", said)
    found = Basket.objects.get().lines.get()
    assert (found.id, found.quantity, found.configuration["toppings"]) == (line.id, 1, [])


def test_nobody_changes_the_line_of_another(at_napoli, napoli):
    from django.test import Client

    at_napoli.post("/basket/add/", {"configuration": json.dumps(configuration("Margherita").to_json())})
    line = Basket.objects.get().lines.get()
    stranger = Client(HTTP_HOST=napoli.host)
    said = {"configuration": json.dumps(configuration("Diavola").to_json())}
    assert stranger.post(f"/basket/lines/{line.id}/rebuild/", said).status_code == 404
    assert stranger.post("/basket/add/", {**said, "line": str(line.id)}).status_code == 404
    assert stranger.post("/basket/add/", {**said, "line": "nonsense"}).status_code == 404
    assert Basket.objects.get().lines.get().name["it"] == "Margherita"
