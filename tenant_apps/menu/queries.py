"""Reads of the menu: the price catalogue for the engine, and the pages made from it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import tenants
from pizzeria import availability, catalogue
from pizzeria.money import Money
from tenant_apps.menu.models import (
    Dough,
    DoughPrice,
    Ingredient,
    Offered,
    Product,
    ProductPrice,
    RecipePart,
    Rules,
    Size,
    ToppingPrice,
)
from tenants import registry
from tenants.memory import remembered


def price_menu(*, at: datetime) -> catalogue.Menu:
    """Return everything that pricing needs, ids as text, with what is out of stock at ``at`` marked.

    Eleven queries inside a transaction, none outside one when this process knows the
    menu already (until it is edited or something comes back in stock).
    """
    return remembered("price_menu", lambda: (_read_whole(at=at), next_return(at=at)), at=at)


def _read_whole(*, at: datetime) -> catalogue.Menu:
    """Return the menu of one moment: read again when one was published between two of its queries.

    A menu and its generation are one commit, so with the same number before and after no
    price is of another menu than the rest.
    """
    here = tenants.current()
    assert here is not None, "only a pizzeria has a menu"
    while True:
        before = registry.generation_now(here)
        menu = read_price_menu(at=at)
        if registry.generation_now(here) == before:
            return menu


def read_price_menu(*, at: datetime) -> catalogue.Menu:
    here = tenants.current()
    assert here is not None, "only a pizzeria has a menu"
    money = _Money(here.currency)
    return catalogue.Menu(
        products=catalogue.by_id(_products(money)),
        sizes=catalogue.by_id(_sizes()),
        doughs=catalogue.by_id(_doughs()),
        ingredients=catalogue.by_id(_ingredients(at)),
        topping_prices={
            (str(ingredient), str(size)): money(price)
            for ingredient, size, price in ToppingPrice.objects.filter(ingredient__is_topping=True).values_list(
                "ingredient_id", "size_id", "price"
            )
        },
        dough_prices={
            (str(dough), str(size)): money(price)
            for dough, size, price in DoughPrice.objects.values_list("dough_id", "size_id", "price")
        },
        currency=here.currency,
        policies=_policies(money),
    )


def rules() -> Rules:
    """Return what this shop has declared, or what holds until it declares something."""
    return Rules.objects.first() or Rules()


def next_return(*, at: datetime) -> datetime | None:
    """Return when the first ingredient that is out comes back by itself."""
    back = Ingredient.objects.filter(out_until__gt=at).order_by("out_until")
    return back.values_list("out_until", flat=True).first()


class _Money:
    """Makes Money of one currency, each amount once: a menu has few different prices."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.made: dict[Decimal, Money] = {}

    def __call__(self, amount: Decimal) -> Money:
        if amount not in self.made:
            self.made[amount] = Money(amount, self.currency)
        return self.made[amount]


def _products(money: _Money) -> Iterable[catalogue.MenuProduct]:
    prices: dict[Any, dict[str, Money]] = defaultdict(dict)
    for product, size, price in ProductPrice.objects.order_by("size__position", "id").values_list(
        "product_id", "size_id", "price"
    ):
        prices[product][str(size) if size else catalogue.NO_SIZE] = money(price)
    recipes: dict[Any, list[catalogue.RecipePart]] = defaultdict(list)
    for product, ingredient, removable in RecipePart.objects.values_list("product_id", "ingredient_id", "removable"):
        recipes[product].append(catalogue.RecipePart(str(ingredient), removable))
    for row in Product.objects.on_sale().select_related("category"):
        if row.id in prices:  # without a price it cannot be sold
            yield catalogue.MenuProduct(
                id=str(row.id),
                name=row.name,
                kind=row.kind,
                vat_class=row.vat_class,
                prices=prices[row.id],
                recipe=tuple(recipes[row.id]),
                allergens=frozenset(row.allergens),
                may_contain=frozenset(row.may_contain),
                halves=row.halves,
                excluded=frozenset(row.excluded),
                included=row.included,
                day_parts=availability.both_parts(_day_parts(row), _day_parts(row.category)),
                order_types=availability.both_types(row.order_types, row.category.order_types),
            )


def _day_parts(row: Offered) -> tuple[availability.DayPart, ...]:
    return tuple(availability.DayPart.from_json(part) for part in row.day_parts)


def _policies(money: _Money) -> catalogue.Policies:
    row = rules()
    return catalogue.Policies(
        half=row.half,
        half_percent=row.half_percent,
        split_fee=money(row.split_fee) if row.split_fee else None,
        side_share=row.side_share,
        light=row.light,
        double=row.double,
        removals=row.removals,
        toppings_per_side=row.toppings_per_side,
    )


# The usual size and dough come first: they are what a pizza gets when nobody chose.


def _sizes() -> Iterable[catalogue.Size]:
    for row in Size.objects.order_by("-is_usual", "position", "id"):
        yield catalogue.Size(str(row.id), row.name, row.oven_weight, row.dough_balls)


def _doughs() -> Iterable[catalogue.Dough]:
    for row in Dough.objects.order_by("-is_usual", "position", "id"):
        yield catalogue.Dough(str(row.id), row.name, frozenset(row.allergens), frozenset(row.may_contain))


def _ingredients(at: datetime) -> Iterable[catalogue.Ingredient]:
    for row in Ingredient.objects.all():
        yield catalogue.Ingredient(
            str(row.id),
            row.name,
            frozenset(row.allergens),
            frozenset(row.may_contain),
            available=not row.is_out(at=at),
            clashes=frozenset(row.clashes),
            tier=row.tier,
            premium=row.is_premium,
            substitute=str(row.substitute_id or ""),
        )
