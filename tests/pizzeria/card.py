"""The card that the price tests order from: three pizzas and what goes with them."""

from dataclasses import replace
from decimal import Decimal

from pizzeria.catalogue import Dough, Ingredient, Menu, MenuProduct, Policies, RecipePart, Size, by_id
from pizzeria.money import Money
from pizzeria.pricing import Configuration, Half, LineRequest, Topping, quote
from pizzeria.tax import ITALY

SIZES = ("small", "large")


def eur(amount):
    return Money(Decimal(amount), "EUR")


def prices(small, large):
    return {"small": eur(small), "large": eur(large)}


INGREDIENTS = [
    Ingredient("tomato", {"en": "tomato", "it": "pomodoro"}),
    Ingredient("mozzarella", "mozzarella", frozenset({"milk"})),
    Ingredient(
        "salame", {"en": "spicy salami", "it": "salame piccante"}, may_contain=frozenset({"mustard", "milk"}), tier=2
    ),
    Ingredient("onion", {"en": "onion", "it": "cipolla"}),
    Ingredient("burrata", "burrata", frozenset({"milk"}), tier=2, premium=True),
    Ingredient("anchovy", {"en": "anchovies", "it": "acciughe"}, frozenset({"fish"}), clashes=frozenset({"burrata"})),
    Ingredient("walnut", {"en": "walnuts", "it": "noci"}, frozenset({"nuts"}), frozenset({"peanuts"})),
    Ingredient("truffle", {"en": "truffle", "it": "tartufo"}, tier=3),
]
TOPPINGS = {
    "tomato": ("0.50", "0.75"),
    "mozzarella": ("1.00", "1.35"),
    "salame": ("1.50", "2.05"),
    "onion": ("0.50", "0.85"),
    "burrata": ("2.00", "2.45"),
    "anchovy": ("1.50", "1.95"),
    "walnut": ("1.15", "1.55"),
}
PRODUCTS = [
    MenuProduct(
        "margherita",
        "Margherita",
        "pizza",
        "food",
        prices("6.50", "9.25"),
        (RecipePart("tomato", removable=False), RecipePart("mozzarella")),
    ),
    MenuProduct(
        "diavola",
        "Diavola",
        "pizza",
        "food",
        prices("7.50", "10.50"),
        (RecipePart("tomato"), RecipePart("mozzarella"), RecipePart("salame"), RecipePart("onion")),
        excluded=frozenset({"walnut"}),
    ),
    MenuProduct("calzone", "Calzone", "pizza", "food", {"large": eur("11.00")}, (RecipePart("tomato"),), halves=False),
    MenuProduct("special", "Special", "pizza", "other", prices("9.00", "13.00")),
    MenuProduct("water", {"en": "Water", "it": "Acqua"}, "drink", "drink", {"": eur("1.50")}),
    MenuProduct(
        "tiramisu",
        "Tiramisù",
        "dessert",
        "food",
        {"": eur("4.49")},
        (RecipePart("walnut"),),
        frozenset({"milk", "eggs", "gluten"}),
    ),
]
DOUGHS = [
    Dough("classic", {"en": "classic dough", "it": "impasto classico"}, frozenset({"gluten"})),
    Dough("corn", {"en": "corn dough", "it": "impasto di mais"}, may_contain=frozenset({"gluten"})),
    Dough("stuffed", {"en": "stuffed crust", "it": "cornicione ripieno"}, frozenset({"gluten", "milk"})),
]
DOUGH_PRICES = {
    ("classic", "small"): eur("0.00"),
    ("classic", "large"): eur("0.00"),
    ("corn", "small"): eur("1.00"),
    ("corn", "large"): eur("1.55"),
    ("stuffed", "large"): eur("2.00"),
}


def menu(*, without=(), products=PRODUCTS, doughs=DOUGHS, **policies):
    """The card, with the ingredients of `without` 86'd and these policies declared."""
    return Menu(
        products=by_id(products),
        sizes=by_id([Size("small", {"en": "Small", "it": "Piccola"}), Size("large", {"en": "Large", "it": "Grande"})]),
        doughs=by_id(doughs),
        ingredients=by_id(replace(item, available=item.id not in without) for item in INGREDIENTS),
        topping_prices={
            (ingredient, size): eur(price)
            for ingredient, row in TOPPINGS.items()
            for size, price in zip(SIZES, row, strict=True)
        },
        dough_prices=DOUGH_PRICES,
        policies=Policies(**policies),
    )


MENU = menu()
SPLIT = menu(half="highest", split_fee=eur("0.50"))


def pizza(product="margherita", *, size="large", dough="classic", half=None, toppings=(), removed=()):
    """A configuration; toppings are ids, or "id side" or "id side amount" in one string."""
    return Configuration(
        product=product,
        size=size,
        dough=dough,
        half=half if half is None or isinstance(half, Half) else Half(half),
        toppings=tuple(Topping(*topping.split()) for topping in toppings),
        removed=tuple(removed),
    )


def plain(product):
    return Configuration(product=product)


def order(*wishes, card=MENU, order_type="delivery", tax=ITALY, **options):
    """The quote of these configurations; a pair is (configuration, quantity)."""
    lines = [wish if isinstance(wish, tuple) else (wish, 1) for wish in wishes]
    requests = [LineRequest(wish, quantity, str(number)) for number, (wish, quantity) in enumerate(lines)]
    return quote(card, requests, order_type=order_type, tax=tax, **options)


def price(wish, *, card=MENU, quantity=1):
    return str(order((wish, quantity), card=card).total.amount)


HALF_CARDS = {policy: menu(half=policy) for policy in ("highest", "average", "sum", "percent")}
