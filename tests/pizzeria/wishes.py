"""Random wishes that the card can serve."""

from decimal import Decimal

from hypothesis import strategies as st

from pizzeria.pricing import Configuration, Half, Topping

from .card import PRODUCTS, TOPPINGS, eur, menu

REMOVABLE = {item.id: [part.ingredient for part in item.recipe if part.removable] for item in PRODUCTS}
EXCLUDED = {item.id: item.excluded for item in PRODUCTS}
HALVES = ("margherita", "diavola")
amounts = st.sampled_from(["light", "normal", "double"])
policies = st.fixed_dictionaries(
    {
        "half": st.sampled_from(["highest", "average", "sum", "percent"]),
        "half_percent": st.sampled_from(["50", "55", "62.5"]),
        "split_fee": st.sampled_from([None, eur("0.50"), eur("0.35")]),
        "side_share": st.sampled_from(["0.5", "0.6", "1"]),
        "light": st.sampled_from(["0.5", "1"]),
        "double": st.sampled_from(["1", "1.75", "2"]),
        "removals": st.sampled_from(["none", "tier", "swap"]),
    }
)


def cards(choices=policies):
    numbers = ("half_percent", "side_share", "light", "double")
    return choices.map(lambda row: menu(**{k: Decimal(v) if k in numbers else v for k, v in row.items()}))


@st.composite
def wishes(draw, halves=True):
    """A pizza: any size and dough that go together, maybe two halves, toppings anywhere, removals."""
    size = draw(st.sampled_from(["small", "large"]))
    dough = draw(st.sampled_from(["classic", "corn"] if size == "small" else ["classic", "corn", "stuffed"]))
    product = draw(st.sampled_from(HALVES))
    other = draw(st.sampled_from([None, *HALVES])) if halves else None
    removed = draw(st.lists(st.sampled_from(REMOVABLE[product]), unique=True))
    removed_right = draw(st.lists(st.sampled_from(REMOVABLE[other]), unique=True)) if other else []
    banned = {*EXCLUDED[product], *(EXCLUDED[other] if other else ()), *removed, *removed_right, "anchovy"}
    toppings, right = [], []
    chosen = draw(st.lists(st.sampled_from(sorted(set(TOPPINGS) - banned)), unique=True, max_size=4))
    for ingredient in chosen:
        for side in draw(st.sampled_from([("whole",), ("left",), ("right",), ("left", "right")])):
            inside_half = other and side == "right" and draw(st.booleans())
            (right if inside_half else toppings).append(Topping(ingredient, side, draw(amounts)))
    half = Half(other, tuple(right), tuple(removed_right)) if other else None
    return Configuration(product, size, dough, half, tuple(toppings), tuple(removed))


def baskets(halves=True):
    """Lines of (configuration, quantity), with things that are no pizza among them."""
    sides = st.sampled_from(["water", "tiramisu"]).map(Configuration)
    return st.lists(st.tuples(st.one_of(wishes(halves), sides), st.integers(1, 9)), min_size=1, max_size=5)
