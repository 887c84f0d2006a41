"""Something has run out: what is offered instead can be had, and is as near to the wish as may be."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pizzeria import recipes
from pizzeria.catalogue import Menu, Policies, by_id
from pizzeria.lines import default_configuration, price
from pizzeria.pricing import Configuration, Half, Invalid, LineRequest, Topping
from pizzeria.suggestions import spare, suggestions, text
from pizzeria.toppings import added

from .card import INGREDIENTS, PRODUCTS, TOPPINGS, menu, pizza

SUBSTITUTES = {"mozzarella": "burrata", "salame": "onion", "burrata": "mozzarella"}


FIXED = ("mozzarella", "salame")


def card(*out, policies=None, fixed=(), **changes):
    """The card with these ingredients out and these fixed on every pizza; each cheese stands in for the other."""
    products = [
        replace(
            item,
            recipe=tuple(
                replace(part, removable=part.removable and part.ingredient not in fixed) for part in item.recipe
            ),
        )
        for item in PRODUCTS
    ]
    whole = replace(menu(products=products), **changes)
    items = [
        replace(item, available=item.id not in out, substitute=SUBSTITUTES.get(item.id, ""), clashes=frozenset())
        for item in INGREDIENTS
    ]
    return replace(whole, ingredients=by_id(items), policies=policies or Policies(half="highest"))


def said(found, language="en"):
    return [text(suggestion, language) for suggestion in found]


def test_nothing_has_run_out_and_nothing_is_offered():
    assert suggestions(card(), pizza()) == ()


def test_with_the_substitute_first_then_without():
    found = suggestions(card("mozzarella"), pizza())
    assert said(found) == ["with burrata instead of mozzarella", "without mozzarella"]
    assert said(found, "it") == ["con burrata al posto di mozzarella", "senza mozzarella"]
    assert found[0].configuration == replace(pizza(), removed=("mozzarella",), toppings=(Topping("burrata"),))
    assert found[1].configuration == replace(pizza(), removed=("mozzarella",))


def test_a_substitute_that_is_out_too_is_not_offered():
    assert said(suggestions(card("mozzarella", "burrata"), pizza())) == ["without mozzarella"]


def test_what_may_not_be_left_out_sells_the_pizza_out():
    assert suggestions(card("tomato"), pizza()) == ()


def test_what_may_not_be_left_out_gives_way_to_its_substitute():
    today = card("mozzarella", fixed=FIXED)
    (found,) = suggestions(today, pizza())
    assert text(found, "en") == "with burrata instead of mozzarella"
    assert price(today, LineRequest(found.configuration)).total == price(card(), LineRequest(pizza())).total
    assert spare(today, pizza()) == found
    assert suggestions(card("mozzarella", "burrata", fixed=FIXED), pizza()) == ()


def test_what_may_be_left_out_is_left_out_beside_a_substitute_that_must_be():
    today = card("mozzarella", "salame", fixed=["mozzarella"])
    assert said(suggestions(today, pizza("diavola"))) == [
        "with burrata instead of mozzarella, with onion instead of spicy salami",
        "with burrata instead of mozzarella, without spicy salami",
    ]


@pytest.mark.parametrize(
    ("out", "toppings"),
    [
        ((), ["burrata"]),  # there is mozzarella
        (("mozzarella",), []),
        (("mozzarella",), ["onion"]),
        (("mozzarella",), ["burrata left"]),
    ],
)
def test_a_fixed_part_is_left_out_only_for_its_substitute_on_its_sides(out, toppings):
    with pytest.raises(Invalid) as refused:
        price(card(*out, fixed=FIXED), LineRequest(pizza(removed=["mozzarella"], toppings=toppings)))
    assert refused.value.code == "not_removable"


def test_a_fixed_part_of_one_half_gives_way_on_that_half():
    today = card("salame", fixed=FIXED)
    (found,) = suggestions(today, pizza(half="diavola"))
    assert found.configuration.toppings == (Topping("onion", "right"),)


@given(
    out=st.sets(st.sampled_from([item.id for item in INGREDIENTS]), max_size=5),
    fixed=st.sets(st.sampled_from(["mozzarella", "salame", "onion", "tomato"])),
    unpriced=st.sets(st.sampled_from([(id, size) for id in TOPPINGS for size in ("small", "large")]), max_size=6),
)
def test_the_menu_calls_makeable_what_can_be_had_in_some_way(out: set[str], fixed: set[str], unpriced: set) -> None:
    priced = {key: money for key, money in menu().topping_prices.items() if key not in unpriced}
    today = card(*out, fixed=fixed, topping_prices=priced)
    for product in today.products.values():
        wishes = [replace(default_configuration(today, product.id), size=size or None) for size in product.prices]
        ways = [not recipes.missing(today, wish) or bool(suggestions(today, wish)) for wish in wishes]
        assert today.can_be_made(product) == any(ways)
        for size, way in zip(product.prices, ways, strict=True):
            assert not size or today.can_be_made(product, [size]) == way


@pytest.mark.parametrize("side", ["left", "right", "whole"])
def test_a_topping_gives_way_where_it_lay_and_as_much(side):
    wish = pizza(removed=["mozzarella"], toppings=[f"burrata {side} double"])
    with_other, without = suggestions(card("burrata"), replace(wish, removed=()))
    assert without.configuration.toppings == ()
    assert with_other.configuration.toppings == (Topping("mozzarella", side, "double"),)


def test_only_the_half_that_had_it_changes():
    wish = pizza(half=Half("diavola"))
    found = suggestions(card("salame"), wish)
    assert said(found) == ["with onion instead of spicy salami", "without spicy salami"]
    assert found[1].configuration == replace(wish, half=Half("diavola", removed=("salame",)))
    assert found[0].configuration.toppings == (Topping("onion", "right"),)


def test_what_both_halves_had_comes_back_on_the_whole_pizza():
    found = suggestions(card("mozzarella"), pizza(half=Half("diavola")))
    assert found[0].configuration.toppings == (Topping("burrata", "whole"),)
    assert found[0].configuration.removed == ("mozzarella",)
    assert found[0].configuration.half == Half("diavola", removed=("mozzarella",))


def test_nobody_offers_what_cannot_be_had_for_another_reason():
    assert suggestions(card("mozzarella"), replace(pizza(), size="enormous")) == ()
    assert suggestions(card("mozzarella"), Configuration("nothing", "large")) == ()


WISHES = st.builds(
    Configuration,
    product=st.sampled_from(["margherita", "diavola"]),
    size=st.just("large"),
    dough=st.just("classic"),
    half=st.none() | st.builds(Half, st.sampled_from(["margherita", "diavola"])),
    toppings=st.lists(
        st.builds(
            Topping,
            st.sampled_from(["burrata", "onion", "salame", "mozzarella"]),
            st.sampled_from(["left", "right", "whole"]),
            st.sampled_from(["light", "normal", "double"]),
        ),
        max_size=3,
        unique_by=lambda topping: topping.ingredient,
    ).map(tuple),
)


@pytest.mark.parametrize("policy", ["none", "tier", "swap"])
def test_a_substitute_for_what_the_recipe_holds_costs_nothing(policy):
    """Mozzarella costs 1.35 as a topping, burrata 2.45 and of a higher tier: the shop ran out, not the customer."""
    policies = Policies(half="highest", removals=policy)
    wish = pizza(toppings=["onion"])
    usual = price(card(policies=policies), LineRequest(wish)).total
    today = card("mozzarella", policies=policies)
    with_other = suggestions(today, wish)[0]
    assert price(today, LineRequest(with_other.configuration)).total == usual


def test_only_what_has_run_out_pays_for_its_substitute_and_for_nothing_else():
    left_out = pizza(removed=["mozzarella"], toppings=["burrata"])
    assert price(card("mozzarella"), LineRequest(left_out)).total == Decimal("9.25")
    assert price(card(), LineRequest(left_out)).total == Decimal("11.70")
    other = pizza(removed=["mozzarella"], toppings=["onion"])
    assert price(card("mozzarella"), LineRequest(other)).total == Decimal("10.10")


@given(
    wish=WISHES,
    out=st.sets(st.sampled_from([item.id for item in INGREDIENTS]), max_size=4),
    policy=st.sampled_from(["none", "tier", "swap"]),
    fixed=st.sets(st.sampled_from(FIXED)),
)
def test_nobody_pays_more_because_something_has_run_out(
    wish: Configuration, out: set[str], policy: str, fixed: set[str]
) -> None:
    policies = Policies(half="highest", removals=policy)
    assume(not {topping.ingredient for topping in added(wish)} & out)
    today = card(*out, policies=policies, fixed=fixed)
    for suggestion in suggestions(today, wish):
        usual = price(card(policies=policies), LineRequest(wish)).total
        assert price(today, LineRequest(suggestion.configuration)).total <= usual


@given(
    wish=WISHES,
    out=st.sets(st.sampled_from([item.id for item in INGREDIENTS]), max_size=4),
    fixed=st.sets(st.sampled_from(FIXED)),
)
def test_whatever_is_offered_can_be_had_and_holds_nothing_that_is_out(
    wish: Configuration, out: set[str], fixed: set[str]
) -> None:
    today: Menu = card(*out, fixed=fixed)
    found = suggestions(today, wish)
    for suggestion in found:
        price(today, LineRequest(suggestion.configuration))
        assert suggestion.configuration.product == wish.product
    assert len({repr(suggestion.configuration) for suggestion in found}) == len(found)
    if found:
        with pytest.raises(Invalid):
            price(today, LineRequest(wish))
