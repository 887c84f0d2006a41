"""What can be ordered: categories, products with prices per size, sizes, doughs, ingredients and recipes."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toolbox import i18n
from toolbox.ids import uuid7

PRICE = {"max_digits": 8, "decimal_places": 2, "validators": [MinValueValidator(Decimal(0))]}


class Named(models.Model):
    """Anything with a name in the shop's languages and a place in a list."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.JSONField(_("name"))
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return i18n.text(self.name)


class Category(Named):
    pass


class Size(Named):
    """A size of pizza; ``diameter`` in centimetres."""

    diameter = models.PositiveSmallIntegerField(null=True, blank=True)
    is_usual = models.BooleanField(default=False)


class Dough(Named):
    allergens = models.JSONField(default=list)
    may_contain = models.JSONField(default=list)
    is_usual = models.BooleanField(default=False)


class DoughPrice(models.Model):
    """What a dough costs on top, by size."""

    dough = models.ForeignKey(Dough, models.CASCADE, related_name="prices")
    size = models.ForeignKey(Size, models.CASCADE, related_name="+", db_index=False)
    price = models.DecimalField(**PRICE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dough", "size"], name="menu_dough_price")]

    def __str__(self) -> str:
        return f"{self.dough_id} {self.price}"


class Ingredients(models.QuerySet["Ingredient"]):
    def toppings(self) -> Self:
        return self.filter(is_topping=True)

    def out(self, *, at: datetime) -> Self:
        return self.filter(Q(out_until__gt=at) | Q(out_since__isnull=False, out_until=None))


class Ingredient(Named):
    """Something that goes on a pizza. ``glyph`` says how it is drawn; out of it ("86") is two moments."""

    allergens = models.JSONField(default=list)
    may_contain = models.JSONField(default=list)
    glyph = models.CharField(max_length=20, blank=True)
    is_topping = models.BooleanField(default=True)
    tier = models.PositiveSmallIntegerField(default=1)
    out_since = models.DateTimeField(null=True, blank=True)
    out_until = models.DateTimeField(null=True, blank=True)

    objects = Ingredients.as_manager()

    def is_out(self, *, at: datetime) -> bool:
        """Whether there is none: until a moment, or since one until it is restocked."""
        return self.out_since is not None and (self.out_until is None or at < self.out_until)


class ToppingPrice(models.Model):
    """What a topping costs, by size: a table, never a multiplier."""

    ingredient = models.ForeignKey(Ingredient, models.CASCADE, related_name="prices")
    size = models.ForeignKey(Size, models.CASCADE, related_name="+", db_index=False)
    price = models.DecimalField(**PRICE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ingredient", "size"], name="menu_topping_price")]

    def __str__(self) -> str:
        return f"{self.ingredient_id} {self.price}"


class Products(models.QuerySet["Product"]):
    def on_sale(self) -> Self:
        return self.filter(is_active=True)


class Product(Named):
    class Kind(models.TextChoices):
        PIZZA = "pizza", _("Pizza")
        FOOD = "food", _("Food")
        DRINK = "drink", _("Drink")
        DESSERT = "dessert", _("Dessert")

    class VatClass(models.TextChoices):
        FOOD = "food", _("Prepared food")
        DRINK = "drink", _("Drink")
        ALCOHOL = "alcohol", _("Alcoholic drink")
        OTHER = "other", _("Other goods")

    category = models.ForeignKey(Category, models.PROTECT, related_name="products")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PIZZA)
    description = models.JSONField(default=dict, blank=True)
    vat_class = models.CharField(max_length=20, choices=VatClass.choices, default=VatClass.FOOD)
    allergens = models.JSONField(default=list)
    may_contain = models.JSONField(default=list)
    glyph = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    objects = Products.as_manager()

    class Meta(Named.Meta):
        abstract = False
        indexes = [models.Index(fields=["code"], name="menu_product_code")]


class ProductPrice(models.Model):
    """The price of a product in a size; of one without sizes, the only row has no size."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="prices")
    size = models.ForeignKey(Size, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    price = models.DecimalField(**PRICE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "size"], name="menu_product_price", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.price}"


class RecipePart(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="recipe")
    ingredient = models.ForeignKey(Ingredient, models.PROTECT, related_name="+")
    removable = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "ingredient"], name="menu_recipe_part")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.ingredient_id}"
