"""Changing the menu. Every change makes the kept pages old in its own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from pizzeria import menu_csv
from pizzeria.menu_sheet import MenuSheet
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor, Fact
from tenant_apps.menu import loading, starter
from tenant_apps.menu.errors import MenuFileWrong, NoSuchSize, NotOut, PizzaWithoutDough
from tenant_apps.menu.facts import (
    CategoriesOrdered,
    CategoryAdded,
    DoughAdded,
    IngredientAdded,
    IngredientRanOut,
    IngredientRestored,
    MenuLoaded,
    ProductAdded,
    ProductChanged,
    SizeAdded,
)
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
from tenants.actions import raise_cache_generation

Names = Mapping[str, str]


@dataclass(frozen=True)
class NewProduct:
    """A product to be. ``prices`` by size id, None for the one price of what has no sizes; ``recipe``: ingredient ids."""

    category: Category
    kind: str
    name: Names
    vat_class: str
    prices: Mapping[UUID | None, Decimal]
    description: Names = field(default_factory=dict)
    recipe: Sequence[UUID] = ()
    allergens: Sequence[str] = ()


@transaction.atomic
def load_menu(sheet: MenuSheet, *, source: str, by: Actor, at: datetime) -> None:
    """Put a whole menu into a shop that has none."""
    loading.add_rows(sheet)
    _changed(MenuLoaded(source=source, products=len(sheet.products)), by=by, at=at)


@transaction.atomic
def replace_menu(text: str, *, language: str, by: Actor, at: datetime) -> MenuSheet:
    """Put the menu of a CSV file in the place of the one there is. Raises MenuFileWrong and changes nothing."""
    sheet = check_menu_file(text, language=language)
    for model in (Product, Category, Ingredient, Dough, Size):
        model.objects.all().delete()
    load_menu(sheet, source="csv", by=by, at=at)
    return sheet


def check_menu_file(text: str, *, language: str) -> MenuSheet:
    """Return the menu a CSV file describes, without touching a row. Raises MenuFileWrong with every problem."""
    sheet, problems = menu_csv.read(text, language=language)
    if problems:
        raise MenuFileWrong(problems)
    return sheet


@transaction.atomic
def eighty_six(ingredient: Ingredient, *, until: datetime | None, by: Actor, at: datetime) -> None:
    """Take an ingredient off: its toppings vanish, what needs it is sold out. ``until`` None: until restocked."""
    row = Ingredient.objects.select_for_update().get(id=ingredient.id)
    if row.is_out(at=at) and row.out_until == until:
        return  # two taps on the same button
    Ingredient.objects.filter(id=row.id).update(out_since=at, out_until=until)
    _changed(IngredientRanOut(str(row.id), until.isoformat() if until else None), by=by, at=at)
    ingredient.refresh_from_db()


@transaction.atomic
def restore_ingredient(ingredient: Ingredient, *, by: Actor, at: datetime) -> None:
    """Put an ingredient back on: everything is as it was before. Raises NotOut."""
    row = Ingredient.objects.select_for_update().get(id=ingredient.id)
    if not row.is_out(at=at):
        raise NotOut(name=str(row))
    Ingredient.objects.filter(id=row.id).update(out_since=None, out_until=None)
    _changed(IngredientRestored(str(row.id)), by=by, at=at)
    ingredient.refresh_from_db()


@transaction.atomic
def rename_product(product: Product, *, name: Mapping[str, str], by: Actor, at: datetime) -> None:
    """Give the product these names, by language; languages that are not among them keep theirs."""
    row = Product.objects.select_for_update().get(id=product.id)
    _change(row, "name", {**row.name, **name}, by=by, at=at)


@transaction.atomic
def offer_product(product: Product, *, is_active: bool, by: Actor, at: datetime) -> None:
    """Put the product on the menu, or take it off and keep it."""
    row = Product.objects.select_for_update().get(id=product.id)
    _change(row, "is_active", is_active, by=by, at=at)


@transaction.atomic
def price_product(product: Product, *, size: UUID | None, price: Decimal, by: Actor, at: datetime) -> Decimal:
    """Set the product's price in a size it comes in and return the one before. Raises NoSuchSize."""
    row = ProductPrice.objects.select_for_update().filter(product=product, size=size).first()
    if row is None:
        raise NoSuchSize()
    before = row.price
    if before != price:
        ProductPrice.objects.filter(id=row.id).update(price=price)
        field = f"price {size}" if size else "price"
        _changed(ProductChanged(str(product.id), {field: [str(before), str(price)]}), by=by, at=at)
    return before


