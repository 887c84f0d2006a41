"""Changing the menu. Every change makes the kept pages old in its own transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from pizzeria import menu_csv
from pizzeria.menu_sheet import MenuSheet
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor, Fact
from tenant_apps.menu import loading
from tenant_apps.menu.errors import MenuFileWrong, NoSuchSize, NotOut
from tenant_apps.menu.facts import CategoriesOrdered, IngredientRanOut, IngredientRestored, MenuLoaded, ProductChanged
from tenant_apps.menu.models import Category, Dough, Ingredient, Product, ProductPrice, Size
from tenants.actions import raise_cache_generation


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


def _change(row: Product, field: str, value: Any, *, by: Actor, at: datetime) -> None:
    before = getattr(row, field)
    if before == value:
        return
    Product.objects.filter(id=row.id).update(**{field: value})
    _changed(ProductChanged(str(row.id), {field: [before, value]}), by=by, at=at)


def _changed(fact: Fact, *, by: Actor, at: datetime) -> None:
    journal.record(fact, by=by, at=at)
    raise_cache_generation()
