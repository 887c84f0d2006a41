"""Random wishes that the card can serve."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from pizzeria.catalogue import by_id
from pizzeria.deals import Deal, DealChoice, DealRequest
from pizzeria.pricing import Configuration, Half, Topping
from pizzeria.toppings import added

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
        "included": st.tuples(st.integers(0, 3), st.integers(0, 2)),
    }
)


def cards(choices=policies):
    return choices.map(_card)


def _card(row):
    """The card on these policies; `included` are the toppings in the price of each pizza that is made as a half."""
    numbers = ("half_percent", "side_share", "light", "double")
    declared = {key: Decimal(value) if key in numbers else value for key, value in row.items() if key != "included"}
    included = dict(zip(HALVES, row["included"], strict=True))
    return menu(products=[replace(item, included=included.get(item.id, 0)) for item in PRODUCTS], **declared)


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


@st.composite
def replaced(draw):
    """A card on which something has run out, and a wish that leaves it out, maybe with its substitute."""
    wish = draw(wishes())
    gone = {*wish.removed} & {*(wish.half or wish).removed} - {topping.ingredient for topping in added(wish)}
    kept = {part for one in (wish, wish.half) if one for part in REMOVABLE[one.product] if part not in one.removed}
    card = draw(cards())
    substitutes = {item: draw(st.sampled_from(sorted(TOPPINGS))) for item in sorted(gone - kept)}
    items = [
        replace(item, available=False, substitute=substitutes[item.id]) if item.id in substitutes else item
        for item in card.ingredients.values()
    ]
    return replace(card, ingredients=by_id(items)), wish


def baskets(halves=True):
    """Lines of (configuration, quantity), with things that are no pizza among them."""
    sides = st.sampled_from(["water", "tiramisu"]).map(Configuration)
    return st.lists(st.tuples(st.one_of(wishes(halves), sides), st.integers(1, 9)), min_size=1, max_size=5)


@st.composite
def deals(draw):
    """A card with one deal, and a basket of lines, some of them in the deal, once or twice."""
    cents = st.integers(0, 4000).map(lambda amount: eur(amount) * Decimal("0.01"))
    upcharges = draw(st.dictionaries(st.sampled_from(HALVES), cents, max_size=2))
    choices = (
        DealChoice("first", "First pizza", frozenset(HALVES), upcharges=upcharges),
        DealChoice("second", "Second pizza", frozenset(HALVES), upcharges=draw(st.just(upcharges) | st.just({}))),
        DealChoice("side", "Something with it", frozenset({"water", "tiramisu"})),
    )
    deal = Deal("couple", {"en": "Menu for two", "it": "Menù coppia"}, draw(cents), choices)
    card = replace(draw(cards()), deals={deal.id: deal})
    basket, requests = draw(st.lists(st.tuples(wishes(), st.integers(1, 3)), max_size=2)), []
    for number in range(draw(st.integers(1, 2))):
        picks = []
        for choice in draw(st.permutations(choices)):
            side = st.sampled_from(["water", "tiramisu"]).map(Configuration)
            picks.append((choice.id, str(len(basket))))
            basket.append((draw(side if choice.id == "side" else wishes()), 1))
        requests.append(DealRequest(f"deal {number}", deal.id, tuple(draw(st.permutations(picks)))))
    return card, basket, requests
