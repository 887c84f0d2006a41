"""Meal deals: a price for several things that are chosen together."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models

from tenant_apps.menu.models import PRICE, Product
from toolbox import i18n
from toolbox.ids import uuid7


class Deals(models.QuerySet["Deal"]):
    def on_sale(self) -> Self:
        return self.filter(is_active=True)


class Deal(models.Model):
    """Two pizzas and two drinks for 24.00; ``day_parts`` and ``order_types`` as a product's (pizzeria.availability)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.JSONField()
    description = models.JSONField(default=dict, blank=True)
    price = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))])
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    day_parts = models.JSONField(default=list, blank=True)
    order_types = models.JSONField(default=list, blank=True)

    objects = Deals.as_manager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return i18n.text(self.name)


class DealChoice(models.Model):
    """One thing that is chosen in a deal. ``sizes``: ids of those it may have, none for any; ``halves``: it may be a
    pizza of two halves.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    deal = models.ForeignKey(Deal, models.CASCADE, related_name="choices")
    name = models.JSONField()
    sizes = models.JSONField(default=list, blank=True)
    halves = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return i18n.text(self.name)


class DealOption(models.Model):
    """A product that may be chosen, and what it costs beyond the deal's price."""

    choice = models.ForeignKey(DealChoice, models.CASCADE, related_name="options")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    upcharge = models.DecimalField(**PRICE, default=Decimal(0))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["choice", "product"], name="marketing_option_once")]

    def __str__(self) -> str:
        return f"{self.choice_id} {self.product_id}"
