"""Rows from a written menu, in a handful of statements: a new shop waits for this."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import count
from typing import TypeVar

from django.db.models import Max

from pizzeria.menu_sheet import MenuSheet, Prices, ProductRow
from tenant_apps.menu.models import (
    Category,
    Dough,
    DoughPrice,
    Ingredient,
    Named,
    Product,
    ProductPrice,
    RecipePart,
    Size,
    ToppingPrice,
)

N = TypeVar("N", bound=Named)
STATIONS: Mapping[str, str] = {"drink": "bar", "dessert": "cold"}


def add_rows(sheet: MenuSheet) -> None:
    """Write every row of the sheet, after those there are; at most eleven statements and one look."""
    start = (Product.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    sizes = _placed(start, {s.key: Size(name=s.name, diameter=s.diameter, is_usual=s.is_usual) for s in sheet.sizes})
    doughs = _placed(
        start,
        {
            d.key: Dough(name=d.name, allergens=d.allergens, may_contain=d.may_contain, is_usual=d.is_usual)
            for d in sheet.doughs
        },
    )
    ingredients = _placed(
        start,
        {
            i.key: Ingredient(
                name=i.name, allergens=i.allergens, may_contain=i.may_contain, glyph=i.glyph, is_topping=bool(i.prices)
            )
            for i in sheet.ingredients
        },
    )
    categories = _placed(
        start, {key: Category(name=name, station=_station(key, sheet)) for key, name in sheet.categories.items()}
    )
    products = _placed(start, {p.key: _product(p, categories[p.category]) for p in sheet.products})
    for model, rows in (
        (Size, sizes),
        (Dough, doughs),
        (Ingredient, ingredients),
        (Category, categories),
        (Product, products),
    ):
        model.objects.bulk_create(rows.values())
    DoughPrice.objects.bulk_create(
        DoughPrice(dough=doughs[d.key], size=sizes[size], price=price)
        for d in sheet.doughs
        for size, price in d.prices.items()
    )
    ToppingPrice.objects.bulk_create(
        ToppingPrice(ingredient=ingredients[i.key], size=sizes[size], price=price)
        for i in sheet.ingredients
        for size, price in i.prices.items()
    )
    ProductPrice.objects.bulk_create(
        ProductPrice(product=products[p.key], size=size, price=price)
        for p in sheet.products
        for size, price in _by_size(p.prices, sizes)
    )
    RecipePart.objects.bulk_create(
        RecipePart(product=products[p.key], ingredient=ingredients[key], removable=removable, position=position)
        for p in sheet.products
        for position, (key, removable) in enumerate(p.recipe)
    )


def _station(category: str, sheet: MenuSheet) -> str:
    """Where its products are made: drinks at the bar, desserts at the cold station, all else at the oven."""
    kinds = {product.kind for product in sheet.products if product.category == category}
    return STATIONS.get(kinds.pop(), "oven") if len(kinds) == 1 else "oven"


def _placed(start: int, rows: Mapping[str, N]) -> Mapping[str, N]:
    for position, row in zip(count(start), rows.values(), strict=False):
        row.position = position
    return rows


def _by_size(prices: Prices, sizes: Mapping[str, Size]) -> Iterable[tuple[Size | None, Decimal]]:
    return [(sizes[size] if size else None, price) for size, price in prices.items()]


def _product(row: ProductRow, category: Category) -> Product:
    return Product(
        category=category,
        kind=row.kind,
        name=row.name,
        description=row.description,
        vat_class=row.vat_class,
        allergens=row.allergens,
        may_contain=row.may_contain,
        glyph=row.glyph,
    )
