"""From a written menu to the one that prices are worked out with."""

from __future__ import annotations

from collections.abc import Collection

from pizzeria import catalogue
from pizzeria.availability import both_parts, both_types
from pizzeria.menu_sheet import MenuSheet, ProductRow, RulesRow
from pizzeria.money import Money


def price_menu(sheet: MenuSheet, *, currency: str, out: Collection[str] = ()) -> catalogue.Menu:
    """Everything that pricing needs; ``out`` are the keys of the ingredients there are none of.

    The usual size and dough come first: they are what a pizza gets when nobody chose.
    """
    return catalogue.Menu(
        products=catalogue.by_id(
            _product(row, sheet, currency) for row in sheet.products if row.is_active and row.prices
        ),
        sizes=catalogue.by_id(
            catalogue.Size(row.key, row.name, row.oven_weight, row.dough_balls)
            for row in sorted(sheet.sizes, key=lambda row: not row.is_usual)
        ),
        doughs=catalogue.by_id(
            catalogue.Dough(row.key, row.name, frozenset(row.allergens), frozenset(row.may_contain))
            for row in sorted(sheet.doughs, key=lambda row: not row.is_usual)
        ),
        ingredients=catalogue.by_id(
            catalogue.Ingredient(
                row.key,
                row.name,
                frozenset(row.allergens),
                frozenset(row.may_contain),
                available=row.key not in out,
                clashes=frozenset(row.clashes),
                tier=row.tier,
                premium=row.is_premium,
                substitute=row.substitute,
            )
            for row in sheet.ingredients
        ),
        topping_prices={
            (row.key, size): Money(price, currency) for row in sheet.ingredients for size, price in row.prices.items()
        },
        dough_prices={
            (row.key, size): Money(price, currency) for row in sheet.doughs for size, price in row.prices.items()
        },
        currency=currency,
        policies=_policies(sheet.rules, currency),
    )


def _product(row: ProductRow, sheet: MenuSheet, currency: str) -> catalogue.MenuProduct:
    category = sheet.table("categories")[row.category]
    return catalogue.MenuProduct(
        id=row.key,
        name=row.name,
        kind=row.kind,
        vat_class=row.vat_class,
        prices={size: Money(price, currency) for size, price in row.prices.items()},
        recipe=tuple(catalogue.RecipePart(key, removable) for key, removable in row.recipe),
        allergens=frozenset(row.allergens),
        may_contain=frozenset(row.may_contain),
        halves=row.halves,
        excluded=frozenset(row.excluded),
        included=row.included,
        day_parts=both_parts(row.day_parts, category.day_parts),
        order_types=both_types(row.order_types, category.order_types),
    )


def _policies(rules: RulesRow, currency: str) -> catalogue.Policies:
    return catalogue.Policies(
        half=rules.half,
        half_percent=rules.half_percent,
        split_fee=Money(rules.split_fee, currency) if rules.split_fee else None,
        side_share=rules.side_share,
        light=rules.light,
        double=rules.double,
        removals=rules.removals,
        toppings_per_side=rules.toppings_per_side,
    )
