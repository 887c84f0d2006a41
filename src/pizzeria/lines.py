"""The price of one line: base or halves, dough, toppings, removals; every term is a Step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pizzeria import checks, extras, recipes
from pizzeria.catalogue import NO_SIZE, Menu, MenuProduct, Name, Policies
from pizzeria.configuration import Configuration, Invalid
from pizzeria.money import Money, quantum, round_to
from pizzeria.quotes import LineQuote, LineRequest, Step, name_json

TWO = Decimal(2)
BASE_STEPS = frozenset({"base", "half", "halves"})  # what a deal's price stands in for


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

    @property
    def name(self) -> Name:
        return checks.line_name(self.product, self.other)

    @property
    def products(self) -> tuple[MenuProduct, ...]:
        """One, or the two of a pizza whose halves differ."""
        return (self.product,) if self.other in (None, self.product) else (self.product, self.other)

    def extras(self) -> Decimal:
        """What the line costs beyond the pizza or product itself, as it is: dough, toppings, split fee."""
        beyond = (step.amount.amount for step in self.steps if step.kind not in BASE_STEPS)
        step = quantum(self.menu.currency)
        return round_to(sum(beyond, step * 0) * self.request.quantity, step)

    def quoted(self, due: Decimal, rate: Decimal, vat: Decimal, deal: str = "") -> LineQuote:
        """The line as the customer gets it, `due` being what deals and discounts left of its total."""
        currency = self.menu.currency
        configuration = self.request.configuration
        contains, may = recipes.allergens(self.menu, configuration)
        return LineQuote(
            id=self.request.id,
            configuration=configuration,
            name=self.name,
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
            deal=deal,
        )


def price(menu: Menu, request: LineRequest) -> PricedLine:
    """The unit price as a sum of steps, rounded once for the whole line. Raises Invalid."""
    wish = request.configuration
    checks.check_quantity(request.quantity)
    left = recipes.product_of(menu, wish.product)
    right = recipes.product_of(menu, wish.half.product) if wish.half else None
    if not left.is_built and (wish.dough or wish.half or wish.toppings):
        raise Invalid("not_built", name=left.name)
    if right is not None:
        checks.check_halves(menu, left, right)
    checks.check_removals(menu, wish, left, right)
    steps = _base(menu, wish, left, right)
    if left.is_built:
        steps += _dough(menu, wish, left)
        steps += extras.steps(menu, wish, left, right)
    steps += _removals(menu, wish)
    checks.check_stock(menu, wish, left, right)
    unit = sum((step.amount.amount for step in steps), quantum(menu.currency) * 0)
    total = round_to(unit * request.quantity, quantum(menu.currency))
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


def in_size(menu: Menu, wish: Configuration, size: str) -> Configuration:
    """The wish in another size: with its dough where that comes in it, else with the first that does."""
    offered = [dough.id for dough in menu.doughs.values() if dough.available and (dough.id, size) in menu.dough_prices]
    return replace(wish, size=size, dough=wish.dough if wish.dough in offered else next(iter(offered), None))


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
    split = {"policy": policies.half, "size": wish.size, "names": [name_json(left.name), name_json(right.name)]}
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
        amount = Money(of_halves(policies, (here.amount, there.amount)), menu.currency)
        params = {"products": [left.id, right.id], "prices": [here.to_json(), there.to_json()], **split}
        steps = [Step("halves", checks.line_name(left, right), amount, params)]
    if policies.split_fee:
        steps.append(Step("split_fee", "", policies.split_fee))
    return steps


def of_halves(policies: Policies, amounts: Sequence[Decimal]) -> Decimal:
    """What one pizza costs whose halves cost these amounts each; of one amount it is that."""
    if len(amounts) == 1:
        return amounts[0]
    if policies.half == "highest":
        return max(amounts)
    share = policies.half_percent / 100 if policies.half == "percent" else 1 / TWO
    return sum(amounts, Decimal(0)) * share


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


def _removals(menu: Menu, wish: Configuration) -> list[Step]:
    """A step per removal, at no charge: what one is worth, its topping's step says."""
    split = wish.half is not None
    removed = [(ingredient, "left" if split else "whole") for ingredient in wish.removed]
    removed += [(ingredient, "right") for ingredient in (wish.half.removed if wish.half else ())]
    zero = Money.zero(menu.currency)
    return [
        Step("removal", menu.ingredients[ingredient].name, zero, {"ingredient": ingredient, "side": side})
        for ingredient, side in removed
    ]
