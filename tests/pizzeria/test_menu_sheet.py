"""A written menu."""

from decimal import Decimal

import pytest

from pizzeria import menu_sheet

DATA = {
    "sizes": {"small": {"it": "Piccola", "en": "Small"}, "large": {"it": "Grande", "en": "Large", "usual": True}},
    "doughs": {"plain": {"it": "Classico", "en": "Classic", "prices": ["0", ""], "allergens": ["gluten"]}},
    "ingredients": {"tomato": {"it": "pomodoro", "en": "tomato"}},
    "categories": {"red": {"it": "Rosse", "en": "Red"}},
    "products": {
        "marinara": {
            "category": "red",
            "kind": "pizza",
            "it": "Marinara",
            "en": "Marinara",
            "prices": ["4", "8"],
            "recipe": ["tomato"],
            "fixed": ["tomato"],
        },
        "wine": {"category": "red", "kind": "alcohol", "it": "Vino", "en": "Wine", "price": "9"},
    },
}


def test_prices_stand_in_the_order_of_the_sizes_and_gaps_are_not_offered():
    sheet = menu_sheet.from_data(DATA)
    assert sheet.products[0].prices == {"small": Decimal(4), "large": Decimal(8)}
    assert sheet.doughs[0].prices == {"small": Decimal(0)}
    assert sheet.products[1].prices == {"": Decimal(9)}
    assert (sheet.products[1].kind, sheet.products[1].vat_class) == ("drink", "alcohol")
    assert sheet.products[0].recipe == (("tomato", False),)
    assert sheet.ingredients[0].glyph == "tomato"


def test_a_size_says_what_it_takes_of_the_oven_and_the_dough():
    large = {**DATA["sizes"]["large"], "oven_weight": "1.5", "dough_balls": 2}
    sheet = menu_sheet.from_data({**DATA, "sizes": {**DATA["sizes"], "large": large}})
    assert [(size.oven_weight, size.dough_balls) for size in sheet.sizes] == [(1, 1), (Decimal("1.5"), 2)]


def test_a_recipe_names_known_ingredients_only():
    products = {"odd": {**DATA["products"]["marinara"], "recipe": ["gold"], "fixed": []}}
    with pytest.raises(ValueError, match="gold"):
        menu_sheet.from_data({**DATA, "products": products})


def test_what_is_offered_instead_is_an_ingredient():
    tomato = {"it": "a", "en": "a", "substitute": "tomato"}
    assert menu_sheet.from_data({**DATA, "ingredients": {"tomato": tomato}}).ingredients[0].substitute == "tomato"
    with pytest.raises(ValueError, match="gold"):
        menu_sheet.from_data({**DATA, "ingredients": {"tomato": {**tomato, "substitute": "gold"}}})


def test_an_allergen_is_one_of_the_fourteen():
    with pytest.raises(ValueError, match="kiwi"):
        menu_sheet.from_data({**DATA, "ingredients": {"tomato": {"it": "a", "en": "a", "allergens": ["kiwi"]}}})


@pytest.mark.parametrize("name", ["\0", "\ud800"])
def test_what_no_row_can_hold_is_refused(name):
    with pytest.raises(menu_sheet.Malformed):
        menu_sheet.MenuSheet.from_json({"sizes": [{"key": "s", "name": {"it": name}}]})
