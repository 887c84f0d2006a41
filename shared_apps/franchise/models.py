"""Head office: franchises, their people, their stores and the daily figures that each store hands in."""

from django.conf import settings
from django.db import models

from tenants.models import Pizzeria
from toolbox.ids import uuid7


class Franchise(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    """A pizzeria's place in a franchise."""

    pizzeria = models.OneToOneField(Pizzeria, models.CASCADE, primary_key=True, related_name="store")
    franchise = models.ForeignKey(Franchise, models.CASCADE, related_name="stores")
    joined_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pizzeria_id} in {self.franchise_id}"


class Membership(models.Model):
    """A person of head office and the franchise they work for."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    franchise = models.ForeignKey(Franchise, models.CASCADE, related_name="members", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["franchise", "user"], name="franchise_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.franchise_id}"


class DailyFigure(models.Model):
    """What a store sold on one business day, as it last handed it in: totals, never a customer."""

    pizzeria = models.ForeignKey(Pizzeria, models.CASCADE, related_name="figures", db_index=False)
    day = models.DateField()
    orders = models.PositiveIntegerField()
    items = models.PositiveIntegerField()
    revenue = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    products = models.JSONField(default=dict)
    handed_in_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pizzeria", "day"], name="franchise_one_figure_a_day")]
        indexes = [models.Index(fields=["day"], name="franchise_figure_day")]

    def __str__(self) -> str:
        return f"{self.pizzeria_id} {self.day}"