@transaction.atomic
def order_categories(ids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    """Put the categories in this order; those not named come after, as they were."""
    rows = {row.id: row for row in Category.objects.select_for_update().order_by("position", "id")}
    order = [id for id in dict.fromkeys(ids) if id in rows] + [id for id in rows if id not in ids]
    for position, id in enumerate(order, start=1):
        rows[id].position = position
    Category.objects.bulk_update(rows.values(), ["position"])
    _changed(CategoriesOrdered([str(id) for id in order]), by=by, at=at)


@transaction.atomic
def add_category(name: Names, *, by: Actor, at: datetime) -> Category:
    """Put an empty category after the others."""
    row = Category.objects.create(name=dict(name), position=_last(Category))
    _changed(CategoryAdded(str(row.id)), by=by, at=at)
    return row


@transaction.atomic
def add_product(new: NewProduct, *, by: Actor, at: datetime) -> Product:
    """Put a product on the menu, after the others of its category. Raises PizzaWithoutDough."""
    row = Product.objects.create(
        category=new.category,
        kind=new.kind,
        name=dict(new.name),
        description=dict(new.description),
        vat_class=new.vat_class,
        allergens=list(new.allergens),
        position=_last(Product),
    )
    ProductPrice.objects.bulk_create(ProductPrice(product=row, size_id=s, price=p) for s, p in new.prices.items())
    RecipePart.objects.bulk_create(
        RecipePart(product=row, ingredient_id=ingredient, position=position)
        for position, ingredient in enumerate(dict.fromkeys(new.recipe))
    )
    _check_doughs(product=row)
    _changed(ProductAdded(str(row.id), str(new.category.id)), by=by, at=at)
    return row


@transaction.atomic
def add_size(
    name: Names,
    *,
    diameter: int | None = None,
    doughs: Mapping[UUID, Decimal],
    toppings: Mapping[UUID, Decimal],
    pizzas: Mapping[UUID, Decimal],
    by: Actor,
    at: datetime,
) -> Size:
    """Add a size with what doughs, toppings and pizzas cost in it; what has no price does not come in it.

    The first size is the usual one. Raises PizzaWithoutDough.
    """
    is_first = not Size.objects.exists()
    row = Size.objects.create(name=dict(name), diameter=diameter, is_usual=is_first, position=_last(Size))
    DoughPrice.objects.bulk_create(DoughPrice(dough_id=id, size=row, price=price) for id, price in doughs.items())
    ToppingPrice.objects.bulk_create(
        ToppingPrice(ingredient_id=id, size=row, price=price) for id, price in toppings.items()
    )
    ProductPrice.objects.bulk_create(ProductPrice(product_id=id, size=row, price=price) for id, price in pizzas.items())
    _check_doughs(size=row)
    _changed(SizeAdded(str(row.id)), by=by, at=at)
    return row


@transaction.atomic
def add_topping(
    name: Names, *, prices: Mapping[UUID, Decimal], allergens: Sequence[str], by: Actor, at: datetime
) -> Ingredient:
    """Add an ingredient for recipes; with prices by size it can be chosen on a pizza as well."""
    row = Ingredient.objects.create(
        name=dict(name),
        allergens=list(allergens),
        glyph=starter.glyph_of(name),
        is_topping=bool(prices),
        position=_last(Ingredient),
    )
    ToppingPrice.objects.bulk_create(ToppingPrice(ingredient=row, size_id=s, price=p) for s, p in prices.items())
    _changed(IngredientAdded(str(row.id)), by=by, at=at)
    return row


@transaction.atomic
def add_dough(
    name: Names, *, prices: Mapping[UUID, Decimal], allergens: Sequence[str], by: Actor, at: datetime
) -> Dough:
    """Add a dough with what it costs on top, by size. The first is the usual one. Raises PizzaWithoutDough."""
    is_first = not Dough.objects.exists()
    row = Dough.objects.create(name=dict(name), allergens=list(allergens), is_usual=is_first, position=_last(Dough))
    DoughPrice.objects.bulk_create(DoughPrice(dough=row, size_id=s, price=p) for s, p in prices.items())
    if is_first:
        _check_doughs()
    _changed(DoughAdded(str(row.id)), by=by, at=at)
    return row


def _last(model: type[Named]) -> int:
    """The place after all others."""
    return (model._default_manager.aggregate(last=Max("position"))["last"] or 0) + 1


def _check_doughs(**which: Any) -> None:
    """Raise PizzaWithoutDough if the menu has doughs, but none in a size that one of these pizzas comes in."""
    if not Dough.objects.exists():
        return
    offered = set(DoughPrice.objects.values_list("size_id", flat=True))
    for price in ProductPrice.objects.filter(product__kind=Product.Kind.PIZZA, **which).select_related("size"):
        if price.size_id not in offered:
            raise PizzaWithoutDough(size=str(price.size))


def _change(row: Product, field: str, value: Any, *, by: Actor, at: datetime) -> None:
    before = getattr(row, field)
    if before == value:
        return
    Product.objects.filter(id=row.id).update(**{field: value})
    _changed(ProductChanged(str(row.id), {field: [before, value]}), by=by, at=at)


def _changed(fact: Fact, *, by: Actor, at: datetime) -> None:
    journal.record(fact, by=by, at=at)
    raise_cache_generation()
