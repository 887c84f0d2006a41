"""The pizza page's state: what is chosen, what can be chosen, and what it costs and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pizzeria import pricing, recipes, tax
from pizzeria.catalogue import Menu, MenuProduct
from pizzeria.configuration import Configuration, Invalid
from pizzeria.money import Money
from tenant_apps.menu import cards
from tenant_apps.menu.models import Dough, Ingredient, Product, Size


@dataclass(frozen=True)
class Choice:
    """A size, dough, topping or part of the recipe that one can choose; ``extra`` is what it adds, or costs."""

    id: str
    name: Any
    extra: Money | None = None
    chosen: str = ""
    note: Any = ""
    code: str = ""
    is_out: bool = False


@dataclass(frozen=True)
class Built:
    """Everything the page shows. ``line`` is None when ``problem`` says why this cannot be ordered."""

    product: MenuProduct
    wish: Configuration
    line: pricing.LineQuote | None
    problem: Invalid | None
    picture: str
    allergens: tuple[str, ...]
    may_contain: tuple[str, ...]


def usual(menu: Menu, product: str) -> Configuration:
    """Return the configuration the page opens with: as on the card, without what has run out where that may be left out."""
    wish = pricing.default_configuration(menu, product)
    out = {item.id for item in recipes.missing(menu, wish)}
    removable = tuple(p.ingredient for p in menu.products[product].recipe if p.removable and p.ingredient in out)
    return Configuration(wish.product, wish.size, wish.dough, removed=removable)


def build(menu: Menu, wish: Configuration, *, at: datetime) -> Built:
    """Price the wish and draw it; a wish that cannot be ordered is shown with the reason. Raises Invalid for no product."""
    product = recipes.product_of(menu, wish.product)
    line, problem = None, None
    contains: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    try:
        contains, may = recipes.allergens(menu, wish)
        request = pricing.LineRequest(wish)
        # The rates do not matter: prices include the tax, and none is shown here.
        line = pricing.quote(menu, [request], order_type=tax.COLLECTION, tax=tax.ITALY).lines[0]
    except Invalid as invalid:
        problem = invalid
    picture = cards.draw(product, wish, cards.pictures(at=at))
    return Built(product, wish, line, problem, picture, contains, may)


def choices(menu: Menu, wish: Configuration) -> Mapping[str, list[Choice]]:
    """Return what can be chosen for this product: ``sizes``, ``doughs``, ``toppings`` and ``parts`` of the recipe."""
    product = menu.products[wish.product]
    found = {"sizes": _sizes(menu, product, wish), "parts": _parts(menu, product, wish)}
    if product.is_built:
        found |= {"doughs": _doughs(menu, wish), "toppings": _toppings(menu, product, wish)}
    return found


def extras(product: str) -> Mapping[str, Any]:
    """Return the words of a product that pricing does not need."""
    return Product.objects.filter(id=product).values("description", "glyph").first() or {}


def _sizes(menu: Menu, product: MenuProduct, wish: Configuration) -> list[Choice]:
    rows = Size.objects.filter(id__in=[size for size in product.prices if size])
    return [
        Choice(
            str(row.id),
            row.name,
            product.prices[str(row.id)],
            "yes" if str(row.id) == wish.size else "",
            note=row.diameter,
        )
        for row in rows
    ]


def _doughs(menu: Menu, wish: Configuration) -> list[Choice]:
    """The doughs of this size in the shop's order; one without gluten carries the warning."""
    order = [str(id) for id in Dough.objects.order_by("position", "id").values_list("id", flat=True)]
    found = []
    for id in order:
        extra = menu.dough_prices.get((id, wish.size or ""))
        if id in menu.doughs and extra is not None:
            dough = menu.doughs[id]
            traces = "gluten" in dough.may_contain and "gluten" not in dough.allergens
            found.append(
                Choice(id, dough.name, extra, "yes" if id == wish.dough else "", code="traces" if traces else "")
            )
    return found


def _toppings(menu: Menu, product: MenuProduct, wish: Configuration) -> list[Choice]:
    chosen = {topping.ingredient: topping for topping in wish.toppings}
    codes = dict(Ingredient.objects.toppings().values_list("id", "glyph"))
    found = []
    for id, glyph in codes.items():
        key = str(id)
        price = menu.topping_prices.get((key, wish.size or ""))
        item = menu.ingredients[key]
        if price is not None and item.available and key not in product.excluded:
            taken = chosen.get(key)
            amount = f"{taken.side}:{taken.amount}" if taken else ""
            found.append(Choice(key, item.name, price, amount, recipes.ordered(item.allergens), glyph))
    return found


def _parts(menu: Menu, product: MenuProduct, wish: Configuration) -> list[Choice]:
    return [
        Choice(
            part.ingredient,
            menu.ingredients[part.ingredient].name,
            chosen="removed" if part.ingredient in wish.removed else "",
            code="" if part.removable else "fixed",
            is_out=not menu.ingredients[part.ingredient].available,
        )
        for part in product.recipe
    ]
