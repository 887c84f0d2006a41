"""A menu as plain JSON: kept with an order, so that its price can be worked out again years later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pizzeria.availability import DayPart
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
from pizzeria.deals import Deal, DealChoice
from pizzeria.money import Money
from pizzeria.quotes import name_json


def only(menu: Menu, configurations: Iterable[Configuration], deals: Iterable[str] = ()) -> Menu:
    """The part of the menu that these configurations, in these deals, are priced from."""
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
        deals={key: menu.deals[key] for key in deals},
    )


def menu_json(menu: Menu) -> dict[str, Any]:
    """Plain JSON values; `menu_from_json(menu_json(menu)) == menu`."""
    return {
        "currency": menu.currency,
        "products": [_product_json(item) for item in menu.products.values()],
        "sizes": [_size_json(item) for item in menu.sizes.values()],
        "doughs": [_common_json(item) for item in menu.doughs.values()],
        "ingredients": [_ingredient_json(item) for item in menu.ingredients.values()],
        "topping_prices": [[*key, price.to_json()] for key, price in menu.topping_prices.items()],
        "dough_prices": [[*key, price.to_json()] for key, price in menu.dough_prices.items()],
        "policies": _policies_json(menu.policies),
        "deals": [_deal_json(item) for item in menu.deals.values()],
    }


def menu_from_json(data: Mapping[str, Any]) -> Menu:
    """Also what was written before a field existed: it reads as if the shop had not used it."""
    currency = data["currency"]
    return Menu(
        products=by_id(_product(item, currency) for item in data["products"]),
        sizes=by_id(_size(item) for item in data["sizes"]),
        doughs=by_id(Dough(**_common(item)) for item in data["doughs"]),
        ingredients=by_id(_ingredient(item) for item in data["ingredients"]),
        topping_prices={(key, size): Money(price, currency) for key, size, price in data["topping_prices"]},
        dough_prices={(key, size): Money(price, currency) for key, size, price in data["dough_prices"]},
        currency=currency,
        policies=_policies(data["policies"], currency),
        deals=by_id(_deal(item, currency) for item in data.get("deals", ())),
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


def _size_json(item: Size) -> dict[str, Any]:
    name = name_json(item.name)
    return {"id": item.id, "name": name, "oven_weight": str(item.oven_weight), "dough_balls": item.dough_balls}


def _size(data: Mapping[str, Any]) -> Size:
    return Size(data["id"], data["name"], Decimal(data.get("oven_weight", 1)), data.get("dough_balls", 1))


def _ingredient_json(item: Ingredient) -> dict[str, Any]:
    return {
        **_common_json(item),
        "clashes": sorted(item.clashes),
        "tier": item.tier,
        "premium": item.premium,
        "substitute": item.substitute,
    }


def _ingredient(data: Mapping[str, Any]) -> Ingredient:
    return Ingredient(
        **_common(data),
        clashes=frozenset(data["clashes"]),
        tier=data.get("tier", 1),
        premium=data.get("premium", False),
        substitute=data.get("substitute", ""),
    )


def _offer_json(item: MenuProduct | Deal) -> dict[str, Any]:
    return {
        "day_parts": [part.to_json() for part in item.day_parts],
        "order_types": sorted(item.order_types),
    }


def _offer(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "day_parts": tuple(DayPart.from_json(part) for part in data.get("day_parts", ())),
        "order_types": frozenset(data.get("order_types", ())),
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
        "included": item.included,
        **_offer_json(item),
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
        included=data.get("included", 0),
        **_offer(data),
    )


def _deal_json(item: Deal) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": name_json(item.name),
        "price": item.price.to_json(),
        "choices": [_choice_json(choice) for choice in item.choices],
        "available": item.available,
        "description": name_json(item.description),
        **_offer_json(item),
    }


def _deal(data: Mapping[str, Any], currency: str) -> Deal:
    return Deal(
        id=data["id"],
        name=data["name"],
        price=Money(data["price"], currency),
        choices=tuple(_choice(choice, currency) for choice in data["choices"]),
        available=data["available"],
        description=data["description"],
        **_offer(data),
    )


def _choice_json(choice: DealChoice) -> dict[str, Any]:
    return {
        "id": choice.id,
        "name": name_json(choice.name),
        "products": sorted(choice.products),
        "sizes": sorted(choice.sizes),
        "upcharges": {product: price.to_json() for product, price in choice.upcharges.items()},
        "halves": choice.halves,
    }


def _choice(data: Mapping[str, Any], currency: str) -> DealChoice:
    return DealChoice(
        id=data["id"],
        name=data["name"],
        products=frozenset(data["products"]),
        sizes=frozenset(data["sizes"]),
        upcharges={product: Money(price, currency) for product, price in data["upcharges"].items()},
        halves=data["halves"],
    )


def _policies_json(policies: Policies) -> dict[str, Any]:
    return {
        "half": policies.half,
        "half_percent": str(policies.half_percent),
        "split_fee": None if policies.split_fee is None else policies.split_fee.to_json(),
        "side_share": str(policies.side_share),
        "light": str(policies.light),
        "double": str(policies.double),
        "removals": policies.removals,
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
        removals=data.get("removals") or ("swap" if data["credit_removals"] else "none"),
        toppings_per_side=data["toppings_per_side"],
    )
