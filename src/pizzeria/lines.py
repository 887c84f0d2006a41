"""The price of one line: base or halves, dough, toppings, removals; every term is a Step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pizzeria import recipes
from pizzeria.catalogue import NO_SIZE, Ingredient, Menu, MenuProduct, Name, Policies
from pizzeria.configuration import Configuration, Invalid, Topping
from pizzeria.money import Money, quantum, round_to
from pizzeria.quotes import LineQuote, LineRequest, Step
from pizzeria.words import LANGUAGES, text_of

MOST_OF_ONE = 99
TWO = Decimal(2)
SIDED = ("left", "right")
BITES = {"": 0, "light": 1, "normal": 1, "double": 2}  # how many toppings an amount counts for


@dataclass(slots=True)
class PricedLine:
    """A line before discounts and taxes, which depend on the other lines."""

    menu: Menu
    request: LineRequest
    product: MenuProduct
    other: MenuProduct | None
    steps: list[Step]
    unit: Decimal
    total: Decimal

    def quoted(self, due: Decimal, rate: Decimal, vat: Decimal) -> LineQuote:
        """The line as the customer gets it, `due` being what discounts left of its total."""
        currency = self.menu.currency
        configuration = self.request.configuration
        contains, may = recipes.allergens(self.menu, configuration)
        return LineQuote(
            id=self.request.id,
            configuration=configuration,
            name=_line_name(self.product, self.other),
            size=self.menu.sizes[configuration.size].name if configuration.size else None,
            unit=Money(self.unit, currency),
            quantity=self.request.quantity,
            total=Money(self.total, currency),
            discount=Money(self.total - due, currency),
            vat_class=self.product.vat_class,
            vat_rate=rate,
            vat=Money(vat, currency),
            steps=tuple(self.steps),
            allergens=contains,
            may_contain=may,
        )


def price(menu: Menu, request: LineRequest) -> PricedLine:
    """The unit price as a sum of steps, rounded once for the whole line. Raises Invalid."""
    wish = request.configuration
    quantity = request.quantity
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity <= MOST_OF_ONE:
        raise Invalid("bad_quantity", most=MOST_OF_ONE)
    left = recipes.product_of(menu, wish.product)
    right = recipes.product_of(menu, wish.half.product) if wish.half else None
    if not left.is_built and (wish.dough or wish.half or wish.toppings):
        raise Invalid("not_built", name=left.name)
    if right is not None:
        _check_halves(menu, left, right)
    _check_removals(menu, wish, left, right)
    steps = _base(menu, wish, left, right)
    if left.is_built:
        steps += _dough(menu, wish, left)
        toppings = _toppings(menu, wish, left, right)
        steps += toppings
        steps += _removals(menu, wish, sum((step.amount.amount for step in toppings), Decimal(0)))
    else:
        steps += _removals(menu, wish, Decimal(0))
    _check_stock(menu, wish, left, right)
    unit = sum((step.amount.amount for step in steps), quantum(menu.currency) * 0)
    total = round_to(unit * quantity, quantum(menu.currency))
    return PricedLine(menu, request, left, right, steps, unit, total)


def default_configuration(menu: Menu, product: str) -> Configuration:
    """The product as a menu card shows it: its first size, and the first dough that size comes in."""
    found = recipes.product_of(menu, product)
    size = next((size for size in menu.sizes if size in found.prices), None)
    dough = None
    if found.is_built:
        offered = [d for d in menu.doughs.values() if (d.id, size or NO_SIZE) in menu.dough_prices]
        dough = next((d.id for d in offered if d.available), None) or next((d.id for d in offered), None)
    return Configuration(product=product, size=size, dough=dough)


def price_from(menu: Menu, product: str) -> Money:
    """The lowest price at which the product can be had: for "from 6.50" on a menu card."""
    found = recipes.product_of(menu, product)
    if not found.is_built or not menu.doughs:
        return min(found.prices.values())
    return min(
        price + surcharge
        for size, price in found.prices.items()
        for (_, dough_size), surcharge in menu.dough_prices.items()
        if dough_size == size
    )


def _base(menu: Menu, wish: Configuration, left: MenuProduct, right: MenuProduct | None) -> list[Step]:
    params: dict[str, Any] = {"product": left.id, "size": wish.size}
    here = _size_price(wish, left)
    # Two halves of the same pizza are that pizza.
    if right is None or right.id == left.id:
        return [Step("base", left.name, here, params)]
    there = _size_price(wish, right)
    policies = menu.policies
    split = {"policy": policies.half, "size": wish.size}
    if policies.half in ("sum", "percent"):
        share = policies.half_percent / 100 if policies.half == "percent" else 1 / TWO
        percent = {"percent": f"{(share * 100).normalize():f}"}
        steps = [
            Step(
                "half",
                side.name,
                price * share,
                {"product": side.id, "price": price.to_json(), **split, **percent},
            )
            for side, price in ((left, here), (right, there))
        ]
    else:
        amount = max(here, there) if policies.half == "highest" else (here + there) * (1 / TWO)
        params = {"products": [left.id, right.id], "prices": [here.to_json(), there.to_json()], **split}
        steps = [Step("halves", _line_name(left, right), amount, params)]
    if policies.split_fee:
        steps.append(Step("split_fee", "", policies.split_fee))
    return steps


def _size_price(wish: Configuration, product: MenuProduct) -> Money:
    found = product.prices.get(wish.size or NO_SIZE)
    if found is None:
        code = "size_missing" if not wish.size else "size_not_offered"
        raise Invalid(code, name=product.name)
    return found


def _dough(menu: Menu, wish: Configuration, product: MenuProduct) -> list[Step]:
    if wish.dough is None:
        # A pizza without its dough would be without its gluten too.
        if menu.doughs:
            raise Invalid("dough_missing", name=product.name)
        return []
    dough = recipes.dough_of(menu, wish.dough)
    surcharge = menu.dough_prices.get((dough.id, wish.size or NO_SIZE))
    if surcharge is None:
        raise Invalid("dough_not_offered", dough=dough.name)
    if not dough.available:
        raise Invalid("sold_out", name=dough.name)
    return [Step("dough", dough.name, surcharge, {"dough": dough.id})]


def _toppings(menu: Menu, wish: Configuration, left: MenuProduct, right: MenuProduct | None) -> list[Step]:
    steps = []
    placed = _by_ingredient(menu, wish)
    for ingredient, (on_left, on_right) in placed.items():
        item = recipes.ingredient_of(menu, ingredient)
        _check_topping(wish, item, (left, right), (on_left, on_right))
        full = menu.topping_prices.get((ingredient, wish.size or NO_SIZE))
        if full is None:
            raise Invalid("topping_not_offered", ingredient=item.name)
        params = {"ingredient": ingredient, **_place(on_left, on_right)}
        amount = full * _factor(on_left, on_right, menu.policies)
        steps.append(Step("topping", item.name, amount, params))
    _check_clashes(menu, placed)
    _check_limit(menu, placed)
    return steps


def _by_ingredient(menu: Menu, wish: Configuration) -> dict[str, tuple[str, str]]:
    """Ingredient -> (amount on the left, on the right); the same on both sides is one whole topping."""
    placed: dict[str, tuple[str, str]] = {}
    for topping in (*wish.toppings, *(wish.half.toppings if wish.half else ())):
        before = placed.get(topping.ingredient, ("", ""))
        now = tuple(topping.amount if topping.side in ("whole", side) else "" for side in SIDED)
        if any(was and added for was, added in zip(before, now, strict=True)):
            raise Invalid("topping_twice", ingredient=_ingredient_name(menu, topping))
        placed[topping.ingredient] = (before[0] or now[0], before[1] or now[1])
    return placed


def _factor(on_left: str, on_right: str, policies: Policies) -> Decimal:
    """What of the whole price is charged: what lies on both sides in full, the rest as on one side."""
    factors = {"": Decimal(0), "light": policies.light, "normal": Decimal(1), "double": policies.double}
    low, high = sorted((factors[on_left], factors[on_right]))
    return low + (high - low) * policies.side_share


def _place(on_left: str, on_right: str) -> dict[str, str]:
    if on_left == on_right:
        return {"side": "whole", "amount": on_left}
    if not on_right:
        return {"side": "left", "amount": on_left}
    if not on_left:
        return {"side": "right", "amount": on_right}
    return {"side": "both", "left": on_left, "right": on_right}


def _removals(menu: Menu, wish: Configuration, added: Decimal) -> list[Step]:
    """A step per removal, at no charge; with the credit policy one more that pays for what was added."""
    zero = Money.zero(menu.currency)
    split = wish.half is not None
    removed = [(ingredient, "left" if split else "whole") for ingredient in wish.removed]
    removed += [(ingredient, "right") for ingredient in (wish.half.removed if wish.half else ())]
    steps = [
        Step("removal", menu.ingredients[ingredient].name, zero, {"ingredient": ingredient, "side": side})
        for ingredient, side in removed
    ]
    if menu.policies.removals != "none" and added:
        worth = _worth(menu, wish)
        if worth:
            steps.append(Step("credit", "", Money(-min(worth, added), menu.currency)))
    return steps


def _worth(menu: Menu, wish: Configuration) -> Decimal:
    """What the removed ingredients would cost as toppings: a whole one when both halves go without."""
    right_removed = wish.half.removed if wish.half else wish.removed
    worth = Decimal(0)
    for ingredient in {*wish.removed, *right_removed}:
        full = menu.topping_prices.get((ingredient, wish.size or NO_SIZE))
        if full is not None:
            on_both = ingredient in wish.removed and ingredient in right_removed
            worth += full.amount * (1 if on_both else menu.policies.side_share)
    return worth


def _check_halves(menu: Menu, left: MenuProduct, right: MenuProduct) -> None:
    if not menu.policies.half:
        raise Invalid("no_halves")
    for side in (left, right):
        if not side.halves:
            raise Invalid("half_excluded", name=side.name)
    # One line has one VAT rate, and one base has one dough.
    if left.kind != right.kind or left.vat_class != right.vat_class:
        raise Invalid("half_differs", name=left.name, other=right.name)


def _check_removals(menu: Menu, wish: Configuration, left: MenuProduct, right: MenuProduct | None) -> None:
    _check_removed(menu, left, wish.removed)
    if right is not None and wish.half is not None:
        _check_removed(menu, right, wish.half.removed)


def _check_removed(menu: Menu, product: MenuProduct, removed: tuple[str, ...]) -> None:
    parts = {part.ingredient: part for part in product.recipe}
    for ingredient in removed:
        name = recipes.ingredient_of(menu, ingredient).name
        if ingredient not in parts or removed.count(ingredient) > 1:
            raise Invalid("not_in_recipe", name=product.name, ingredient=name)
        if not parts[ingredient].removable:
            raise Invalid("not_removable", name=product.name, ingredient=name)


def _check_topping(
    wish: Configuration,
    item: Ingredient,
    halves: tuple[MenuProduct, MenuProduct | None],
    amounts: tuple[str, str],
) -> None:
    if not item.available:
        raise Invalid("sold_out", name=item.name)
    right_removed = wish.half.removed if wish.half else wish.removed
    for amount, removed in zip(amounts, (wish.removed, right_removed), strict=True):
        if amount and item.id in removed:
            raise Invalid("added_and_removed", ingredient=item.name)
    for product in halves:
        if product is not None and item.id in product.excluded:
            raise Invalid("topping_excluded", ingredient=item.name, name=product.name)


def _check_clashes(menu: Menu, placed: dict[str, tuple[str, str]]) -> None:
    for ingredient in placed:
        for other in menu.ingredients[ingredient].clashes:
            if other in placed:
                names = {
                    "ingredient": menu.ingredients[ingredient].name,
                    "other": menu.ingredients[other].name,
                }
                raise Invalid("topping_clash", **names)


def _check_limit(menu: Menu, placed: dict[str, tuple[str, str]]) -> None:
    most = menu.policies.toppings_per_side
    if most is not None and any(sum(BITES[sides[i]] for sides in placed.values()) > most for i in (0, 1)):
        raise Invalid("too_many_toppings", most=most)


def _check_stock(menu: Menu, wish: Configuration, left: MenuProduct, right: MenuProduct | None) -> None:
    for product in (left, right):
        if product is not None and not product.available:
            raise Invalid("sold_out", name=product.name)
    out = recipes.missing(menu, wish)
    if out:
        name = _line_name(left, right)
        raise Invalid("recipe_sold_out", name=name, ingredient=out[0].name, ingredients=[item.id for item in out])


def _ingredient_name(menu: Menu, topping: Topping) -> Name:
    return recipes.ingredient_of(menu, topping.ingredient).name


def _line_name(left: MenuProduct, right: MenuProduct | None) -> Name:
    if right is None or right.id == left.id:
        return left.name
    return {lang: f"½ {text_of(left.name, lang)} · ½ {text_of(right.name, lang)}" for lang in LANGUAGES}
