"""A menu as plain JSON: kept with an order, so that its price can be worked out again years later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pizzeria.catalogue import (
    Dough,
    Ingredient,
    Menu,
    MenuProduct,
    Policies,
    RecipePart,
    Size,
    by_id,
)
from pizzeria.configuration import Configuration
from pizzeria.money import Money
from pizzeria.quotes import name_json


def only(menu: Menu, configurations: Iterable[Configuration]) -> Menu:
    """The part of the menu that these configurations are priced from."""
    wishes = list(configurations)
    used = {wish.product for wish in wishes} | {wish.half.product for wish in wishes if wish.half}
    products = {key: item for key, item in menu.products.items() if key in used}
    wanted = {part.ingredient for item in products.values() for part in item.recipe}
    for wish in wishes:
        toppings = (*wish.toppings, *(wish.half.toppings if wish.half else ()))
        wanted |= {topping.ingredient for topping in toppings}
    sizes = {wish.size or "" for wish in wishes}
    return Menu(
        products=products,
        sizes={key: item for key, item in menu.sizes.items() if key in sizes},
        # All doughs: a pizza without one is refused only where there are some.
        doughs=menu.doughs,
        ingredients={key: item for key, item in menu.ingredients.items() if key in wanted},
        topping_prices={k: v for k, v in menu.topping_prices.items() if k[0] in wanted and k[1] in sizes},
        dough_prices={key: price for key, price in menu.dough_prices.items() if key[1] in sizes},
        currency=menu.currency,
        policies=menu.policies,
    )


def menu_json(menu: Menu) -> dict[str, Any]:
    """Plain JSON values; `menu_from_json(menu_json(menu)) == menu`."""
    return {
        "currency": menu.currency,
        "products": [_product_json(item) for item in menu.products.values()],
        "sizes": [{"id": item.id, "name": name_json(item.name)} for item in menu.sizes.values()],
        "doughs": [_common_json(item) for item in menu.doughs.values()],
        "ingredients": [{**_common_json(item), "clashes": sorted(item.clashes)} for item in menu.ingredients.values()],
        "topping_prices": [[*key, price.to_json()] for key, price in menu.topping_prices.items()],
        "dough_prices": [[*key, price.to_json()] for key, price in menu.dough_prices.items()],
        "policies": _policies_json(menu.policies),
    }


def menu_from_json(data: Mapping[str, Any]) -> Menu:
    currency = data["currency"]
    return Menu(
        products=by_id(_product(item, currency) for item in data["products"]),
        sizes=by_id(Size(item["id"], item["name"]) for item in data["sizes"]),
        doughs=by_id(Dough(**_common(item)) for item in data["doughs"]),
        ingredients=by_id(
            Ingredient(**_common(item), clashes=frozenset(item["clashes"])) for item in data["ingredients"]
        ),
        topping_prices={(key, size): Money(price, currency) for key, size, price in data["topping_prices"]},
        dough_prices={(key, size): Money(price, currency) for key, size, price in data["dough_prices"]},
        currency=currency,
        policies=_policies(data["policies"], currency),
    )


def _common_json(item: MenuProduct | Dough | Ingredient) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": name_json(item.name),
        "allergens": sorted(item.allergens),
        "may_contain": sorted(item.may_contain),
        "available": item.available,
    }


def _common(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": data["id"],
        "name": data["name"],
        "allergens": frozenset(data["allergens"]),
        "may_contain": frozenset(data["may_contain"]),
        "available": data["available"],
    }


def _product_json(item: MenuProduct) -> dict[str, Any]:
    return {
        **_common_json(item),
        "kind": item.kind,
        "vat_class": item.vat_class,
        "prices": {size: price.to_json() for size, price in item.prices.items()},
        "recipe": [[part.ingredient, part.removable] for part in item.recipe],
        "halves": item.halves,
        "excluded": sorted(item.excluded),
    }


def _product(data: Mapping[str, Any], currency: str) -> MenuProduct:
    return MenuProduct(
        **_common(data),
        kind=data["kind"],
        vat_class=data["vat_class"],
        prices={size: Money(price, currency) for size, price in data["prices"].items()},
        recipe=tuple(RecipePart(ingredient, removable) for ingredient, removable in data["recipe"]),
        halves=data["halves"],
        excluded=frozenset(data["excluded"]),
    )


def _policies_json(policies: Policies) -> dict[str, Any]:
    return {
        "half": policies.half,
        "half_percent": str(policies.half_percent),
        "split_fee": None if policies.split_fee is None else policies.split_fee.to_json(),
        "side_share": str(policies.side_share),
        "light": str(policies.light),
        "double": str(policies.double),
        "credit_removals": policies.credit_removals,
        "toppings_per_side": policies.toppings_per_side,
    }


def _policies(data: Mapping[str, Any], currency: str) -> Policies:
    fee = data["split_fee"]
    return Policies(
        half=data["half"],
        half_percent=Decimal(data["half_percent"]),
        split_fee=None if fee is None else Money(fee, currency),
        side_share=Decimal(data["side_share"]),
        light=Decimal(data["light"]),
        double=Decimal(data["double"]),
        credit_removals=data["credit_removals"],
        toppings_per_side=data["toppings_per_side"],
    )
