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


class Station(models.TextChoices):
    """Where in the kitchen something is made."""

    OVEN = "oven", _("Oven")
    COLD = "cold", _("Cold dishes")
    BAR = "bar", _("Bar")


class Offered(Named):
    """Something that is sold at some hours or in some ways only. ``day_parts`` as pizzeria.availability reads
    them, none: always; ``order_types`` none: every one.
    """

    day_parts = models.JSONField(default=list, blank=True)
    order_types = models.JSONField(default=list, blank=True)

    class Meta(Named.Meta):
        abstract = True


class Category(Offered):
    """``station``: where its products are made; a product may say otherwise."""

    station = models.CharField(max_length=8, choices=Station.choices, default=Station.OVEN)


class Size(Named):
    """A size of pizza; ``diameter`` in centimetres.

    ``oven_weight``: the places it takes in the oven, where a normal pizza takes one; ``dough_balls``: how many it is
    made from.
    """

    diameter = models.PositiveSmallIntegerField(null=True, blank=True)
    is_usual = models.BooleanField(default=False)
    oven_weight = models.DecimalField(
        max_digits=4, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(Decimal(0))]
    )
    dough_balls = models.PositiveSmallIntegerField(default=1)


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
    """Something that goes on a pizza. ``glyph`` says how it is drawn; out of it ("86") is two moments.

    ``tier``: toppings of the same or a lower tier may be swapped in; ``is_premium``: counts twice among included
    toppings; ``clashes``: ids of ingredients it does not go with; ``substitute``: what is offered when it is out.
    """

    allergens = models.JSONField(default=list)
    may_contain = models.JSONField(default=list)
    glyph = models.CharField(max_length=20, blank=True)
    is_topping = models.BooleanField(default=True)
    tier = models.PositiveSmallIntegerField(default=1)
    is_premium = models.BooleanField(default=False)
    clashes = models.JSONField(default=list, blank=True)
    substitute = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
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


class Product(Offered):
    """``included``: added toppings that cost nothing; ``halves``: may be half of a pizza; ``excluded``: ids of toppings
    it does not take; ``station``: empty, its category's; ``photo``: a name in the shop's storage, empty while it is drawn.
    """

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
    included = models.PositiveSmallIntegerField(default=0)
    halves = models.BooleanField(default=True)
    excluded = models.JSONField(default=list, blank=True)
    station = models.CharField(max_length=8, choices=Station.choices, blank=True)
    photo = models.CharField(max_length=200, blank=True)

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


class Rules(models.Model):
    """The one row with what this shop has declared where the trade has several ways: pizzeria.catalogue.Policies."""

    class Half(models.TextChoices):
        NONE = "", _("No half-and-half pizzas")
        HIGHEST = "highest", _("The dearer half")
        AVERAGE = "average", _("The average of both halves")
        SUM = "sum", _("Each half at half its price")
        PERCENT = "percent", _("Each half at a percentage of its price")

    class Removals(models.TextChoices):
        NONE = "none", _("What is left out changes no price")
        TIER = "tier", _("What is left out pays for a topping of the same tier or a lower one")
        SWAP = "swap", _("What is left out pays for any one topping")

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    half = models.CharField(max_length=8, choices=Half.choices, blank=True, default=Half.HIGHEST)
    half_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(50))
    split_fee = models.DecimalField(**PRICE, default=Decimal(0))
    side_share = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal("0.50"))
    light = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal(1))
    double = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal(2))
    removals = models.CharField(max_length=8, choices=Removals.choices, default=Removals.NONE)
    toppings_per_side = models.PositiveSmallIntegerField(null=True, blank=True, default=8)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="menu_one_set_of_rules")]

    def __str__(self) -> str:
        return self.half


class MenuDraft(models.Model):
    """What the owner has changed and not yet published: edits in their order, and those taken back, last first."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    edits = models.JSONField(default=list)
    undone = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="menu_one_draft")]

    def __str__(self) -> str:
        return f"{len(self.edits)} edits"


class MenuVersion(models.Model):
    """A menu as it was published: the whole sheet, and what had changed in words, by language."""

    number = models.PositiveIntegerField(primary_key=True)
    sheet = models.JSONField()
    changes = models.JSONField(default=list)
    published_at = models.DateTimeField()
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)
