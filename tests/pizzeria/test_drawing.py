"""Every pizza has a picture: the same one each time, small, and safe under the strictest page."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria import plates
from pizzeria.drawing import CHEESES, SAUCES, Layer, Recipe, plate, svg, symbol
from pizzeria.glyphs import GLYPHS
from pizzeria.kitchen_words import ALIASES, SPREADS

CODES = [*GLYPHS, *ALIASES, *SAUCES, *CHEESES, *SPREADS]
LIMIT = 12_000


def assert_plain(picture: str) -> None:
    ElementTree.fromstring(picture)
    assert "style" not in picture
    assert "<script" not in picture
    assert "http" not in picture.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"\son\w+=", picture)


@given(
    seed=st.text(max_size=20),
    layers=st.lists(
        st.builds(
            Layer,
            st.sampled_from(CODES),
            st.sampled_from(["whole", "left", "right"]),
            st.sampled_from(["light", "normal", "double"]),
        ),
        max_size=9,
    ),
    dark=st.booleans(),
)
def test_any_recipe_is_a_small_plain_picture(seed: str, layers: list[Layer], dark: bool) -> None:
    picture = svg(Recipe(seed, tuple(layers), dark))
    assert_plain(picture)
    assert len(picture) < LIMIT


def test_the_same_recipe_is_drawn_the_same_way() -> None:
    one = svg.__wrapped__(Recipe.of("7", ["tomato_sauce", "mozzarella", "basil"]))
    assert one == svg.__wrapped__(Recipe.of("7", ["tomato_sauce", "mozzarella", "basil"]))
    assert one != svg.__wrapped__(Recipe.of("8", ["tomato_sauce", "mozzarella", "basil"]))


def test_two_pictures_on_one_page_share_no_names() -> None:
    names = [
        set(re.findall(r'id="([^"]+)"', svg(Recipe.of(seed, ["tomato_sauce", "basil", "olive"]))))
        for seed in ("a", "b")
    ]
    assert names[0]
    assert not names[0] & names[1]


@pytest.mark.parametrize(("side", "sign"), [("left", -1), ("right", 1)])
def test_a_side_stays_on_its_side(side: str, sign: int) -> None:
    picture = svg(Recipe("half", (Layer("tomato_sauce"), Layer("salame", side), Layer("egg", side))))
    places = [int(x) for x in re.findall(r"translate\((\d+) ", picture)]
    assert len(places) > 3
    assert all((x - 200) * sign > 0 for x in places)


def test_more_of_it_is_seen() -> None:
    many = [
        svg(Recipe("m", (Layer("olive", "whole", amount),))).count("<use") for amount in ("light", "normal", "double")
    ]
    assert many == sorted(set(many))


def test_a_title_is_read_aloud_and_cannot_break_out() -> None:
    picture = svg(Recipe.of("t", ["basil"]), title='Nonna\'s <b>"best"</b> & more')
    assert ElementTree.fromstring(picture).attrib["aria-label"] == 'Nonna\'s <b>"best"</b> & more'
    assert 'aria-hidden="true"' in svg(Recipe.of("t", ["basil"]))


def test_what_nobody_has_drawn_is_left_out() -> None:
    assert svg(Recipe.of("x", ["unobtainium", ""])).count("<use") == 0


def test_words_of_the_kitchen_mean_the_same_thing() -> None:
    assert svg(Recipe.of("w", ["Cherry-Tomato"])).count("<use") == svg(Recipe.of("w", ["pomodorini"])).count("<use") > 0
    assert set(ALIASES.values()) <= set(GLYPHS)
    assert set(SPREADS.values()) <= set(SAUCES) | set(CHEESES)


@pytest.mark.parametrize("code", [*plates.PLATES, "nothing anyone knows"])
def test_what_is_no_pizza_has_a_picture_too(code: str) -> None:
    assert_plain(plate(code, title=code))
    assert len(plate(code)) < LIMIT


@pytest.mark.parametrize("code", [*GLYPHS, *SAUCES, *CHEESES, "unobtainium"])
def test_one_ingredient_alone_has_a_picture(code: str) -> None:
    assert_plain(symbol(code))
