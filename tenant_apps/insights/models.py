"""What was learnt and what was foretold: model versions, forecasts kept with what came true, imported till exports."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from toolbox.ids import uuid7


class ModelVersions(models.QuerySet["ModelVersion"]):
    def champion(self) -> "ModelVersion | None":
        return self.filter(is_champion=True).first()


class ModelVersion(models.Model):
    """A fitted forecaster: its card (plain JSON) and, where trees serve, xgboost's own bytes. Never a pickle."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    served = models.CharField(max_length=30, blank=True)
    card = models.JSONField()
    booster = models.BinaryField(null=True)
    is_champion = models.BooleanField(default=False)
    trained_at = models.DateTimeField()

    objects = ModelVersions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_champion"], condition=Q(is_champion=True), name="insights_one_champion")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.served}"


class Forecasts(models.QuerySet["Forecast"]):
    def newest(self) -> Self:
        """The forecast of each day that was made last."""
        return self.order_by("day", "-made_on").distinct("day")

    def come_true(self) -> Self:
        """Forecasts of open days whose sales are known."""
        return self.filter(sold__isnull=False, is_open=True)


class Forecast(models.Model):
    """What one day's total was expected to be, on the morning of ``made_on``; later, what was sold.

    ``low`` to ``high`` hold the truth on 80 days of 100; ``simple`` is the simple rule's answer. ``items`` is
    ``{item: [low, median, high]}`` and ``sold`` stays null until the day is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(ModelVersion, models.CASCADE, related_name="forecasts")
    made_on = models.DateField()
    day = models.DateField()
    is_open = models.BooleanField()
    mean = models.DecimalField(max_digits=10, decimal_places=2)
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    simple = models.DecimalField(max_digits=10, decimal_places=2)
    items = models.JSONField(default=dict)
    sold = models.PositiveIntegerField(null=True)

    objects = Forecasts.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "made_on"], name="insights_forecast_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.mean}"

    @property
    def steps(self) -> int:
        """How many days ahead it looked; 0 is the same day."""
        return (self.day - self.made_on).days

    @property
    def error(self) -> Decimal | None:
        """How far it was off, in pieces."""
        return None if self.sold is None else abs(self.mean - self.sold)


class SalesImport(models.Model):
    """A till's export that was taken in. Known by its contents: the same file again adds nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    orders = models.PositiveIntegerField()
    pieces = models.PositiveIntegerField()
    bad_rows = models.PositiveIntegerField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
