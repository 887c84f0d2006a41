"""Whole menus as an owner may have them, for properties of what is written and read."""

from datetime import time
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from pizzeria.availability import DayPart
from pizzeria.menu_sheet import CategoryRow, DoughRow, IngredientRow, MenuSheet, ProductRow, SizeRow
from pizzeria.menu_values import STATIONS
from pizzeria.recipes import ALLERGENS, ordered
from pizzeria.tax import ORDER_TYPES

# Words as people write them, and as they should not: formulas, separators, quotes, one name for two things.
WORDS = st.one_of(
    st.sampled_from(["Margherita", "margherita", "=1+1", "'=1", "-", "@x", 'a "b"', "a, b", "a;b", "x|y", "no", "Maxi 45", "è"]),
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8),
)  # fmt: skip
NAMES = st.fixed_dictionaries({"it": WORDS}, optional={"en": WORDS})
PRICES = st.integers(0, 99_999).map(lambda cents: Decimal(cents) / 100)
MINUTES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
PARTS = st.builds(DayPart, st.frozensets(st.integers(0, 6)), MINUTES, MINUTES)
TRACES = st.sets(st.sampled_from(ALLERGENS), max_size=3).map(ordered)
TYPES = st.sets(st.sampled_from(ORDER_TYPES), max_size=2).map(lambda s: tuple(t for t in ORDER_TYPES if t in s))


def keys(start, number):
    return [str(UUID(int=start * 1000 + place)) for place in range(1, number + 1)]


@st.composite
def menus(draw):
    limits = ((1, 3), (0, 2), (0, 4), (1, 3), (0, 4))
    sizes, doughs, parts, groups, products = (
        keys(place, draw(st.integers(least, most))) for place, (least, most) in enumerate(limits, start=1)
    )

    def prices(*, least=0):
        chosen = draw(st.lists(st.sampled_from(sizes), unique=True, min_size=least))
        return {size: draw(PRICES) for size in sizes if size in chosen}

    def some(most=3):
        return tuple(draw(st.lists(st.sampled_from(parts), unique=True, max_size=most))) if parts else ()

    def offered():
        return {"day_parts": tuple(draw(st.lists(PARTS, max_size=2))), "order_types": draw(TYPES)}

    def product(key):
        kind = draw(st.sampled_from(["pizza", "food", "drink", "dessert"]))
        return ProductRow(
            key, draw(st.sampled_from(groups)), kind, draw(NAMES),
            prices(least=1) if kind == "pizza" else {"": draw(PRICES)},
            draw(st.sampled_from(["food", "drink", "alcohol", "other"])),
            draw(st.fixed_dictionaries({}, optional={"it": WORDS, "en": WORDS})),
            tuple((part, draw(st.booleans())) for part in some()),
            draw(TRACES), draw(TRACES), draw(st.sampled_from(["", "birra"])), draw(st.sampled_from(["", "A1", "007"])),
            draw(st.booleans()), draw(st.integers(0, 5)), draw(st.booleans()), some(),
            draw(st.sampled_from(["", *STATIONS])), **offered(),
        )  # fmt: skip

    def size(key, is_usual):
        diameter = draw(st.one_of(st.none(), st.integers(5, 200)))
        weight = draw(st.sampled_from([Decimal("0.50"), Decimal(1), Decimal("2.00")]))
        return SizeRow(key, draw(NAMES), diameter, is_usual, weight, draw(st.integers(0, 5)))

    def ingredient(key):
        glyph, tier = draw(st.sampled_from(["", "olive"])), draw(st.integers(1, 3))
        traces = draw(TRACES), draw(TRACES)
        return IngredientRow(
            key, draw(NAMES), prices(), *traces, glyph, tier, draw(st.booleans()), some(), (some(1) or ("",))[0]
        )

    return MenuSheet(
        categories=tuple(CategoryRow(key, draw(NAMES), draw(st.sampled_from(STATIONS)), **offered()) for key in groups),
        sizes=tuple(size(key, place == 0) for place, key in enumerate(sizes)),
        doughs=tuple(
            DoughRow(key, draw(NAMES), prices(), draw(TRACES), draw(TRACES), is_usual=place == 0)
            for place, key in enumerate(doughs)
        ),
        ingredients=tuple(ingredient(key) for key in parts),
        products=tuple(product(key) for key in products),
    )
