from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from pizzeria.catalogue import Size, by_id
from pizzeria.oven import Load, load
from pizzeria.pricing import LineRequest

from .card import MENU, order, pizza, plain
from .wishes import baskets

SIZED = replace(MENU, sizes=by_id([Size("small", "Small", Decimal("0.5")), Size("large", "Large", Decimal(2), 3)]))


@pytest.mark.parametrize(
    "wish, quantity, places, balls",
    [
        (pizza(size="small"), 1, "0.5", 1),
        (pizza(), 1, "2", 3),
        (pizza(half="diavola"), 1, "2", 3),
        (pizza(), 3, "6", 9),
        (plain("water"), 9, "0", 0),
        (plain("tiramisu"), 1, "0", 0),
        (pizza("gone"), 1, "2", 3),  # off the menu since, and made all the same
        (pizza("gone", size="huge", dough=None, half="gone too"), 2, "2", 2),
        (plain("gone"), 1, "0", 0),
    ],
)
def test_what_stands_on_a_dough_takes_places_by_its_size(wish, quantity, places, balls):
    assert load(SIZED, [LineRequest(wish, quantity)]) == Load(Decimal(places), balls)


@given(basket=baskets(halves=False))
def test_an_order_takes_what_its_lines_take(basket):
    lines = order(*basket, card=SIZED).lines
    apart = [load(SIZED, [line]) for line in lines]
    assert load(SIZED, lines) == sum(apart, Load())
    assert bool(load(SIZED, lines)) is any(apart)
